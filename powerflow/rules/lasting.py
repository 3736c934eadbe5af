"""How long a stretch of a chart takes against a limit, in the words of the rules over time."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from powerflow.deadlines import Fit, OutsideCalendar, longest_fit, national_calendar, say_length, shortest_fit
from powerflow.deadlines import Measured as Limit
from powerflow.graph import Amount, Duration, Turn, Way, amount_of, duration, first_named, total
from powerflow.law import AnyOf, Exclude, Forbid, Row, Rows, Wait, Within
from powerflow.model import Flowchart, LimitRole, LimitSense, Node, TimeLimit, Unit
from powerflow.rules.lawful import ids, last_before, tagged, tagged_steps
from powerflow.rules.special import unfounded
from powerflow.rules.tokens import Course, Named, named
from powerflow.translation import translate

# The day of receipt is the day on which papers come in: what the receiving step takes itself counts.
_FROM_OPENING = frozenset({"RECEIVE"})


@dataclass(frozen=True)
class Said:
    """An amount of time in words."""

    amount: Amount

    def say(self, lang: str) -> str:
        """`5个工作日＋15日`; nothing is `当场`."""
        units = (Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH, Unit.HOUR)
        parts = [say_length(number, unit, lang) for number, unit in zip(self.amount, units, strict=True) if number]
        return translate("＋", lang).join(parts) if parts else say_length(0, Unit.SPOT, lang)


@dataclass(frozen=True)
class Length:
    """An amount of a unit, also one that no limit should have, as a stranger's file may state it."""

    amount: int
    unit: Unit

    def say(self, lang: str) -> str:
        """`20个工作日`."""
        return say_length(self.amount, self.unit, lang)

    def __str__(self) -> str:
        return self.unit.value if self.unit is Unit.SPOT else f"{self.amount}{self.unit.value}"


@dataclass(frozen=True)
class Names:
    """Elements in words, one after the other."""

    names: tuple[Named, ...]

    def say(self, lang: str) -> str:
        """`“甲”、“乙”`."""
        return translate("、", lang).join(each.say(lang) for each in self.names)


@dataclass(frozen=True)
class Back:
    """A way back in words."""

    source: Named
    target: Named

    def say(self, lang: str) -> str:
        """`从“审核”回到“起草”`."""
        return translate("从{source}回到{target}", lang).format(source=self.source.say(lang), target=self.target.say(lang))


@dataclass(frozen=True)
class Taken:
    """The way that stands worst against a limit."""

    way: Way
    fit: Fit


def names(chart: Flowchart, elements: Iterable[str]) -> Names:
    """How a message names these elements."""
    return Names(tuple(named(chart, id) for id in elements))


def back(chart: Flowchart, turn: Turn) -> Back:
    """How a message names a way back: to the first step or named decision behind a nameless gateway."""
    return Back(named(chart, turn.source), named(chart, first_named(chart, turn.target)))


def course_of(chart: Flowchart, way: Way) -> Course:
    """The steps and events of a way, without the gateways."""
    passed = (named(chart, id) for id in way.nodes if id in chart.nodes and not chart.nodes[id].type.endswith("Gateway"))
    return Course(tuple(passed))


@dataclass(frozen=True)
class Measured:
    """What the chart shows of a limit: the way that stands worst, and `once` with one return more than the chart bounds."""

    found: Duration
    taken: Taken
    once: Taken


def measured(
    chart: Flowchart, starts: tuple[str, ...], ends: tuple[str, ...], limit: Limit, *, free: Collection[str] = (),
    from_opening: bool = False, without: Collection[str] = (),
) -> Measured | None:
    """The stretch measured against the limit; None where no way leads from the one to the other.

    A way through a step that grants an extension in the limit's unit has that much more. Where the end itself lies in time that
    does not count for others (`free`), the limit is one of that time, and nothing is taken out.
    """
    if all(end in free for end in ends):
        free = ()
    measure = partial(duration, chart, starts, ends, free=free, from_opening=from_opening, without=without)
    found = measure()
    if not found.is_reached:
        return None
    taken = _worst(chart, measure, limit, 0)
    once = _worst(chart, measure, limit, 1) if found.unbounded else taken
    return Measured(found, taken, once)


