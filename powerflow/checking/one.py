"""Judges one chart: its findings with tried mends, its soundness, and the decisions in it not to report something."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from powerflow.bpmn import Document, parse
from powerflow.checking.sources import Source
from powerflow.errors import InputError
from powerflow.model import Finding, Flowchart, entry
from powerflow.reports import CheckedFile, in_order, standing
from powerflow.rules import Choice, Judged, asked, choose, judge, mended


@dataclass(frozen=True)
class Order:
    """How to check: the day whose law counts, names of rules, families or legal rows, numbers and severities for rules.

    `packs` are the departmental and local rows of law that count besides those an item asks for.
    """

    day: date
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    limits: tuple[tuple[str, str, int], ...] = ()
    severities: tuple[tuple[str, str], ...] = ()
    packs: tuple[str, ...] = ()

    @property
    def choice(self) -> Choice:
        """The rules that are meant. Raises UsageError for a name that nobody knows."""
        return _choice(self)


@lru_cache(maxsize=8)
def _choice(order: Order) -> Choice:
    return choose(order.only, order.ignore, order.limits, order.severities)


def check_source(source: Source, order: Order) -> CheckedFile:
    """The check of one source; of its chart only the entry of a catalogue is kept in memory."""
    try:
        document = parse(source.read(), source.name)
        chart = document.chart
    except InputError as error:
        return CheckedFile(path=source.name, error=error)
    findings, silenced, crashed = check_document(document, order)
    return CheckedFile(
        path=source.name, entry=entry(chart) if chart.item else None, title=chart.name, code=chart.item.code if chart.item else None,
        findings=findings, kept=document.kept, known=standing(chart), silenced=silenced, crashed=crashed,
    )


def check_document(document: Document, order: Order) -> tuple[tuple[Finding, ...], int, tuple[str, ...]]:
    """The findings to report, how many others the chart itself says not to report, and the rules that crashed."""
    chart, choice = document.chart, order.choice
    judgement = judge(chart, choice.rules, order.day, order.packs)
    found = mended(chart, choice.settle(judgement.findings))
    kept, silenced, crashed = _unsilenced(chart, found, order)
    return in_order(kept), silenced, (*judgement.crashed, *crashed)


def _unsilenced(
    chart: Flowchart, found: tuple[Finding, ...], order: Order
) -> tuple[tuple[Finding, ...], int, tuple[str, ...]]:
    if not chart.suppressions:
        return found, 0, ()
    judged = Judged(place=chart.place, findings=found, suppressions=chart.suppressions, asked=asked(order.choice.rules))
    return unsilenced(judged, order)


def unsilenced(judged: Judged, order: Order) -> tuple[tuple[Finding, ...], int, tuple[str, ...]]:
    """What is left of the findings, with those about the decisions themselves; how many are silent; rules that crashed."""
    silent = {id(finding) for finding in judged.silenced(order.day)}
    about = judge(judged, order.choice.rules, order.day)
    left = (finding for finding in judged.findings if id(finding) not in silent)
    found = (*left, *order.choice.settle(about.findings))
    return tuple(sorted(found, key=lambda each: (each.place.path, each.place.line or 0))), len(silent), about.crashed
