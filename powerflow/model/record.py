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

from powerflow.model.case import FIRST_KINDS, Entry, EntryKind, History
from powerflow.model.facts import FactValue

SCHEMAS = ("powerflow/history/1", "powerflow/history/2")
_WORDS = ("post", "officer", "note", "command")
_NEW_WORDS = ("to", "document", "limit", "approver", "case", "chart")
_SAID = ("node", *_WORDS, *_NEW_WORDS, "refers")
_KEYS = sorted((*_SAID, "seq", "at", "kind", "facts"))
_TEXTS = frozenset(_KEYS) - {"seq", "refers", "at", "facts"}
_quoted = json.encoder.encode_basestring
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def body(entry: Entry) -> dict[str, object]:
    """The entry as JSON, without its digests; fields that say nothing are left out."""
    written: dict[str, object] = {"seq": entry.seq, "at": entry.at.isoformat(timespec="seconds"), "kind": entry.kind.value}
    said = vars(entry)
    for name in _SAID:
        if said[name]:
            written[name] = said[name]
    if entry.facts:
        written["facts"] = {name: _fact(value) for name, value in sorted(entry.facts.items())}
    return written


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: the same value always gives the same text."""
    return _CANONICAL.encode(value)


def body_text(entry: Entry) -> str:
    """`canonical(body(entry))`, written straight away: each entry passes here when it is stored and when it is read."""
    said, parts = vars(entry), list[str]()
    for name in _KEYS:
        value = said[name]
        if name in _TEXTS:
            if value:
                parts.append(f'"{name}":{_quoted(value)}')
        elif name == "at":
            parts.append(f'"at":"{value.isoformat(timespec="seconds")}"')
        elif name == "facts":
            if value:
                parts.append(f'"facts":{canonical({each: _fact(fact) for each, fact in value.items()})}')
        elif value or name == "seq":
            parts.append(f'"{name}":{value}')
    return "{" + ",".join(parts) + "}"


def entry_digest(previous: str, entry: Entry) -> str:
    """SHA-256 (hex) over the previous entry's digest and this entry's canonical body."""
    return sha256((previous + body_text(entry)).encode()).hexdigest()


def sealed(previous: str, entry: Entry) -> tuple[Entry, str]:
    """The entry with its digests, after the entry with the digest `previous`, and the canonical JSON that its own is over.

    `dataclasses.replace` would set every field anew, which takes longer than the digest.
    """
    text = body_text(entry)
    made = object.__new__(Entry)
    vars(made).update(vars(entry), previous=previous, digest=sha256((previous + text).encode()).hexdigest())
    return made, text


def schema(history: History) -> str:
    """The version in which a history is written: the first, unless an entry says what that cannot."""
    is_old = all(
        entry.kind in FIRST_KINDS and entry.node and not entry.refers and not any(getattr(entry, name) for name in _NEW_WORDS)
        for entry in history.entries
    )
    return SCHEMAS[0 if is_old else 1]


def header(history: History) -> dict[str, object]:
    """The first line of an exported history."""
    return {
        "schema": schema(history), "case": history.case, "item": history.item, "name": history.name,
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
    return Entry(
        seq=_number("seq", line["seq"]), at=at, kind=EntryKind(_text(line, "kind", required=True)),
        facts={str(name): _value(value) for name, value in facts.items()}, refers=_number("refers", line.get("refers", 0)),
        **{name: _text(line, name) for name in ("node", *_WORDS, *_NEW_WORDS, "previous", "digest")},
    )


def history_from(head: Mapping[str, object], entries: tuple[Entry, ...]) -> History:
    """The history that a header and its entries make. Raises KeyError, TypeError or ValueError for another header."""
    chart = head.get("chart")
    if head["schema"] not in SCHEMAS:
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


def _number(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
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
