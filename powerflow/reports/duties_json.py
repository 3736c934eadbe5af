"""Who does what as JSON, schema `powerflow/duties/1` (schemas/duties-1.json, docs/json.md)."""
from __future__ import annotations

import json
from dataclasses import asdict

from powerflow.graph import FUNCTIONS, Function, responsibility
from powerflow.model import Flowchart
from powerflow.reports.check_json import finding_data
from powerflow.reports.duties import ChartDuties, Duties, functions

SCHEMA = "powerflow/duties/1"


def duties_json(duties: Duties, lang: str) -> str:
    """The report as one JSON object, with messages in `lang`."""
    whole = {
        "schema": SCHEMA, "lang": lang, "charts": [_chart(each, lang) for each in duties.charts],
        "unreadable": [error.say(lang) for error in duties.errors], "crashed": sorted({*duties.crashed}),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _chart(each: ChartDuties, lang: str) -> dict[str, object]:
    chart = each.chart
    work = responsibility(chart)
    return {
        "path": chart.path, "item": chart.item.code if chart.item else None, "name": chart.name,
        "posts": [
            {
                "name": post.name, "side": post.side or None, "organ": post.lane.notes.organ if post.lane else "",
                "unit": post.lane.notes.unit if post.lane else "", "steps": [step.id for step in post.steps],
                "functions": [function.value for function in functions(post)], "duties": [asdict(duty) for duty in post.duties],
            }
            for post in work.posts.values()
        ],
        "steps": _steps(chart),
        "hand_overs": [
            {
                "flow": passing.flow.id, "source": passing.flow.source, "target": passing.flow.target,
                "giver": passing.giver, "taker": passing.taker, "papers": [asdict(paper) for paper in passing.papers],
            }
            for passing in work.passings
        ],
        "findings": [finding_data(finding, lang) for finding in each.findings],
    }


def _steps(chart: Flowchart) -> list[dict[str, object]]:
    work = responsibility(chart)
    return [
        {
            "id": step.id, "name": step.name, "phase": step.notes.phase, "post": work.post(step) or None,
            "tags": sorted(step.tags), "authority": step.notes.authority,
            "functions": [function.value for function in Function if step.tags & FUNCTIONS[function]],
        }
        for step in chart.steps.values()
    ]
