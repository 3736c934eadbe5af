"""Histories written in a test: `history(chart, ("2026-09-18", "start"), ("2026-09-21 15:00", "审查", {"结果": "合格"}))`."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from powerflow import rules
from powerflow.deadlines import national_calendar
from powerflow.model import Entry, EntryKind, FactValue, Finding, Flowchart, History
from powerflow.replay import Replay, replay

Line = tuple[str, str] | tuple[str, str, Mapping[str, FactValue]]


def instant(text: str) -> datetime:
    """A day (at ten o'clock) or an instant, in Beijing time."""
    return datetime.fromisoformat(f"{text if ':' in text else text + ' 10:00'}:00+08:00")


def history(chart: Flowchart, *lines: Line) -> History:
    """The history with these entries, done by whom the chart names."""
    return History(
        case="X01-2026-0001", item="X01", name="示例", chart_path=chart.path, chart_digest=chart.digest,
        entries=tuple(_entry(chart, seq, line) for seq, line in enumerate(lines, start=1)),
    )


def _entry(chart: Flowchart, seq: int, line: Line) -> Entry:
    node = chart.nodes.get(line[1])
    kind = EntryKind.STEP
    if node is not None and node.id in chart.events:
        kind = EntryKind.START if node.type == "startEvent" else EntryKind.TIMER
    acted = kind is EntryKind.STEP and node is not None
    return Entry(
        seq=seq, at=instant(line[0]), kind=kind, node=line[1], facts=line[2] if len(line) == 3 else {},
        post=chart.post_of(node) if node is not None and acted else "", officer="甲" if acted else "",
    )


def replayed(chart: Flowchart, *lines: Line, at: str | None = None) -> Replay:
    """The entries laid over the chart."""
    return replay(
        history(chart, *lines), chart, national_calendar(), path="test.jsonl", moment=instant(at) if at else None
    )


def conduct(case: Replay) -> list[Finding]:
    """What the rules about conduct find."""
    judgement = rules.judge(case, rules.select(only=["conduct"]), date(2026, 11, 21))
    assert judgement.crashed == ()
    return list(judgement.findings)


def breaches(case: Replay) -> list[tuple[str, str | None, int | None]]:
    """The findings as (rule, element, number of the entry)."""
    return [(finding.rule, finding.place.element, finding.seq) for finding in conduct(case)]
