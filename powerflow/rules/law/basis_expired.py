"""A legal basis, or the text of it that is cited, is not in force on the day of the check.

Why: what is done under a repealed article has no basis; its repeal starts the 20 working days for revising the
    chart.
Mend: replace it by the article now in force, and publish the revised chart within 20 working days.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from powerflow.law import Source, statutes_named
from powerflow.model import Flowchart, LegalBasis, Node, PowerItem, Severity
from powerflow.rules.rule import Breach, Breaches, rule


@rule(
    title="依据不在有效期内",
    why="依据废止的条款办事等于没有依据；废止之日起二十个工作日内应当修订流程图。",
    mend="换成现行有效的条款，并在二十个工作日内公布修订后的流程图。",
    basis=("依据须在核查日有效（T-10）", "州运行方案 四（三）二十个工作日（ML-06）"),
)
def check(chart: Flowchart, *, day: date) -> Breaches:
    if chart.item is None:
        return
    for thing, basis in _all_bases(chart, chart.item):
        yield from _by_its_own_days(thing, basis, day) or _by_the_table(thing, basis, day)


def _by_its_own_days(thing: Flowchart | Node, basis: LegalBasis, day: date) -> list[Breach]:
    """By the days that stand in the chart."""
    found = []
    if basis.valid_to is not None and basis.valid_to <= day:
        found.append(_breach(thing, "依据《{law}》{article}已于 {since} 失效", basis, since=basis.valid_to))
    if basis.valid_from is not None and day < basis.valid_from:
        found.append(_breach(thing, "依据《{law}》{article}自 {since} 起才生效", basis, since=basis.valid_from))
    return found


def _by_the_table(thing: Flowchart | Node, basis: LegalBasis, day: date) -> list[Breach]:
    """By the days on which the acts that the table of law knows were repealed; a basis may mean any act of its name."""
    acts = statutes_named(basis.law)
    if not acts or any(act.valid_to is None or day < act.valid_to for act in acts):
        return _by_an_older_text(thing, basis, acts, day)
    last = max(acts, key=lambda act: act.valid_to or day)
    if last.successor:
        message = "依据《{law}》{article}已于 {since} 废止，由《{successor}》取代"
        return [_breach(thing, message, basis, since=last.valid_to, successor=last.successor)]
    return [_breach(thing, "依据《{law}》{article}已于 {since} 废止", basis, since=last.valid_to)]


_REVISED = "修订"  # not shown: a word that is looked for
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def _by_an_older_text(thing: Flowchart | Node, basis: LegalBasis, acts: tuple[Source, ...], day: date) -> list[Breach]:
    """A basis that states the text before its act was revised as a whole: an error where the table knows the older text as dead."""
    act = next((act for act in acts if act.in_force(day) and act.valid_from is not None and _REVISED in act.version), None)
    if act is None or not _is_older(basis, act):
        return []
    message = "依据《{law}》{article}写的是旧文本，该法的 {successor} 文本自 {since} 施行，条号可能变动"
    found = _breach(thing, message, basis, since=act.valid_from, successor=act.version)
    return [found if len(acts) > 1 else found._replace(severity=Severity.ADVICE, level="W")]


def _is_older(basis: LegalBasis, act: Source) -> bool:
    """Whether the basis says by its own days or version that it means a text before the one in force."""
    written, read = _day_in(basis.version), _day_in(act.version)
    if written is not None:
        return read is not None and written < read
    return basis.valid_from is not None and act.valid_from is not None and basis.valid_from < act.valid_from


def _day_in(version: str) -> date | None:
    found = _DATE.search(version)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _breach(thing: Flowchart | Node, message: str, basis: LegalBasis, *, since: date | None, successor: str = "") -> Breach:
    values = {"law": basis.law.strip("《》"), "article": basis.article, "since": since.isoformat() if since else "", "successor": successor}
    return Breach(thing, message, values, row="T-10", level="E")


def _all_bases(chart: Flowchart, item: PowerItem) -> Iterator[tuple[Flowchart | Node, LegalBasis]]:
    for basis in item.bases:
        yield chart, basis
    for node in chart.nodes.values():
        for basis in node.notes.bases:
            yield node, basis
