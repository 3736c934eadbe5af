"""The tags of a chart's steps, written and suggested: as text for a person who confirms them, and as JSON."""
from __future__ import annotations

import json
from collections.abc import Iterator

from powerflow.bpmn import suggested, tags
from powerflow.model import Flowchart, Step
from powerflow.reports.columns import cut, padded, widths
from powerflow.reports.lines import Line, text_of
from powerflow.reports.wording import say, visible
from powerflow.translation import listed, translate

SCHEMA = "powerflow/tags/1"
_WIDEST_STEP = 30


def suggestions(chart: Flowchart, step: Step) -> tuple[str, ...]:
    """The tags that the step's name suggests and that it does not have, the best first."""
    lane = chart.lanes.get(step.lane or "")
    return tuple(tag for tag in suggested(step.name, lane.notes.side if lane else "") if tag not in step.tags)


def is_settled(step: Step) -> bool:
    """Whether the step has a tag and a person stands for each."""
    return bool(step.notes.tags) and all(tag.confirmed_by for tag in step.notes.tags)


def tags_text(chart: Flowchart, lang: str, *, colour: bool = False) -> str:
    """One line a step: id, name, its tags with who confirmed them, else what its name suggests."""
    return text_of(_lines(chart, lang), colour=colour)


def _lines(chart: Flowchart, lang: str) -> Iterator[Line]:
    yield (("bold", visible(chart.name)), ("dim", f"  {visible(chart.path)}"))
    steps = list(chart.steps.values())
    cells = [(visible(step.id), cut(visible(step.name), _WIDEST_STEP)) for step in steps]
    places = widths(cells) if cells else []
    for step, row in zip(steps, cells, strict=True):
        head = "  " + "  ".join(padded(cell, place) for cell, place in zip(row, places, strict=True)) + "  "
        yield (("", head), *_told(chart, step, lang))
    open_steps = sum(not is_settled(step) for step in steps)
    yield ()
    if open_steps:
        yield (("yellow", say("{count} 个环节待确认；确认用 --confirm --by 姓名", lang, count=open_steps)),)
    else:
        yield (("green", translate("全部环节的标签都已确认", lang)),)


def _told(chart: Flowchart, step: Step, lang: str) -> Iterator[tuple[str, str]]:
    for tag in step.notes.tags:
        style = "green" if tag.confirmed_by else "yellow"
        by = say("{by} 确认", lang, by=visible(tag.confirmed_by)) if tag.confirmed_by else translate("无确认人", lang)
        yield style, f"{_named(tag.name, lang)} ({by})  "
    if step.notes.tags:
        return
    found = suggestions(chart, step)
    if found:
        yield "yellow", say("建议 {tags}", lang, tags=listed(tuple(_named(tag, lang) for tag in found), lang))
    else:
        yield "dim", translate("名称看不出是哪一法定环节", lang)


def _named(tag: str, lang: str) -> str:
    known = tags().get(tag)
    return f"{visible(tag)} {known.zh}" if known and lang == "zh" else visible(tag)


def tags_json(chart: Flowchart, lang: str) -> str:
    """The same as one JSON object, schema `powerflow/tags/1`."""
    steps = [
        {
            "id": step.id, "name": step.name,
            "tags": [
                {
                    "name": tag.name, "confirmed_by": tag.confirmed_by or None,
                    "confirmed_on": tag.confirmed_on.isoformat() if tag.confirmed_on else None,
                }
                for tag in step.notes.tags
            ],
            "suggested": list(suggestions(chart, step)),
        }
        for step in chart.steps.values()
    ]
    whole = {"schema": SCHEMA, "lang": lang, "path": chart.path, "item": chart.item.code if chart.item else None, "steps": steps}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
