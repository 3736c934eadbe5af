"""How a history is written down: canonical JSON of an entry, its digest, and JSON Lines of a whole history.

The first line is the header (`schema`, `case`, `item`, `name`, `chart`, `simulated`), each further line one entry.
A date among the facts is written `{"date": "2026-07-01"}`, an amount `{"amount": "200.00"}`; all else as JSON has it.
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from powerflow.model.case import Entry, EntryKind, History
from powerflow.model.facts import FactValue

SCHEMA = "powerflow/history/1"
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def body(entry: Entry) -> dict[str, object]:
    """The entry as JSON, without its digests; fields that say nothing are left out."""
    written: dict[str, object] = {
        "seq": entry.seq, "at": entry.at.isoformat(timespec="seconds"), "kind": entry.kind.value, "node": entry.node,
    }
    for name in ("post", "officer", "note", "command"):
        if getattr(entry, name):
            written[name] = getattr(entry, name)
    if entry.facts:
        written["facts"] = {name: _fact(value) for name, value in sorted(entry.facts.items())}
    return written


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: the same value always gives the same text."""
    return _CANONICAL.encode(value)


def entry_digest(previous: str, entry: Entry) -> str:
    """SHA-256 (hex) over the previous entry's digest and this entry's canonical body."""
    return sha256((previous + canonical(body(entry))).encode()).hexdigest()


def header(history: History) -> dict[str, object]:
    """The first line of an exported history."""
    return {
        "schema": SCHEMA, "case": history.case, "item": history.item, "name": history.name,
        "chart": {"path": history.chart_path, "digest": history.chart_digest}, "simulated": history.simulated,
        **({"source": history.source} if history.source else {}),
    }


def dump(history: History) -> str:
    """The history as JSON Lines, ending with a line feed."""
    lines = [header(history)]
    for entry in history.entries:
        chain = {"previous": entry.previous, "digest": entry.digest} if entry.digest else {}
        lines.append({**body(entry), **chain})
    return "".join(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n" for line in lines)


def entry_from(line: Mapping[str, object]) -> Entry:
    """The entry that one JSON object describes. Raises KeyError, TypeError or ValueError for what is not one."""
    facts = line.get("facts", {})
    if not isinstance(facts, dict):
        raise TypeError("facts")
    at = datetime.fromisoformat(_text(line, "at", required=True))
    if at.tzinfo is None:
        raise ValueError("at")
    seq = line["seq"]
    if not isinstance(seq, int) or isinstance(seq, bool):
        raise TypeError("seq")
    return Entry(
        seq=seq, at=at, kind=EntryKind(_text(line, "kind", required=True)), node=_text(line, "node", required=True),
        facts={str(name): _value(value) for name, value in facts.items()},
        **{name: _text(line, name) for name in ("post", "officer", "note", "command", "previous", "digest")},
    )


def history_from(head: Mapping[str, object], entries: tuple[Entry, ...]) -> History:
    """The history that a header and its entries make. Raises KeyError, TypeError or ValueError for another header."""
    chart = head.get("chart")
    if head["schema"] != SCHEMA:
        raise ValueError("schema")
    if not isinstance(chart, dict):
        raise TypeError("chart")
    return History(
        case=_text(head, "case", required=True), item=_text(head, "item", required=True), name=_text(head, "name"),
        chart_path=_text(chart, "path"), chart_digest=_text(chart, "digest"), simulated=head.get("simulated") is True,
        source=_text(head, "source"), entries=entries,
    )


def _text(line: Mapping[str, object], name: str, *, required: bool = False) -> str:
    value = line[name] if required else line.get(name, "")
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _fact(value: FactValue) -> object:
    if isinstance(value, Decimal):
        return {"amount": str(value)}
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _value(value: object) -> FactValue:
    if isinstance(value, dict) and len(value) == 1:
        [(kind, text)] = value.items()
        if kind == "amount":
            return Decimal(str(text))
        if kind == "date":
            return date.fromisoformat(str(text))
    if isinstance(value, (str, bool, int)):
        return value
    raise TypeError("facts")
