"""The examples of the rules: where they stand, and which lines of them expect a finding."""
from __future__ import annotations

from datetime import date
from pathlib import Path

from powerflow import bpmn, register, xml
from powerflow.model import Catalogue, Flowchart
from powerflow.rules import Judged, Rule, Subject, asked, judge, select

DAY = date(2026, 11, 21)
FOLDER = Path(__file__).resolve().parents[2] / "examples" / "rules"


def files(rule: Rule, kind: str) -> list[Path]:
    """The BPMN files of the `pass` or `fail` example; a rule over a catalogue has a folder of them."""
    if rule.subject is Subject.CATALOGUE:
        return sorted((FOLDER / rule.id / kind).glob("*.bpmn"))
    return [FOLDER / rule.id / f"{kind}.bpmn"]


def subject(rule: Rule, kind: str) -> Flowchart | Catalogue | Judged:
    """What the example gives the rule to judge."""
    charts = tuple(bpmn.read(file) for file in files(rule, kind))
    if rule.subject is Subject.JUDGED:
        rules = select(only=["structure"])
        found = judge(charts[0], rules, DAY).findings
        return Judged(place=charts[0].place, findings=found, suppressions=charts[0].suppressions, asked=asked(rules))
    if rule.subject is Subject.CATALOGUE:
        return Catalogue(charts=charts, register=register.of([FOLDER / rule.id / kind]))
    return charts[0]


def expected(rule: Rule, kind: str) -> set[tuple[str, int | None]]:
    """File and line of every element that holds `<!-- expect: id -->`."""
    return _in_register(rule, kind) | {
        (str(file), xml.line_of(holder))
        for file in files(rule, kind)
        for comment in xml.select(bpmn.load(file).tree, f"//comment()[normalize-space() = 'expect: {rule.id}']")
        if (holder := comment.getparent()) is not None
    }


def _in_register(rule: Rule, kind: str) -> set[tuple[str, int | None]]:
    """The first line of every entry of the register with a comment `# expect: id`."""
    file = FOLDER / rule.id / kind / register.FILE_NAME
    heads: list[int] = []
    marked: set[tuple[str, int | None]] = set()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.is_file() else (), start=1):
        heads += [number] if line.startswith("[[") else []
        marked |= {(str(file), heads[-1])} if line.strip() == f"# expect: {rule.id}" else set()
    return marked
