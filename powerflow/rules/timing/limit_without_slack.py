"""The steps use up the whole limit, and a case can be sent back.

Why: as soon as it is sent back once, the limit is broken, though nobody was slow.
Mend: shorten steps so that a return fits, bound the return by a recorded number, or let the return begin the limit anew.
"""
from __future__ import annotations

from powerflow.law import Rows
from powerflow.model import Flowchart, Severity
from powerflow.rules.lasting import Length, back
from powerflow.rules.rule import Breaches, rule
from powerflow.rules.totals import is_judged_by_law, name_of, totals


@rule(
    title="总时限没有余量，退回一次就超期",
    why="各环节已经用足总时限，只要退回一次，谁都没有拖延也会超期。",
    mend="缩短环节时限，留出退回一次的余量；或者用登记的次数限制退回。",
    basis="州运行方案 四（三）要素4 (ML-16)",
    severity=Severity.ADVICE,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    told: set[tuple[object, ...]] = set()
    for total in totals(chart, rows):
        shown, limit = total.shown, total.limit
        turn = next((turn for turn in shown.found.unbounded if turn.source in shown.once.way.nodes), None)
        # A promise as long as the law's limit on the same stretch is the same thing twice.
        key = (limit.amount, limit.unit, shown.found.start, shown.found.end)
        if turn is None or shown.taken.fit.over or key in told or is_judged_by_law(chart, total, rows):
            continue
        told.add(key)
        yield total.thing, "{name}的{role}时限{limit}没有余量，{back}一次就超过 {over}", {
            "name": name_of(total), "role": total.role, "limit": Length(limit.amount, limit.unit), "back": back(chart, turn),
            "over": Length(shown.once.fit.over, shown.once.fit.unit),
        }
