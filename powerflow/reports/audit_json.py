"""An audit as JSON, schema `powerflow/audit/1` (schemas/audit-1.json)."""
from __future__ import annotations

import json

from powerflow.reports.audited import Audited, FindingGroup
from powerflow.reports.wording import say
from powerflow.translation import translate

SCHEMA = "powerflow/audit/1"


def audit_json(audited: Audited, lang: str) -> str:
    """The audit as one JSON object, with messages in `lang`."""
    fitness = audited.fitness
    whole = {
        "schema": SCHEMA, "lang": lang, "source": audited.source, "charts": list(audited.charts), "cases": audited.cases,
        "events": audited.events, "variants": audited.variants, "first": _day(audited.first), "last": _day(audited.last),
        "conformance": None if fitness is None else {
            "decided_cases": fitness.decided, "fitting_cases": fitness.fitting, "cost": fitness.cost, "mean_fitness": fitness.mean,
            "log_fitness": fitness.of_log, "undecided_variants": fitness.undecided_variants,
        },
        "deviations": [
            {
                "kind": each.kind.value, "step": each.element or None, "name": each.name, "count": each.count,
                "cases": each.cases, "sample": list(each.sample),
            }
            for each in audited.deviations
        ],
        "undecided": [
            {"activities": list(each.activities), "cases": each.cases, "cost_at_least": each.bound, "sample": list(each.sample)}
            for each in audited.undecided
        ],
        "findings": [_group(group, lang) for group in audited.groups],
        "steps": [
            {
                "step": each.element or None, "name": each.name, "count": each.count, "median_days": each.median_days,
                "breaches": audited.breaches(each.element),
            }
            for each in audited.steps
        ],
        "broken": audited.broken, "broken_sample": [
            {"line": each.line, "case": each.case, "event": each.event, "reason": say(each.message, lang, **each.values)}
            for each in audited.named_broken
        ],
        "not_judged": [say(message, lang, **values) for message, values in audited.unheld],
        "unreadable": [{"path": path, "reason": error.say(lang)} for path, error in audited.errors],
        "crashed": sorted({*audited.crashed}), "elapsed": round(audited.elapsed, 3),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _day(day: object) -> str | None:
    return None if day is None else str(day)


def _group(group: FindingGroup, lang: str) -> dict[str, object]:
    return {
        "rule": group.rule, "row": group.row, "severity": group.severity.value, "title": translate(group.title, lang),
        "basis": [translate(basis, lang) for basis in group.basis], "step": group.element or None, "name": group.name,
        "count": group.count, "of": group.of, "cases": group.cases, "accepted": group.accepted,
        "late": None if group.unit is None else {
            "unit": group.unit.value, "median": group.late_median, "most": group.late_most,
        },
        "by": {
            dimension.value: [{"name": each.name, "count": each.count, "of": each.of} for each in counted]
            for dimension, counted in group.by.items()
        },
        "hints": [
            {
                "dimension": hint.dimension.value, "name": hint.name, "count": hint.count, "of": hint.of, "share": hint.share,
                "others": hint.others, "p": hint.p,
            }
            for hint in group.hints
        ],
        "facts": dict(group.facts),
        "sample": [
            {"case": each.case, "event": each.event, "message": say(each.message, lang, **each.values)} for each in group.sample
        ],
    }