def _worst(chart: Flowchart, measure: Callable[..., Duration], limit: Limit, turns: int) -> Taken:
    more = {
        node.id: node.notes.extension.amount for node in chart.nodes.values()
        if node.notes.extension is not None and node.notes.extension.unit is limit.unit
    }
    # Ways without an extension are judged by themselves: one with it may cover them.
    ways = [*measure(turns=turns).longest, *(measure(turns=turns, without=frozenset(more)).longest if more else ())]
    taken = []
    for way in ways:
        added = sum(more[id] for id in more if id in way.nodes[1:])
        taken.append(Taken(way, fit_of(_spans(way), Length(limit.amount + added, limit.unit))))
    return max(taken, key=lambda each: each.fit.over)


def fit_of(spans: Iterable[tuple[int, Unit]], limit: Limit) -> Fit:
    """How the spans stand against the limit; of what is many years long about how, which is enough to tell what is longer."""
    known = tuple(spans)
    try:
        return longest_fit(known, limit, national_calendar())
    except OutsideCalendar:
        return _roughly(known, limit, 1)


def _roughly(spans: Iterable[tuple[int, Unit]], limit: Limit, sign: int) -> Fit:
    rough = total(amount_of(*span) for span in spans).rough_days - amount_of(limit.amount, limit.unit).rough_days
    return Fit(over=int(sign * rough), unit=Unit.CALENDAR_DAY)


def shortest(found: Duration, limit: Limit) -> Taken | None:
    """The way on which most is missing of the time that must be waited; None where no way leads there."""
    taken = (Taken(max(run, key=_rough_days), _least_fit(run, limit)) for run in found.shortest)
    return max(taken, key=lambda each: each.fit.over, default=None)


def _least_fit(run: tuple[Way, ...], limit: Limit) -> Fit:
    try:
        return shortest_fit(map(_spans, run), limit, national_calendar())
    except OutsideCalendar:
        return _roughly(_spans(max(run, key=_rough_days)), limit, -1)


def _rough_days(way: Way) -> float:
    return way.amount.rough_days


def _spans(way: Way) -> Iterator[tuple[int, Unit]]:
    return ((piece.amount, piece.unit) for piece in way.pieces)


def uncounted(chart: Flowchart, kinds: Collection[str] | None = None) -> frozenset[str]:
    """The steps whose time does not count: excluded (of these legal kinds; None: of any), or with the clock suspended."""
    return frozenset(
        node.id for node in chart.nodes.values()
        if node.notes.suspension is not None
        or (node.notes.excluded is not None and (kinds is None or is_among(node.notes.excluded.kind, kinds)))
    )


def never_counted(chart: Flowchart, rows: Rows) -> frozenset[str]:
    """The steps whose time a row says must not count, whether the chart leaves it out or not."""
    return frozenset(
        node.id for _, demand in rows.of(Forbid) if demand.excluded is False and demand.of == "step" for node in tagged(chart, demand.tags)
    )


def is_among(kind: str, kinds: Iterable[str]) -> bool:
    """Whether a legal kind of excluded time is one of those that a row lists."""
    return any(each in kind for each in kinds)


def lawful_kinds(rows: Rows) -> frozenset[str]:
    """The kinds of time that binding rows let out of the count."""
    return frozenset(kind for _, demand in rows.of(Exclude) for kind in demand.kinds)


# -- rows that say within ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stretch:
    """A limit that a row demands, and what the chart shows of it."""

    row: Row
    demand: Within
    limit: Length
    shown: Measured


def stretches(chart: Flowchart, rows: Rows) -> tuple[Stretch, ...]:
    """Each binding row with a limit whose ends stand in the chart, measured; remembered for the rule that asks next."""
    if not (_last and _last[0] is chart and _last[1] is rows):
        _last[:] = [chart, rows, tuple(_stretches(chart, rows))]
    known = _last[2]
    assert isinstance(known, tuple)
    return known


_last: list[object] = []


