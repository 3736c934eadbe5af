"""Replays as JSON, schema `powerflow/replay/1` (schemas/replay-1.json, docs/history.md)."""
from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from powerflow.model import FactValue, Severity
from powerflow.replay import Act, OpenNode, Reading, Replay, TimerEnd
from powerflow.reports.check_json import finding_data
from powerflow.reports.replayed import Replayed, ReplayedCase, again_words

if TYPE_CHECKING:
    from powerflow.cases import Again

SCHEMA = "powerflow/replay/1"


def replay_json(replayed: Replayed, lang: str) -> str:
    """The replays as one JSON object, with messages in `lang`."""
    whole = {
        "schema": SCHEMA, "lang": lang,
        "cases": [_case(case, case.replay, lang) for case in replayed.cases if case.replay],
        "unreadable": [{"path": case.path, "reason": case.error.say(lang)} for case in replayed.cases if case.error],
        "summary": {
            "cases": len(replayed.cases) - replayed.unreadable, "unreadable": replayed.unreadable,
            "error": replayed.count(Severity.ERROR), "advice": replayed.count(Severity.ADVICE),
            "crashed": sorted({*replayed.crashed}),
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _case(case: ReplayedCase, replay: Replay, lang: str) -> dict[str, object]:
    history = replay.history
    return {
        "path": case.path, "case": history.case, "item": history.item, "name": history.name,
        "simulated": history.simulated, "chart": {"path": replay.chart.path, "digest": replay.chart.digest},
        "moment": replay.moment.isoformat(), "complete": replay.complete,
        "entries": [_act(replay, act) for act in replay.acts],
        "clocks": [_clock(replay, reading) for reading in replay.readings],
        "open": [_open(replay, opened) for opened in replay.open],
        "possible": [node.id for node in replay.possible],
        "overdue": _timers(replay.overdue),
        "marks": [{"element": mark.element, "state": mark.state.value} for mark in replay.marks],
        "findings": [{**finding_data(finding, lang), "seq": finding.seq} for finding in case.findings],
        "again": _again(case.again, lang) if case.again else None,
    }


def _again(again: Again, lang: str) -> dict[str, object]:
    return {
        "same": again.is_same, "differs": again.differs or None, "message": again_words(again, lang),
        "states": [{"seq": each.seq, "digest": each.digest} for each in again.states],
    }


# What only some kinds of entries say.
_MORE = ("to", "document", "limit", "approver", "refers", "case", "chart")


def _act(replay: Replay, act: Act) -> dict[str, object]:
    entry = act.entry
    return {
        "seq": entry.seq, "at": entry.at.isoformat(), "kind": entry.kind.value, "node": entry.node, "name": act.name,
        "post": entry.post, "officer": entry.officer, "note": entry.note,
        **{name: getattr(entry, name) for name in _MORE if getattr(entry, name)},
        "facts": {name: _fact(value) for name, value in entry.facts.items()}, "fit": act.fit.value,
        "since": None if act.since is None else replay.acts[act.since].seq, "skipped": list(act.skipped),
        "timers": _timers(act.timers), "missed": _timers(act.missed),
        "turns": [
            {
                "decision": turn.node, "taken": list(turn.taken),
                "allowed": None if turn.allowed is None else list(turn.allowed),
            }
            for turn in act.turns
        ],
    }


def _clock(replay: Replay, reading: Reading) -> dict[str, object]:
    limit, stands = reading.limit, reading.standing
    due = stands.deadline
    return {
        "owner": reading.owner or None, "role": limit.role.value, "sense": limit.sense.value,
        "amount": limit.amount + reading.extended, "unit": limit.unit.value, "extended": reading.extended,
        "basis": limit.basis, "start": reading.start.isoformat(), "started": replay.acts[reading.started].seq,
        "end": reading.end.isoformat(), "ended": None if reading.ended is None else replay.acts[reading.ended].seq,
        "due": due.due.isoformat(), "earliest": due.earliest.isoformat(), "latest": due.latest.isoformat(),
        "provisional": due.provisional, "counted_in": stands.unit.value, "used": stands.used.amount,
        "remaining": stands.remaining, "late": stands.late if reading.is_late else 0, "cut": reading.is_cut,
        "pauses": [
            {"start": pause.start.isoformat(), "end": pause.end.isoformat(), "why": pause.why} for pause in reading.pauses
        ],
    }


def _open(replay: Replay, opened: OpenNode) -> dict[str, object]:
    return {
        "node": opened.node.id, "name": opened.node.name, "post": replay.chart.post_of(opened.node),
        "since": opened.since.seq if opened.since else None, "due": opened.due.due.isoformat() if opened.due else None,
    }


def _timers(timers: Iterable[TimerEnd]) -> list[dict[str, object]]:
    return [{"node": timer.node, "due": timer.due.due.isoformat() if timer.due else None} for timer in timers]


def _fact(value: FactValue) -> object:
    if isinstance(value, Decimal):
        return {"amount": str(value)}
    return {"date": value.isoformat()} if isinstance(value, date) else value
