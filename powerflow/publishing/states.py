"""What others found, as marks on a chart: findings of a check, a case that was replayed, two versions that were compared."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from powerflow.diagram import Mark
from powerflow.model import ChartDiff, DiffKind, Finding, Flowchart, Unit
from powerflow.replay import Amount, MarkState, Reading, Replay
from powerflow.reports import aspect_word, say
from powerflow.rules import all_rules
from powerflow.translation import listed, translate

_KINDS = {
    MarkState.ASTRAY: "error", MarkState.SKIPPED: "skipped", MarkState.LATE: "late", MarkState.OPEN: "open", MarkState.DONE: "done",
}


def finding_marks(chart: Flowchart, findings: Iterable[Finding], lang: str) -> tuple[Mark, ...]:
    """A mark on each element that a finding points to, with the title of its rule; those about the whole chart have none."""
    known = chart.nodes.keys() | chart.flows.keys() | chart.lanes.keys()
    titles = {id: translate(rule.title, lang) for id, rule in all_rules().items()}
    marks = (
        Mark(finding.place.element, finding.severity.value, titles.get(finding.rule, finding.rule))
        for finding in findings if finding.place.element in known
    )
    return tuple(dict.fromkeys(marks))


def diff_marks(diff: ChartDiff, lang: str) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """Marks for the new chart (added, changed) and for the old one (removed, changed)."""
    aspects: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for each in diff.differences:
        if each.aspect and (each.element or each.was):
            aspects[each.was, each.element].append(aspect_word(each, lang))
    changed = {ends: listed(dict.fromkeys(words), lang) for ends, words in aspects.items()}
    new = [Mark(id, "added") for id in diff.elements(DiffKind.ADDED)]
    old = [Mark(id, "removed") for id in diff.elements(DiffKind.REMOVED)]
    return (
        (*new, *(Mark(now, "changed", words) for (_, now), words in changed.items())),
        (*old, *(Mark(was, "changed", words) for (was, _), words in changed.items())),
    )


def replay_marks(replay: Replay, lang: str, *, moving: bool = False) -> tuple[Mark, ...]:
    """The way a case took: what was done, late, skipped or out of turn, what is open, with the time used of each limit.

    `moving`: the marks light up in the order of the history.
    """
    times = _times(replay, lang)
    turns = _turns(replay) if moving else {}
    return tuple(
        Mark(mark.element, _KINDS[mark.state], _said(mark.element, mark.state, times, lang), turns.get(mark.element, 0))
        for mark in replay.marks
    )


def _said(element: str, state: MarkState, times: Mapping[str, str], lang: str) -> str:
    """The time that a step took; words for the others stand in the legend."""
    if state is MarkState.ASTRAY:
        return translate("越序办理", lang)
    if element not in times or state is MarkState.SKIPPED:
        return ""
    if state is MarkState.LATE:
        return say("超期 {used}", lang, used=times[element])
    return times[element]


def _times(replay: Replay, lang: str) -> dict[str, str]:
    """Time used and limit of each step that has one, else the day on which it was done."""
    said = {act.node.id: f"{act.entry.at:%m-%d}" for act in replay.acts if act.node is not None}
    worst: dict[str, Reading] = {}
    for reading in replay.readings:
        if reading.owner and reading.limit.sense == "within":
            known = worst.get(reading.owner)
            if known is None or reading.standing.late > known.standing.late:
                worst[reading.owner] = reading
    for owner, reading in worst.items():
        said[owner] = _share(reading, lang)
    return said


def _share(reading: Reading, lang: str) -> str:
    """Time used of a limit: 15/3个工作日; what is to be done on the spot has no length."""
    limit = Amount(reading.limit.amount + reading.extended, reading.limit.unit)
    used = reading.standing.used
    if reading.limit.unit is Unit.SPOT:
        return limit.say(lang)
    before = used.amount if used.unit is reading.limit.unit else Amount(used.amount, used.unit)
    return say("{used}/{limit}", lang, used=before, limit=limit)


def _turns(replay: Replay) -> dict[str, int]:
    """When each element first had a part in the case, counted in acts; what is open comes last."""
    turns: dict[str, int] = {}
    for number, act in enumerate(replay.acts, start=1):
        for element in _reached(act.flows, act.passed, act.skipped, act.node.id if act.node else ""):
            turns.setdefault(element, number)
    for opened in replay.open:
        turns.setdefault(opened.node.id, len(replay.acts) + 1)
    return turns


def _reached(flows: Iterable[str], passed: Iterable[str], skipped: Iterable[str], node: str) -> Iterator[str]:
    yield from flows
    yield from passed
    yield from skipped
    if node:
        yield node