def _stretches(chart: Flowchart, rows: Rows) -> Iterator[Stretch]:
    free = uncounted(chart, lawful_kinds(rows)) | never_counted(chart, rows)
    for row, demand in rows.of(Within):
        limit = wanted(chart, row, demand)
        starts = ids_in_order(last_before(chart, tagged(chart, demand.start), demand.next))
        # To grant more time is not yet to do what the limit is for.
        ends = ids_in_order(node for node in tagged(chart, demand.end) if node.notes.extension is None)
        if demand.is_of_one_step:
            starts = ends = tuple(id for id in starts if id in ends)
        if limit is None or not starts or not ends:
            continue
        shown = measured(
            chart, starts, ends, limit, free=free, from_opening=is_from_opening(demand.start) or demand.is_of_one_step,
            without=ids_in_order(tagged(chart, demand.without)),
        )
        if shown is not None:
            yield Stretch(row, demand, limit, shown)


@dataclass(frozen=True)
class Waited:
    """A period that a row demands to be left, and the way on which least is waited."""

    row: Row
    demand: Wait
    limit: Length
    found: Duration
    least: Taken


def waits(chart: Flowchart, rows: Rows) -> Iterator[Waited]:
    """Each binding row with a period to be left whose ends stand in the chart, with the ways on which nobody gives it up."""
    for row, demand in rows.of(Wait):
        limit = Length(demand.n, Unit(demand.unit))
        starts = tagged(chart, demand.start)
        # Who stays silent until a timer runs out has waived nothing before it does; nor is the step at whose border it stands
        # the waiver: there the party chooses, and the exit says what.
        waived = ids([step for step in tagged_steps(chart, demand.waived) if not step.boundary]) - ids(starts)
        waived |= {flow.id for flow in chart.flows.values() if demand.waived_exits.said_in(flow.name)}
        found = duration(chart, ids_in_order(starts), ids_in_order(tagged(chart, demand.end)), without=waived)
        least = shortest(found, limit)
        if least is not None:
            yield Waited(row, demand, limit, found, least)


def wanted(chart: Flowchart, row: Row, demand: Within) -> Length | None:
    """The limit that the row sets: its own, else the item's statutory one if another act may set it, else the general one."""
    own = chart.item.limit_of(LimitRole.STATUTORY) if chart.item and demand.n is None else None
    if own is not None and unfounded(chart, row, demand) is None:
        return Length(own.amount, own.unit) if own.amount > 0 else None
    number = demand.n if demand.n is not None else demand.default_n
    return None if number is None else Length(number, Unit(demand.unit))


def is_from_opening(start: AnyOf) -> bool:
    """Whether the clock runs from the opening of the step rather than from its completion."""
    return _FROM_OPENING.issuperset(start)


def ids_in_order(nodes: Iterable[Node]) -> tuple[str, ...]:
    """Their ids, in file order."""
    return tuple(node.id for node in nodes)


def stated_limits(chart: Flowchart, demand: Within) -> Iterator[tuple[Flowchart | Node, TimeLimit]]:
    """The limits that the file states between the ends that a row names, each with what it is written at.

    From a step with one tag to the first with the other, or of the step itself.
    """
    first, last = ids(last_before(chart, tagged(chart, demand.start), demand.next)), ids(tagged(chart, demand.end))
    for thing, limit in all_limits(chart):
        if demand.is_of_one_step:
            if limit.sense is LimitSense.WITHIN and isinstance(thing, Node) and thing.id in first and not (limit.start or limit.end):
                yield thing, limit
            continue
        end_id = limit.end or (thing.id if isinstance(thing, Node) else "")
        if limit.sense is not LimitSense.WITHIN or limit.start not in first or end_id not in last:
            continue
        if duration(chart, [limit.start or ""], [end_id], without=last - {end_id}).is_reached:
            yield thing, limit


def all_limits(chart: Flowchart) -> Iterator[tuple[Flowchart | Node, TimeLimit]]:
    """Every limit of the file, each with what it is written at."""
    for limit in chart.item.time_limits if chart.item else ():
        yield chart, limit
    for node in chart.nodes.values():
        for limit in node.notes.time_limits:
            yield node, limit

