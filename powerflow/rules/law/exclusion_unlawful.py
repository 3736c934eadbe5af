"""Time is left out of the count that the law does not let out, or without what it needs for that.

Why: a clock that is stopped for a reason which is not in the law runs on; the case is late without anybody noticing.
Mend: take the `pf:excludedPeriod` away, or name the legal kind, give the step a limit of its own and the notice to the party.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.law import Exclude, Row, Rows
from powerflow.model import ExcludedPeriod, Flowchart, Node
from powerflow.rules.lasting import is_among, lawful_kinds
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.rule import Breach, Breaches, rule


@rule(
    title="扣除时限没有法律依据",
    why="法律没有允许扣除的时间照样计入；停了不该停的时钟，超期也没有人发现。",
    mend="删去 pf:excludedPeriod；确属法定种类的，写明种类，并给该环节写自己的时限和告知文书。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    demands = list(rows.of(Exclude))
    if not demands:
        return
    row, demand = demands[0]
    kinds = lawful_kinds(rows)
    for node in chart.nodes.values():
        if node.notes.excluded is not None:
            yield from _judged(chart, rows, (row, demand), node, node.notes.excluded, tuple(sorted(kinds)))


def _judged(
    chart: Flowchart, rows: Rows, of: tuple[Row, Exclude], node: Node, excluded: ExcludedPeriod, kinds: tuple[str, ...]
) -> Iterator[Breach]:
    values = {"name": node.name or node.id, "kind": excluded.kind, "kinds": kinds}
    if not is_among(excluded.kind, kinds):
        message = "“{name}”的时间写成不计入时限（{kind}），法律只允许扣除：{kinds}。{demand}"
        if not kinds:
            message = "“{name}”的时间写成不计入时限（{kind}），法律不允许扣除。{demand}"
        yield breach(node, rows, *of, message, values)
        return
    if not node.notes.time_limits:
        yield breach(node, rows, *of, "“{name}”的时间不计入时限（{kind}），它自己却没有时限。{demand}", values)
    if not excluded.document:
        yield breach(node, rows, *of, "“{name}”的时间不计入时限（{kind}），却没有写明告知当事人的文书。{demand}", values)
