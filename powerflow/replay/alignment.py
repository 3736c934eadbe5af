"""A log laid over a chart at the least cost (对齐): what fits, which steps were skipped, what was done besides them."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from powerflow.errors import UsageError


@dataclass(frozen=True)
class Costs:
    """What a departure from the chart costs, in whole units of at least 1.

    `added`: an event that the chart has no place for; `skipped`: a step that left no event. `added_by` and
    `skipped_by` say otherwise for single activities. Raises UsageError for a cost below 1.
    """

    added: int = 1
    skipped: int = 1
    added_by: Mapping[str, int] = field(default_factory=dict)
    skipped_by: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for cost in (self.added, self.skipped, *self.added_by.values(), *self.skipped_by.values()):
            if cost < 1:
                raise UsageError("对齐的代价必须是不小于 1 的整数，写的是 {cost}", cost=cost)

    def of_added(self, activity: str) -> int:
        """The cost of an event that has no place."""
        return self.added_by.get(activity, self.added)

    def of_skipped(self, activity: str) -> int:
        """The cost of a step without an event."""
        return self.skipped_by.get(activity, self.skipped)


class AlignedMove(NamedTuple):
    """One move: an event together with a step, an event alone (`step` is ""), or a step alone (`position` is -1).

    `activity` is the name in the log, `step` the id on the chart, `position` counts the events of the case from 0.
    """

    activity: str
    step: str
    position: int

    @property
    def is_added(self) -> bool:
        """Whether the chart has no place for the event."""
        return not self.step

    @property
    def is_skipped(self) -> bool:
        """Whether the step left no event."""
        return self.position < 0


class DepartureKind(str, Enum):
    """How a case left the chart: a step was skipped (漏做), added (多做), repeated (重做) or done at the wrong time
    (错序); or the chart knows nothing of what was done (图上没有).
    """

    SKIPPED = "skipped"
    ADDED = "added"
    REPEATED = "repeated"
    MISPLACED = "misplaced"
    FOREIGN = "foreign"


@dataclass(frozen=True, kw_only=True)
class Departure:
    """One departure from the chart.

    `step` is the step on the chart, "" where no one of that name was due; `position` the event, -1 for a step that
    left none. `after` is the step that was done or due just before it, "" at the beginning of the case. Of a misplaced
    step `after` says where it was due; where it was done its `position` says.
    """

    kind: DepartureKind
    activity: str
    step: str
    position: int
    after: str


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """The cheapest way to lay one variant over the chart.

    `cost` is None where the search gave up: then it is at least `bound`, and there are no moves. `most` is what it
    would cost to lay nothing of the variant over the chart's shortest run.
    """

    variant: tuple[str, ...]
    cost: int | None
    bound: int
    most: int
    moves: tuple[AlignedMove, ...] = ()
    departures: tuple[Departure, ...] = ()

    @property
    def is_decided(self) -> bool:
        """Whether the search came to an end."""
        return self.cost is not None

    @property
    def fits(self) -> bool:
        """Whether the variant is a run of the chart."""
        return self.cost == 0

    @property
    def fitness(self) -> float | None:
        """1 for a run of the chart, 0 for one that shares nothing with it; None if undecided."""
        if self.cost is None:
            return None
        return 1 - self.cost / self.most if self.most else 1.0


@dataclass(frozen=True, kw_only=True)
class Alignments:
    """The alignments of all variants, in their order.

    `shortest` is the cost of the chart's cheapest run when every step of it is skipped; None where the chart has no
    run that ends, or none was found: then nothing is decided.
    """

    each: tuple[Alignment, ...]
    shortest: int | None

    def fitness(self, cases: Sequence[int]) -> Fitness:
        """The whole log: `cases` says how many cases each variant has."""
        pairs = [(each, count) for each, count in zip(self.each, cases, strict=True) if each.is_decided]
        decided = sum(count for _, count in pairs)
        cost = sum((each.cost or 0) * count for each, count in pairs)
        most = sum(each.most * count for each, count in pairs)
        return Fitness(
            cases=sum(cases), decided=decided, fitting=sum(count for each, count in pairs if each.fits), cost=cost,
            mean=sum((each.fitness or 0.0) * count for each, count in pairs) / decided if decided else None,
            of_log=(1 - cost / most if most else 1.0) if decided else None,
            undecided_variants=sum(not each.is_decided for each in self.each),
        )


@dataclass(frozen=True, kw_only=True)
class Fitness:
    """How a log fits a chart: cases, those decided, those that fit, the total cost.

    `mean` is the mean over decided cases of 1 − cost / most; `of_log` is 1 − Σ cost / Σ most.
    """

    cases: int
    decided: int
    fitting: int
    cost: int
    mean: float | None
    of_log: float | None
    undecided_variants: int


def departures(moves: Sequence[AlignedMove], known: Mapping[str, tuple[str, ...]]) -> tuple[Departure, ...]:
    """The moves that leave the chart, in order; a step skipped here and done there is one that was misplaced.

    `known` are the activities that the chart has, with their steps.
    """
    spare: dict[str, list[int]] = {}
    for move in moves:
        if move.is_added and move.activity in known:
            spare.setdefault(move.activity, []).append(move.position)
    found: list[Departure] = []
    taken: set[int] = set()
    after = ""
    for move in moves:
        if move.is_skipped:
            elsewhere = spare.get(move.activity)
            position = elsewhere.pop(0) if elsewhere else -1
            taken.add(position)
            kind = DepartureKind.MISPLACED if position >= 0 else DepartureKind.SKIPPED
            found.append(Departure(kind=kind, activity=move.activity, step=move.step, position=position, after=after))
        after = move.step or after
    found += _added(moves, known, taken)
    return tuple(sorted(found, key=lambda each: _index(moves, each)))


def _added(moves: Sequence[AlignedMove], known: Mapping[str, tuple[str, ...]], taken: set[int]) -> list[Departure]:
    found: list[Departure] = []
    done = {move.activity for move in moves if not (move.is_added or move.is_skipped)}
    after = ""
    for move in moves:
        if move.is_added and move.position not in taken:
            kind = DepartureKind.ADDED if move.activity in known else DepartureKind.FOREIGN
            kind = DepartureKind.REPEATED if kind is DepartureKind.ADDED and move.activity in done else kind
            steps = known.get(move.activity, ())
            step = steps[0] if len(steps) == 1 else ""
            found.append(Departure(kind=kind, activity=move.activity, step=step, position=move.position, after=after))
        after = move.step or after
    return found


def _index(moves: Sequence[AlignedMove], departure: Departure) -> int:
    if departure.position >= 0:
        return next(index for index, move in enumerate(moves) if move.position == departure.position)
    return next(
        index for index, move in enumerate(moves) if move.is_skipped and move.step == departure.step
    )
