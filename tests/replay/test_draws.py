"""Random draws: what is drawn follows from what was committed to, by arithmetic that anybody can do; every change shows."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from powerflow.deadlines import BEIJING
from powerflow.model import Draw, Entry, EntryKind, FactValue, StepNotes
from powerflow.replay import DrawFault, committing, lot, random_draws, revealing, undrawn_steps
from tests.builders import chart

_AT = datetime(2026, 9, 18, 9, tzinfo=BEIJING)
_LOT = lot(["丙", "甲", "乙", "丁 ", "甲"], {"乙": "近亲属"}, 2)
_SEED = "5e" * 32


def _entry(seq: int, facts: Mapping[str, FactValue], kind: EntryKind = EntryKind.DRAW, **more: object) -> Entry:
    return Entry(seq=seq, at=_AT + timedelta(minutes=seq), kind=kind, node="抽取", facts=facts, **more)  # type: ignore[arg-type]


def _drawn(first: int = 1, note: str = "") -> list[Entry]:
    return [
        _entry(first, committing(_LOT, _SEED), note=note), _entry(first + 1, revealing(_LOT, _SEED, "说好"), refers=first),
    ]


def _by_hand(seed: str, witness: str) -> list[str]:
    """As anyone would compute it with sha256sum."""
    scores = {name: sha256(f"{seed}\n{witness}\n{name}".encode()).hexdigest() for name in ("甲", "丙", "丁")}
    return sorted(scores, key=lambda name: scores[name])[:2]


def test_what_is_drawn_is_what_anybody_computes() -> None:
    [draw] = random_draws(_drawn())
    assert list(draw.drawn) == _by_hand(_SEED, "说好")
    assert draw.faults == ()
    names = "\n".join(sorted(["甲", "乙", "丙", "丁"]))
    digest = sha256(names.encode()).hexdigest()
    assert draw.commitment == sha256(f"powerflow/draw/1\n{_SEED}\n{digest}\n2\n乙".encode()).hexdigest()


def test_nobody_is_favoured() -> None:
    """9,000 draws of two out of three: each name about 6,000 times (five standard deviations are 224)."""
    counted = Counter(name for number in range(9_000) for name in _LOT.drawn(f"{number:064x}", ""))
    assert set(counted) == {"甲", "丙", "丁"}
    assert all(abs(count - 6_000) < 224 for count in counted.values())


def test_neither_the_device_nor_the_witness_decides_alone() -> None:
    assert len({_LOT.drawn(_SEED, str(number)) for number in range(30)}) > 1
    assert len({_LOT.drawn(f"{number:064x}", "x") for number in range(30)}) > 1


@pytest.mark.parametrize(("change", "fault"), [
    ({"抽中": "甲、乙"}, DrawFault.RESULT),
    ({"种子": "00" * 32}, DrawFault.COMMITMENT),
    ({"见证": "改口"}, DrawFault.RESULT),
])
def test_a_reveal_that_was_altered_shows(change: dict[str, FactValue], fault: DrawFault) -> None:
    before, after = _drawn()
    other = "改口" if list(_by_hand(_SEED, "改口")) != list(_by_hand(_SEED, "说好")) else "再改"
    change = {name: other if value == "改口" else value for name, value in change.items()}
    [draw] = random_draws([before, replace(after, facts={**after.facts, **change})])
    assert fault in draw.faults


@pytest.mark.parametrize(("change", "fault"), [
    ({"名录": "甲、丙、丁、戊"}, DrawFault.LIST), ({"回避": ""}, DrawFault.COMMITMENT), ({"抽取数": 1}, DrawFault.COMMITMENT),
])
def test_a_commitment_that_was_altered_shows(change: dict[str, FactValue], fault: DrawFault) -> None:
    before, after = _drawn()
    [draw] = random_draws([replace(before, facts={**before.facts, **change}), after])
    assert fault in draw.faults


def test_a_draw_without_a_commitment_shows() -> None:
    [draw] = random_draws(_drawn()[1:])
    assert draw.faults == (DrawFault.UNCOMMITTED,)


def test_drawn_again_until_it_pleased_shows_unless_a_reason_was_given() -> None:
    """T19."""
    first, second = random_draws([*_drawn(), *_drawn(3)])
    assert (first.faults, second.faults, second.again) == ((), (DrawFault.UNREASONED,), True)
    assert random_draws([*_drawn(), *_drawn(3, note="专家丙到不了场")])[1].faults == ()


def test_a_commitment_dropped_before_it_was_revealed_is_told_too() -> None:
    dropped, draw = random_draws([_drawn()[0], *_drawn(2)])
    assert (dropped.revealed, draw.again, draw.faults) == (None, True, (DrawFault.UNREASONED,))


def test_a_step_done_without_its_draw_shows() -> None:
    notes = StepNotes(sets=(), service="random-draw", draw=Draw(roll="名录", count=2, result="结果"))
    built = chart().start().step("抽取", notes=notes).end().build()
    names = "、".join(_by_hand(_SEED, "说好"))
    done = _entry(3, {"结果": names}, EntryKind.STEP)
    assert undrawn_steps(built, [*_drawn(), done]) == ()
    assert undrawn_steps(built, [done]) == ((done, DrawFault.UNDRAWN),)
    assert undrawn_steps(built, [_drawn()[0], done]) == ((done, DrawFault.UNREVEALED),)
    other = replace(done, facts={"结果": "甲、乙"})
    assert undrawn_steps(built, [*_drawn(), other]) == ((other, DrawFault.RECORDED),)
