"""Draws the right and the wrong example of every rule (docs/pictures/rules/*.svg), with what is found marked on the wrong one.

Run it after writing a rule or changing an example; `digests.json` beside the pictures tells which examples they show.
It needs Graphviz, the test that compares the digests does not.
"""
from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

from powerflow import bpmn
from powerflow.deadlines import national_calendar
from powerflow.diagram import Mark, draw
from powerflow.model import Flowchart
from powerflow.replay import MarkState, read_history, replay
from powerflow.rules import Rule, Subject, all_rules, judge

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "rules"
PICTURES = ROOT / "docs" / "pictures" / "rules"
DIGESTS = PICTURES / "digests.json"
KINDS = ("pass", "fail")
_DAY = date(2026, 11, 21)


def files(rule: Rule, kind: str) -> tuple[Path, ...]:
    """The files that make the example: a chart, a folder of charts, or a history with its chart."""
    folder = EXAMPLES / rule.id
    if rule.subject is Subject.CATALOGUE:
        return tuple(sorted((folder / kind).glob("*.bpmn")))
    if rule.subject is Subject.REPLAY:
        return folder / "chart.bpmn", folder / f"{kind}.jsonl"
    return (folder / f"{kind}.bpmn",)


def digest(rule: Rule, kind: str) -> str:
    """The SHA-256 of all bytes of the example."""
    return sha256(b"".join(file.read_bytes() for file in files(rule, kind))).hexdigest()


def main() -> None:
    """Draws what has changed since the last time, and takes away what belongs to no rule."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    known = json.loads(DIGESTS.read_text(encoding="utf-8")) if DIGESTS.is_file() else {}
    wanted = {
        f"{rule.id}-{kind}": (rule, kind)
        for rule in all_rules().values() for kind in KINDS if all(file.is_file() for file in files(rule, kind))
    }
    for name, (rule, kind) in wanted.items():
        picture = PICTURES / f"{name}.svg"
        if known.get(name) != digest(rule, kind) or not picture.is_file():
            chart, marks = _marked(rule, kind)
            picture.write_bytes(draw(chart, paper="a4-landscape", marks=marks, trimmed=True).svg())
    for picture in PICTURES.glob("*.svg"):
        if picture.stem not in wanted:
            picture.unlink()
    digests = {name: digest(rule, kind) for name, (rule, kind) in sorted(wanted.items())}
    DIGESTS.write_text(json.dumps(digests, indent=0) + "\n", encoding="utf-8")
    size = sum(picture.stat().st_size for picture in PICTURES.iterdir())
    print(f"{len(digests)} pictures, {size // 1024} KB")


def _marked(rule: Rule, kind: str) -> tuple[Flowchart, tuple[Mark, ...]]:
    if rule.subject is Subject.REPLAY:
        return _replayed(rule, kind)
    chart = bpmn.read(files(rule, kind)[-1])
    return chart, tuple(_found(rule, chart)) if rule.subject is Subject.CHART else ()


def _found(rule: Rule, chart: Flowchart) -> Iterator[Mark]:
    for finding in judge(chart, [rule], _DAY).findings:
        element = finding.place.element
        if element in chart.nodes or element in chart.flows:
            yield Mark(element, finding.severity.value)


def _replayed(rule: Rule, kind: str) -> tuple[Flowchart, tuple[Mark, ...]]:
    drawn, history = files(rule, kind)
    chart = bpmn.read(drawn)
    case = replay(read_history(history), chart, national_calendar())
    marks = [Mark(mark.element, "error" if mark.state is MarkState.ASTRAY else mark.state.value) for mark in case.marks]
    found = [Mark(finding.place.element or "", finding.severity.value) for finding in judge(case, [rule], _DAY).findings]
    return chart, tuple(mark for mark in (*marks, *found) if mark.element in chart.nodes)


if __name__ == "__main__":
    main()
