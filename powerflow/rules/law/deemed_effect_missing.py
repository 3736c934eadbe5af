"""The law says what happens when the authority stays silent, and the chart does not show it.

Why: without the timer a case in which nobody acts stays where it is, though by law it has gone on.
Mend: put a timer with that limit on the border of the step named, and let it lead to the effect that the law attaches.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import duration
from powerflow.law import Rows, Timer
from powerflow.model import Event, Flowchart, Node, Step, Unit
from powerflow.rules.lasting import Length, fit_of, ids_in_order
from powerflow.rules.lawful import ROWS_OF_LAW, TagNames, breach, tagged
from powerflow.rules.rule import Breaches, rule


@rule(
    title="没有画逾期的法律后果",
    why="机关逾期不办，法律已有后果；图上没有计时器，案件就停在原处。",
    mend="在所列环节的边界上画计时器，写明该期限，并引到法律规定的后果。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Timer):
        hosts = tagged(chart, demand.on)
        if not hosts or any(_leads(chart, timer, demand) for host in hosts for timer in _timers(chart, host)):
            continue
        message = "“{name}”没有到期引向“{end}”的计时器。法律要求：{demand}"
        if demand.n is not None:
            message = "“{name}”没有{limit}到期引向“{end}”的计时器。法律要求：{demand}"
        yield breach(hosts[0], rows, row, demand, message, {
            "name": hosts[0].name or hosts[0].id, "end": TagNames(demand.end),
            "limit": Length(demand.n or 1, Unit(demand.unit or Unit.WORKING_DAY)),
        })


def _timers(chart: Flowchart, host: Node) -> Iterator[Event]:
    """The timers on the border of a step, and those that wait beside an event."""
    yield from (
        event for id in (host.boundary if isinstance(host, Step) else ())
        if (event := chart.events.get(id)) is not None and event.trigger == "timer"
    )
    if isinstance(host, Event) and host.trigger == "timer":
        yield host
    for gateway in (chart.nodes[flow.source] for flow in chart.incoming(host)):
        if gateway.type == "eventBasedGateway":
            targets = (chart.nodes[flow.target] for flow in chart.outgoing(gateway))
            yield from (event for event in targets if isinstance(event, Event) and event.trigger == "timer")


def _leads(chart: Flowchart, timer: Event, demand: Timer) -> bool:
    limit = timer.time_limit or next(iter(timer.notes.time_limits), None)
    if limit is None:
        return False
    if demand.n is not None:
        most = Length(demand.n, Unit(demand.unit))
        if fit_of([(max(0, limit.amount), limit.unit)], most).over > 0:
            return False
    ends = ids_in_order(tagged(chart, demand.end))
    return timer.id in ends or duration(chart, [timer.id], ends).is_reached
