"""Random draws (随机抽取) as a history tells them: committed to before, revealed after, computed anew by whoever reads it.

The system commits to a secret seed and to the list; only then a witness may name any text; the draw follows from both, so
that neither chooses it alone. Everything is plain SHA-256 over UTF-8 text, lines parted by a line feed:

    list digest  = SHA-256(candidates, sorted, one a line)
    commitment   = SHA-256("powerflow/draw/1", seed, list digest, count, excluded, sorted, one a line)
    the drawn    = the first `count` of the candidates who are not excluded, by SHA-256(seed, witness, candidate)
"""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from powerflow.model import RANDOM_DRAW, Entry, EntryKind, FactValue, Flowchart

_ROLL, _DIGEST, _EXCLUDED = "名录", "名录摘要", "回避"  # not shown: names of the data in a history
_COUNT, _COMMITMENT = "抽取数", "承诺"  # not shown: names of the data in a history
_SEED, _WITNESS, _DRAWN = "种子", "见证", "抽中"  # not shown: names of the data in a history
SEPARATOR = "、"


class DrawFault(str, Enum):
    """What is wrong with a draw; its value is the sentence."""

    UNCOMMITTED = "没有事先的承诺"
    COMMITMENT = "种子、名录和回避与事先的承诺不符"
    LIST = "名录与它的摘要不符"
    RESULT = "抽中的不是按种子和名录算出的"
    UNREASONED = "重新抽取没有说明理由"
    UNREVEALED = "没有公开种子就办理了环节"
    UNDRAWN = "没有经过抽取就办理了环节"
    RECORDED = "登记的结果不是抽中的"


@dataclass(frozen=True, kw_only=True)
class Lot:
    """What is drawn from: the candidates, those left out with the reasons, and how many are drawn."""

    candidates: tuple[str, ...]
    excluded: Mapping[str, str]
    count: int

    @property
    def digest(self) -> str:
        """The digest of the list."""
        return _sha(*self.candidates)

    def commitment(self, seed: str) -> str:
        """The commitment to a secret seed, this list and who is left out."""
        return _sha("powerflow/draw/1", seed, self.digest, str(self.count), *sorted(self.excluded))

    def drawn(self, seed: str, witness: str) -> tuple[str, ...]:
        """Who is drawn by the seed and what the witness said."""
        eligible = (each for each in self.candidates if each not in self.excluded)
        return tuple(sorted(eligible, key=lambda each: (_sha(seed, witness, each), each))[: self.count])


def lot(candidates: Iterable[str], excluded: Mapping[str, str], count: int) -> Lot:
    """A lot of these names: spaces at the ends do not count, a name stands once, the order does not matter."""
    names = sorted({_plain(each) for each in candidates} - {""})
    return Lot(candidates=tuple(names), excluded={_plain(name): reason for name, reason in excluded.items()}, count=count)


@dataclass(frozen=True, kw_only=True)
class RandomDraw:
    """One draw of a history: committed to by one entry, revealed by another (None: not yet), and what is wrong with it.

    `again`: the same step had a draw before, revealed or given up.
    """

    node: str
    committed: Entry | None
    revealed: Entry | None
    drawn: tuple[str, ...]
    again: bool
    faults: tuple[DrawFault, ...]

    @property
    def entry(self) -> Entry:
        """The entry that findings point at: the last one."""
        last = self.revealed or self.committed
        assert last is not None
        return last

    @property
    def commitment(self) -> str:
        """The digest that was committed to, "" if none was."""
        return _text(self.committed, _COMMITMENT) if self.committed else ""

    @property
    def lot(self) -> Lot | None:
        """What was drawn from."""
        return _lot(self.committed) if self.committed else None


def committing(lot: Lot, seed: str) -> dict[str, FactValue]:
    """The data of an entry that commits to a draw; the seed is not among them."""
    return {
        _ROLL: SEPARATOR.join(lot.candidates), _DIGEST: lot.digest, _COUNT: lot.count, _COMMITMENT: lot.commitment(seed),
        **({_EXCLUDED: SEPARATOR.join(f"{name}={why}" for name, why in sorted(lot.excluded.items()))} if lot.excluded else {}),
    }


def revealing(lot: Lot, seed: str, witness: str) -> dict[str, FactValue]:
    """The data of an entry that reveals a draw."""
    return {_SEED: seed, **({_WITNESS: witness} if witness else {}), _DRAWN: SEPARATOR.join(lot.drawn(seed, witness))}


def committed_lot(entry: Entry) -> Lot:
    """What the entry of a commitment draws from."""
    return _lot(entry)


