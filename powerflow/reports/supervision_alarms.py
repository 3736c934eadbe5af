"""The alarms of supervision with all that was done about them, as text and JSON (schema `powerflow/alarms/1`)."""
from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from powerflow.model import Entry
from powerflow.replay import Lamp
from powerflow.reports.lamp_words import SIGNS, STYLES, colour
from powerflow.reports.lines import Line, text_of
from powerflow.reports.supervision_words import entry_said, state_word, trigger_said
from powerflow.reports.wording import say, visible
from powerflow.supervision import AlarmView

SCHEMA = "powerflow/alarms/1"


def alarms_text(views: Sequence[AlarmView], lang: str, *, now: datetime, colour: bool = False) -> str:
    """Alarm by alarm, with what is awaited and until when."""
    return text_of(_lines(views, lang, now), colour=colour)


def _lines(views: Sequence[AlarmView], lang: str, now: datetime) -> Iterator[Line]:
    for view in views:
        lamp = Lamp(view.alarm.lamp)
        step = f"  {visible(view.step)}" if view.step else ""
        said = f"  {view.case} #{view.alarm.seq}  {trigger_said(view.alarm.code, lang)}"
        yield (STYLES[lamp], f"{SIGNS[lamp]} {colour(lamp, lang)}"), ("bold", said), ("", f"{step}  {_waiting(view, lang, now)}")
        for entry in view.acts:
            yield (("", f"      {entry.seq:>3}  {entry_said(entry, lang)}"),)
    over = sum(view.alarm.state.is_over for view in views)
    yield (("bold", say("{count} 条预警，{open} 条没有处理完", lang, count=len(views), open=len(views) - over)),)


def _waiting(view: AlarmView, lang: str, now: datetime) -> str:
    state = state_word(view.alarm.state, lang)
    if view.due is None:
        return state
    late = say("，已逾期", lang) if now >= view.due else ""
    return say("{state}，到 {due} 为止{late}", lang, state=state, due=f"{view.due:%Y-%m-%d %H:%M}", late=late)


def alarms_json(views: Sequence[AlarmView], lang: str, *, now: datetime) -> str:
    """All alarms as one JSON object."""
    whole = {"schema": SCHEMA, "lang": lang, "at": now.isoformat(), "alarms": [_alarm(view, lang, now) for view in views]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _alarm(view: AlarmView, lang: str, now: datetime) -> dict[str, object]:
    alarm = view.alarm
    return {
        "case": view.case, "item": view.item, "name": view.name, "seq": alarm.seq, "rule": alarm.code,
        "title": trigger_said(alarm.code, lang), "found_by": alarm.rule, "lamp": alarm.lamp, "node": alarm.node or None,
        "step": view.step or None, "post": alarm.post or None, "state": alarm.state.value,
        "due": view.due.isoformat() if view.due else None, "overdue": view.due is not None and now >= view.due,
        "acts": [_act(entry) for entry in view.acts],
    }


def _act(entry: Entry) -> dict[str, object]:
    return {
        "seq": entry.seq, "at": entry.at.isoformat(), "kind": entry.kind.value, "post": entry.post or None,
        "officer": entry.officer or None, "note": entry.note, "document": entry.document or None, "limit": entry.limit or None,
    }
