"""A limit is stated in another unit than its law means.

Why: ninety calendar days are about sixty-two working days; the same number in the wrong unit gives the authority months more,
    or takes days from the party.
Mend: write the unit that the act decides for this number (`powerflow deadline … --law`).
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.law import Rows, UnitOf
from powerflow.model import Flowchart, LimitSense, Node, TimeLimit, Unit
from powerflow.rules.lasting import Length, all_limits
from powerflow.rules.lawful import ROWS_OF_LAW, breach, ids, tagged
from powerflow.rules.rule import Breaches, rule

# The key for all numbers that are not named.
_OTHER = "other"


@rule(
    title="时限单位与法律不符",
    why="九十个自然日约合六十二个工作日；数字相同、单位写错，期限就差出一个月。",
    mend="改用该法对这个数字规定的单位（powerflow deadline … --law 可以查）。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(UnitOf):
        for thing, limit in _meant(chart, demand):
            unit = demand.units.get(str(limit.amount), demand.units.get(_OTHER, demand.unit))
            if unit and limit.unit is not Unit(unit):
                yield breach(thing, rows, row, demand, "时限写成{stated}，应当是{wanted}。法律要求：{demand}", {
                    "stated": Length(limit.amount, limit.unit), "wanted": Length(limit.amount, Unit(unit)),
                })


def _meant(chart: Flowchart, demand: UnitOf) -> Iterator[tuple[Flowchart | Node, TimeLimit]]:
    """The limits that rest on the act that the row names, or that run between the ends that it names."""
    first, last = ids(tagged(chart, demand.start)), ids(tagged(chart, demand.end))
    for thing, limit in all_limits(chart):
        # What is printed 日 is read as one or the other; months and hours are never meant by it.
        if limit.amount <= 0 or limit.unit not in (Unit.WORKING_DAY, Unit.CALENDAR_DAY) or limit.illustrative:
            continue
        if _rests_on(limit.basis, demand) if demand.law else _runs_between(thing, limit, first, last, demand):
            yield thing, limit


def _rests_on(basis: str, demand: UnitOf) -> bool:
    """Whether a limit with this basis is one of the act and the articles that the row means."""
    meant = demand.law.within(basis) and (not demand.articles or demand.articles.within(basis))
    return meant and not demand.besides.within(basis)


def _runs_between(thing: Flowchart | Node, limit: TimeLimit, first: frozenset[str], last: frozenset[str], demand: UnitOf) -> bool:
    end = limit.end or (thing.id if isinstance(thing, Node) else None)
    starts = not demand.start or limit.start in first
    return limit.sense is LimitSense.WITHIN and starts and (not demand.end or end in last)
