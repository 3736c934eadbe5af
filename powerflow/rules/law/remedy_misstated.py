"""The remedy is not stated as the law has it.

Why: whoever goes to the wrong place first, or too late, loses the remedy.
Mend: write `pf:remedy` with body, time and, where reconsideration must come first, `first`.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.law import RemedyOf, Rows
from powerflow.model import Flowchart, PowerItem, Remedy, Term
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.rule import Breaches, rule


@rule(
    title="救济途径写得不对",
    why="告知错了，当事人就会走错门、误了期。",
    mend="写好 pf:remedy 的机关、期限；复议前置的写 first=\"true\"。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(RemedyOf):
        item = chart.item
        if item is None:
            return
        # Where remedy-missing tells the absence, it is not told again.
        told = not item.remedies or "remedy-missing" in row.judged_by
        for message, values in _wrong(item, demand, absence_told=told):
            yield breach(chart, rows, row, demand, message, values)


def _wrong(item: PowerItem, demand: RemedyOf, *, absence_told: bool) -> Iterator[tuple[str, dict[str, object]]]:
    for kind in demand.kinds:
        remedies = [remedy for remedy in item.remedies if remedy.kind == kind]
        if not remedies and not absence_told:
            yield "没有写明救济途径“{kind}”，而法律要求：{demand}", {"kind": _KINDS[kind]}
        if not all(_is_complete(remedy, demand) for remedy in remedies):
            yield "救济途径“{kind}”的机关或期限写得不对：{demand}", {"kind": _KINDS[kind]}
    if demand.first is not None and item.remedies and demand.first != any(remedy.first for remedy in item.remedies):
        yield "复议是否前置写得不对：{demand}", {}
    texts = (f"{each.note} {each.body} {each.time}" for each in item.remedies)
    if demand.forbid and any(demand.forbid.within(text) for text in (*texts, *(right.text for right in item.rights))):
        yield "救济告知里不得出现“{words}”：{demand}", {"words": str(demand.forbid)}


def _is_complete(remedy: Remedy, demand: RemedyOf) -> bool:
    return (not demand.body or demand.body.within(remedy.body)) and (not demand.time or demand.time.within(remedy.time))


_KINDS = {"reconsideration": Term("行政复议"), "litigation": Term("行政诉讼"), "compensation": Term("国家赔偿")}
