"""Logs written in a test: one line a case, `A1: receive 2026-09-18 甲@窗口, decide 2026-10-09 乙@局长`."""
from __future__ import annotations

from datetime import datetime

from powerflow.logs import EventTable, of_histories
from powerflow.model import Entry, EntryKind, History


def table(*lines: str) -> EventTable:
    """The log of these cases."""
    return of_histories(map(_history, lines), "test")


def _history(line: str) -> History:
    case, _, events = line.partition(": ")
    entries = tuple(_entry(seq, event.split()) for seq, event in enumerate(events.split(", "), start=1))
    return History(case=case, item="X01", name="", chart_path="", chart_digest="", entries=entries)


def _entry(seq: int, words: list[str]) -> Entry:
    officer, _, post = (words[2] if len(words) > 2 else "").partition("@")
    at = datetime.fromisoformat(f"{words[1]}T10:00:00+08:00")
    return Entry(seq=seq, at=at, kind=EntryKind.STEP, node=words[0], officer=officer, post=post)
