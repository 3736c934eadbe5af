"""Which rows of law bind the item of a chart on a day, and which cannot be told because a trait is not stated."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import TypeVar

from powerflow.law.applies import Subject, subject
from powerflow.law.demand import AnyOf, Demand
from powerflow.law.reading import all_rows, sources
from powerflow.law.row import Row, Source
from powerflow.model import Flowchart

_D = TypeVar("_D", bound=Demand)


@dataclass(frozen=True)
class Unstated:
    """A row that may bind: it depends on traits that nobody has stated."""

    row: Row
    traits: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """The demands that bind one item on `day`, each with its row; and what cannot be told.

    `absent` is the general procedural act for this kind of power where the version in the table is not in force on `day`.
    """

    day: date
    bound: tuple[tuple[Row, Demand], ...] = ()
    unstated: tuple[Unstated, ...] = ()
    absent: Source | None = None

    def of(self, kind: type[_D]) -> Iterator[tuple[Row, _D]]:
        """The demands of one kind."""
        for row, demand in self.bound:
            if type(demand) is kind:
                yield row, demand


def binding(
    chart: Flowchart, day: date, packs: Collection[str] = (), rows: Iterable[Row] | None = None
) -> Rows:
    """What binds the item of `chart` on `day`, national rows and those of the item's packs and of `packs`.

    A row gives way where one that overrides it binds. A chart without an item is bound by nothing.
    """
    if chart.item is None:
        return Rows(day)
    about = subject(chart, chart.item, packs)
    named = {*packs, *chart.item.packs}
    meant = [
        row for row in (_in_force(day) if rows is None else (row for row in rows if row.in_force(day)))
        if (not row.pack or row.pack in named) and row.applies.holds(about) and row.applies.fits(about)
    ]
    beaten = {other for row in meant if not row.applies.unstated(about) for other in row.overrides}
    bound: list[tuple[Row, Demand]] = []
    unstated: list[Unstated] = []
    for row in meant:
        if row.id not in beaten:
            _sort(row, about, bound, unstated)
    return Rows(day, tuple(bound), tuple(unstated), _absent(about, day))


def _absent(about: Subject, day: date) -> Source | None:
    """The act that governs this kind of power, where no version of it in the table is in force."""
    kind = about.item.kind.value if about.item.kind else ""
    general = [source for source in sources().values() if kind in source.governs]
    return None if not general or any(source.in_force(day) for source in general) else general[0]


@lru_cache(maxsize=32)
def _in_force(day: date) -> tuple[Row, ...]:
    """The shipped rows in force on `day`: the same for every chart of a check."""
    return tuple(row for row in all_rows().values() if row.in_force(day))


def _sort(row: Row, about: Subject, bound: list[tuple[Row, Demand]], unstated: list[Unstated]) -> None:
    missing = list(row.applies.unstated(about)) if row.demands else []
    if not missing:
        for demand in row.demands:
            if not (demand.applies.holds(about) and demand.applies.fits(about)):
                continue
            unknown = demand.applies.unstated(about)
            if unknown:
                missing += unknown
            else:
                bound.append((row, demand))
    if missing:
        unstated.append(Unstated(row, tuple(dict.fromkeys(missing))))


def tags_named(row: Row, demand: Demand) -> frozenset[str]:
    """The tags that a demand of a row speaks of, with those that switch it on."""
    found = {*row.applies.tag, *demand.applies.tag}
    for each in fields(demand):
        value = getattr(demand, each.name)
        if each.name in _TAGGED:
            found.update(value if isinstance(value, AnyOf) else (tag for tags in value for tag in tags))
    return frozenset(found)


_TAGGED = {"tags", "before", "after", "reach", "start", "end", "on", "steps", "waived", "next"}


def statutes_named(law: str) -> tuple[Source, ...]:
    """The sources that a basis means by `law`: its full name, with or without the name of the state, or its short name."""
    return _by_name().get(_bare(law), ())


_STATE = "中华人民共和国"  # not shown: a prefix that is read


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, tuple[Source, ...]]:
    found: dict[str, tuple[Source, ...]] = {}
    for source in sources().values():
        for name in dict.fromkeys((_bare(source.name), source.key)):
            found[name] = (*found.get(name, ()), source)
    return found


def _bare(law: str) -> str:
    return law.strip().strip("《》").removeprefix(_STATE)  # not shown: brackets that are read