def is_commitment(entry: Entry) -> bool:
    """Whether the entry commits to a draw."""
    return entry.kind is EntryKind.DRAW and _COMMITMENT in entry.facts


def is_reveal(entry: Entry) -> bool:
    """Whether the entry reveals a draw."""
    return entry.kind is EntryKind.DRAW and _SEED in entry.facts


def random_draws(entries: Sequence[Entry]) -> tuple[RandomDraw, ...]:
    """Every draw of a history, in order, each computed anew."""
    found: list[RandomDraw] = []
    waiting: dict[str, Entry] = {}
    for entry in entries:
        seen = {each.node for each in found}
        if is_commitment(entry):
            if entry.node in waiting:
                found.append(_unrevealed(waiting[entry.node], again=entry.node in seen))
            waiting[entry.node] = entry
        elif is_reveal(entry):
            found.append(_read(entry, waiting.pop(entry.node, None), again=entry.node in seen))
    return (*found, *(_unrevealed(each, again=each.node in {draw.node for draw in found}) for each in waiting.values()))


def undrawn_steps(chart: Flowchart, entries: Sequence[Entry]) -> tuple[tuple[Entry, DrawFault], ...]:
    """The steps done by a random draw in name alone: none was made, it was not revealed, or another result was recorded."""
    found: list[tuple[Entry, DrawFault]] = []
    committed, revealed = dict[str, Entry](), dict[str, Entry]()
    for entry in entries:
        node = chart.nodes.get(entry.node)
        if is_commitment(entry):
            committed[entry.node] = entry
            revealed.pop(entry.node, None)
        elif is_reveal(entry):
            revealed[entry.node] = entry
        elif entry.kind is EntryKind.STEP and node is not None and node.notes.service == RANDOM_DRAW:
            last, result = revealed.pop(entry.node, None), node.notes.draw.result if node.notes.draw else ""
            if last is None:
                found.append((entry, DrawFault.UNREVEALED if entry.node in committed else DrawFault.UNDRAWN))
            elif result and entry.facts.get(result) != last.facts.get(_DRAWN):
                found.append((entry, DrawFault.RECORDED))
            committed.pop(entry.node, None)
    return tuple(found)


def drawn_names(entry: Entry) -> tuple[str, ...]:
    """Who was drawn, as an entry that reveals says."""
    return tuple(each for each in _text(entry, _DRAWN).split(SEPARATOR) if each)


def _unrevealed(commitment: Entry, *, again: bool) -> RandomDraw:
    """A commitment that was never revealed is told too: who does not like a draw must not be able to drop it unseen."""
    faults = _faults_of_list(commitment, again=again)
    return RandomDraw(node=commitment.node, committed=commitment, revealed=None, drawn=(), again=again, faults=faults)


def _read(entry: Entry, commitment: Entry | None, *, again: bool) -> RandomDraw:
    drawn = drawn_names(entry)
    if commitment is None:
        return RandomDraw(
            node=entry.node, committed=None, revealed=entry, drawn=drawn, again=again, faults=(DrawFault.UNCOMMITTED,),
        )
    faults, lot, seed = list(_faults_of_list(commitment, again=again)), _lot(commitment), _text(entry, _SEED)
    if lot.commitment(seed) != commitment.facts.get(_COMMITMENT):
        faults.append(DrawFault.COMMITMENT)
    if lot.drawn(seed, _text(entry, _WITNESS)) != drawn:
        faults.append(DrawFault.RESULT)
    return RandomDraw(node=entry.node, committed=commitment, revealed=entry, drawn=drawn, again=again, faults=tuple(faults))


def _faults_of_list(commitment: Entry, *, again: bool) -> tuple[DrawFault, ...]:
    wrong_list = _lot(commitment).digest != commitment.facts.get(_DIGEST)
    return (DrawFault.LIST,) * wrong_list + (DrawFault.UNREASONED,) * (again and not commitment.note)


def _lot(commitment: Entry) -> Lot:
    excluded = (each.partition("=") for each in _text(commitment, _EXCLUDED).split(SEPARATOR) if each)
    count = commitment.facts.get(_COUNT)
    return Lot(
        candidates=tuple(each for each in _text(commitment, _ROLL).split(SEPARATOR) if each),
        excluded={name: why for name, _, why in excluded}, count=count if isinstance(count, int) else 0,
    )


def _text(entry: Entry, name: str) -> str:
    value = entry.facts.get(name, "")
    return value if isinstance(value, str) else ""


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).replace(SEPARATOR, "，").replace("=", "＝")


def _sha(*lines: str) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()
