"""Drafts a mapping file: which step of the chart each activity of a log may stand for, by their names."""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from json import dumps

import numpy as np

from powerflow.logs.mapping import SCHEMA
from powerflow.logs.table import EventTable
from powerflow.model import Flowchart
from powerflow.translation import translate

# Names that share three letters of four are taken as alike: 行政处罚告知 and 处罚事先告知 are not, 送达告知书 and 送达事先告知书 are.
_ALIKE = 0.72


class Likeness(str, Enum):
    """How an activity's name is like a step's: the same, the same but for case, width and punctuation, similar, not at all."""

    EXACT = "exact"
    NORMALISED = "normalised"
    SIMILAR = "similar"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Guess:
    """One activity with the steps (ids) that it may stand for; `events` counts how often it was done."""

    activity: str
    events: int
    steps: tuple[str, ...]
    name: str
    likeness: Likeness


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The draft of a mapping; `left` are the steps (ids) that no activity seems to stand for."""

    source: str
    chart: str
    guesses: tuple[Guess, ...]
    left: tuple[tuple[str, str], ...]

    @property
    def shares_nothing(self) -> bool:
        """Whether no activity is like any step."""
        return all(guess.likeness is Likeness.NONE for guess in self.guesses)

    def text(self, lang: str = "zh") -> str:
        """The mapping file to be looked over; what is only similar stands in comments."""
        lines = [f"schema = {_quoted(SCHEMA)}", ""]
        if self.shares_nothing:
            said = "{log} 的活动与 {chart} 的环节没有一个名称相同或相近，请逐项写明对照"
            lines += [f"# {translate(said, lang).format(log=self.source, chart=self.chart)}", ""]
        for guess in self.guesses:
            lines += self._activity(guess, lang)
        lines += self._left(lang)
        return "\n".join(lines) + "\n"

    def _activity(self, guess: Guess, lang: str) -> list[str]:
        said = {
            Likeness.EXACT: "名称相同", Likeness.NORMALISED: "名称只有写法不同", Likeness.SIMILAR: "名称相近，请核对后去掉行首的 #",
            Likeness.NONE: "没有名称相近的环节，请写明 step，或列入 [[ignored]]",
        }[guess.likeness]
        note = translate("{activity}：{events} 次；{note}", lang)
        lines = ["# " + _flat(note.format(activity=guess.activity, events=guess.events, note=translate(said, lang)))]
        steps = ", ".join(_quoted(step) for step in guess.steps)
        entry = ["[[activity]]", f"name = {_quoted(guess.activity)}", f"step = [{steps}]"]
        sure = guess.likeness in (Likeness.EXACT, Likeness.NORMALISED)
        return [*lines, *(entry if sure else [f"# {line}" for line in entry]), ""]

    def _left(self, lang: str) -> list[str]:
        lines = [f"# {translate('没有活动对应的环节；系统不留记录的，去掉行首的 #', lang)}"] if self.left else []
        for id, name in self.left:
            lines += [f"# [[unrecorded]]  # {_flat(name)}", f"# step = {_quoted(id)}"]
        return lines


def propose_map(table: EventTable, chart: Flowchart) -> Proposal:
    """A draft by names: exact, then normalised, then similar ones, each step for one activity only; the commonest chooses first."""
    steps: dict[str, tuple[str, ...]] = {}
    for step in chart.steps.values():
        if not step.inner:
            name = step.name.strip() or step.id
            steps[name] = (*steps.get(name, ()), step.id)
    counts = np.bincount(table.activity.codes, minlength=len(table.activity.values)).tolist()
    found = _matched({name: count for name, count in zip(table.activity.values, counts, strict=True) if count}, steps)
    taken = {id for guess in found for id in guess.steps}
    left = tuple((id, name) for name, ids in steps.items() for id in ids if id not in taken)
    return Proposal(source=table.source, chart=chart.path, guesses=tuple(found), left=left)


def _matched(counts: Mapping[str, int], steps: Mapping[str, tuple[str, ...]]) -> list[Guess]:
    free = dict(steps)
    chosen: dict[str, tuple[str, Likeness]] = {}
    order = sorted(counts, key=lambda name: -counts[name])
    for activity in order:
        if activity.strip() in free:
            chosen[activity] = (activity.strip(), Likeness.EXACT)
    _drop(free, chosen)
    plain = {_plain(name): name for name in free}
    for activity in order:
        if activity not in chosen and (name := plain.pop(_plain(activity), None)) is not None:
            chosen[activity] = (name, Likeness.NORMALISED)
    _drop(free, chosen)
    for activity in order:
        if activity not in chosen and (name := _most_alike(activity, free)):
            chosen[activity] = (name, Likeness.SIMILAR)
            del free[name]
    nothing = ("", Likeness.NONE)
    return [
        Guess(activity=each, events=counts[each], steps=steps.get(name, ()), name=name, likeness=likeness)
        for each in order for name, likeness in [chosen.get(each, nothing)]
    ]


def _drop(free: dict[str, tuple[str, ...]], chosen: Mapping[str, tuple[str, Likeness]]) -> None:
    for name, _ in chosen.values():
        free.pop(name, None)


def _most_alike(activity: str, names: Iterable[str]) -> str:
    plain = _plain(activity)
    scored = [(SequenceMatcher(None, plain, _plain(name), autojunk=False).ratio(), name) for name in names]
    score, name = max(scored, default=(0.0, ""))
    return name if score >= _ALIKE else ""


def _plain(name: str) -> str:
    """Without case, width, blanks and punctuation."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")


def _quoted(text: str) -> str:
    """As a TOML string: its escapes are those of JSON, but for DEL."""
    return dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _flat(text: str) -> str:
    """Fit for a comment: one line, no control signs."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
