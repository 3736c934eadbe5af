"""docs/law-coverage.md: row by row, what the law demands, how that is tested or why not, and the example that shows it."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from powerflow.law import DEMANDS, Row, sections
from powerflow.rules import all_rules

_HEAD = """# Coverage of the law

Every row of the table of law (`powerflow/law/`), by which rule it is judged, or why it cannot be shown. This page is written by
`tools/document_law.py`; do not edit it. [law.md](law.md) says how rows work.

{count} rows: {tested} judged by demands on the chart (some of them besides by ordinary rules), {judged} by ordinary rules alone,
{excepted} listed exceptions. Severity: E {E}, W {W}, I {I}. Grade: A {A}, B {B}, S {S}. {limits} legal time limits in {lines} lines.

*Example* links the variant under `examples/defects/` that breaks the row. *minimal* means that the smallest chart that breaks the
row, and the smallest that keeps it, are made from its demands by `tests/law/test_every_row.py`; *rule* that the examples of the
ordinary rule show it.
"""
_RULES = dict(DEMANDS.values())


def coverage_markdown(examples: Mapping[str, Iterable[str]]) -> str:
    """The page; `examples` are the paths, from the root of the project, of the variants that break a row."""
    rows = [row for section in sections() for row in section.rows]
    severities, grades = Counter(row.severity for row in rows), Counter(row.grade for row in rows)
    parts = [_HEAD.format(
        count=len(rows), tested=sum(bool(row.demands) for row in rows),
        judged=sum(bool(row.judged_by) and not row.demands for row in rows), excepted=sum(bool(row.exception) for row in rows),
        limits=len({(row.id, line.matter, line.start, line.end, line.op) for row in rows for line in row.limits}),
        lines=sum(len(row.limits) for row in rows), **{key: severities[key] for key in "EWI"}, **{key: grades[key] for key in "ABS"},
    )]
    for section in sections():
        parts += [f"## {section.key} · {section.title} · {section.english}\n", _TABLE]
        parts += [_line(row, tuple(examples.get(row.id, ()))) for row in section.rows]
        parts.append("")
    return "\n".join(parts).rstrip("\n") + "\n"


# not shown: head of a table on a page of both languages
_TABLE = "| row | demand | article | sev | grade | judged by | example |\n|---|---|---|---|---|---|---|"


def _line(row: Row, examples: tuple[str, ...]) -> str:
    cites = "; ".join(f"{cite.source.key} {cite.articles}".strip() for cite in row.cites)
    pack = f" ({row.pack})" if row.pack else ""
    cells = (f"{row.id}{pack}", f"{row.demand} · {row.english}", cites, row.severity, row.grade, _judged(row), _shown(row, examples))
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"


def _judged(row: Row) -> str:
    if row.exception:
        return f"— {row.exception} · {row.exception_english}"
    rules = dict.fromkeys((*(_RULES[type(demand)] for demand in row.demands), *row.judged_by))
    return ", ".join(f"[{rule}](rules.md#{_anchor(rule)})" for rule in rules)


def _anchor(rule: str) -> str:
    """The anchor of the rule's heading (`### id · title`) as repositories make them."""
    title = all_rules()[rule].title if rule in all_rules() else ""
    said = re.sub(r"[^\w -]", "", title).replace(" ", "-")
    return f"{rule}--{said}"


def _shown(row: Row, examples: tuple[str, ...]) -> str:
    if examples:
        return ", ".join(f"[{_name(path)}](../{path})" for path in examples)
    if row.demands:
        return "minimal"
    return "rule" if row.judged_by else "—"


def _name(path: str) -> str:
    """`E03 c-fine-too-high`."""
    return " ".join(path.removesuffix(".bpmn").split("/")[-2:])
