"""The reminders of the day, as text and JSON (schema `powerflow/reminders/1`)."""
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from powerflow.reports.lamp_words import last_day
from powerflow.reports.wording import say, visible
from powerflow.supervision import Reminder
from powerflow.translation import listed

SCHEMA = "powerflow/reminders/1"


def reminders_text(found: Sequence[Reminder], lang: str) -> str:
    """A line for each: what until when, who is reminded, since when, how often."""
    return "".join(f"{_line(each, lang)}\n" for each in found) + say("共 {count} 条提醒", lang, count=len(found)) + "\n"


def _line(each: Reminder, lang: str) -> str:
    what = f"{each.case}  {visible(each.name)}" + (f"  {visible(each.step)}" if each.step else "")
    who = f"{visible(each.post)}({listed(map(visible, each.officers), lang)})" if each.officers else visible(each.post)
    told = say("自 {first} 起提醒 {count} 次", lang, first=f"{each.first:%Y-%m-%d %H:%M}", count=each.count)
    return f"{what}  {say('到 {due}', lang, due=last_day(each.due))}  {who}  {told}"


def reminders_json(found: Sequence[Reminder], lang: str, *, at: datetime) -> str:
    """All of them as one JSON object."""
    rows = [{**asdict(each), "officers": list(each.officers), "first": each.first.isoformat(), "step": each.step or None} for each in found]
    return json.dumps({"schema": SCHEMA, "lang": lang, "at": at.isoformat(), "reminders": rows}, ensure_ascii=False, indent=2) + "\n"
