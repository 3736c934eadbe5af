"""The lamps of an office as JSON, schema `powerflow/lamps/1` (schemas/lamps-1.json, docs/supervision.md).

Written line by line, a case a line: an office may have a hundred thousand, and most lamps of theirs are alike.
"""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from json.encoder import encode_basestring

from powerflow.cases import since_of
from powerflow.replay import Lamp
from powerflow.reports.lamp_words import reason
from powerflow.supervision import CaseLamp, Lit, OfficeLamps, StepLit

SCHEMA = "powerflow/lamps/1"


def lamps_json(office: OfficeLamps, lang: str) -> str:
    """The report as one JSON object, with reasons in `lang`."""
    write = _Writer(lang)
    head = {
        "schema": SCHEMA, "lang": lang, "at": office.at.isoformat(timespec="seconds"), "scheme": office.scheme,
        "summary": _summary(office),
    }
    opening = json.dumps(head, ensure_ascii=False, indent=2)[:-2]
    cases = ",\n    ".join(write.case(case) for case in office.cases)
    return f'{opening},\n  "cases": [\n    {cases}\n  ]\n}}\n' if cases else f'{opening},\n  "cases": []\n}}\n'


def counts_json(office: OfficeLamps, lang: str) -> str:
    """The numbers alone, under the same schema."""
    empty = OfficeLamps(office.at, office.scheme, ())
    whole = json.loads(lamps_json(empty, lang))
    whole["summary"] = _summary(office)
    del whole["cases"]
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _summary(office: OfficeLamps) -> dict[str, dict[str, int]]:
    return {"cases": _counts(office.by_case), "worst": _counts(office.by_worst), "steps": _counts(office.by_step)}


def _counts(counted: Mapping[Lamp, int]) -> dict[str, int]:
    return {lamp.value: count for lamp, count in counted.items()}


@lru_cache(maxsize=65536)
def _text(value: str | None) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Writer:
    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._known: dict[int, tuple[str, list[tuple[str, str]]]] = {}

    def case(self, case: CaseLamp) -> str:
        """One case as an object in one line."""
        seen, shown = case.seen, case.shown
        known = self._known.get(id(shown))
        if known is None:
            known = self._known[id(shown)] = self._lit(shown.lit), [self._step(step) for step in shown.steps]
        lit, around = known
        since = since_of(seen.since)
        steps = ", ".join([f"{before}{since[step.place]}{after}" for (before, after), step in zip(around, shown.steps)])  # noqa: B905
        alarms = ", ".join(self._alarms(case)) if case.alarms else ""
        return (
            f'{{"case": {encode_basestring(seen.case)}, "item": {_text(seen.item)}, "name": {_text(seen.name)}, '
            f'"simulated": {"true" if seen.simulated else "false"}, "started": "{seen.started}", "last": "{seen.last}", '
            f'"ended": {_text(seen.ended)}, {lit}, "steps": [{steps}], "alarms": [{alarms}]}}'
        )

    def _step(self, step: StepLit) -> tuple[str, str]:
        """What stands before and behind the instant since which a step is open."""
        before = f'{{"node": {_text(step.node)}, "name": {_text(step.name)}, "post": {_text(step.post)}, "since": "'
        return before, f'", {self._lit(step.lit)}}}'

    def _lit(self, lit: Lit) -> str:
        data = {
            "lamp": lit.lamp.value, "reason": reason(lit, self._lang), "rule": lit.code or None, "limit": lit.length or None,
            "role": lit.role or None, "due": lit.due, "turns_at": lit.turns_at,
            "turns_to": lit.turns_to.value if lit.turns_to else None,
        }
        return json.dumps(data, ensure_ascii=False)[1:-1]

    def _alarms(self, case: CaseLamp) -> Iterator[str]:
        for alarm in case.alarms:
            yield json.dumps({
                "seq": alarm.seq, "rule": alarm.code, "lamp": alarm.lamp, "node": alarm.node, "state": alarm.state,
                "since": alarm.since, "post": alarm.post,
            }, ensure_ascii=False)
