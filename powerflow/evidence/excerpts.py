"""Which rows of law a case cites: those of its findings, and those with the articles that its chart gives for limits and steps."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from powerflow.law import Row, all_rows
from powerflow.model import Finding, Flowchart

_ROW = re.compile(r"[(（]([A-Z]{2}-\d+)[)）]")
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百千]+条")  # not shown: how an article is written


def cited_rows(chart: Flowchart, findings: Iterable[Finding]) -> tuple[Row, ...]:
    """The rows, each once, in the order of the table of law."""
    named = {row for finding in findings for row in _named(finding)}
    texts = [text.replace("《", "").replace("》", "").replace(" ", "") for text in _bases(chart)]  # not shown: signs of titles
    return tuple(row for row in all_rows().values() if row.id in named or _is_cited(row, texts))


def _named(finding: Finding) -> Iterator[str]:
    if finding.row:
        yield finding.row
    for basis in finding.basis:
        yield from _ROW.findall(basis)


def _bases(chart: Flowchart) -> Iterator[str]:
    limits = [*(chart.item.time_limits if chart.item else ()), *(each for node in chart.nodes.values() for each in node.notes.time_limits)]
    yield from (limit.basis for limit in limits)
    for node in chart.nodes.values():
        yield from (f"{each.law}{each.article}" for each in node.notes.bases)


def _is_cited(row: Row, texts: Iterable[str]) -> bool:
    """Whether some basis names one of the row's acts together with one of its articles."""
    for cite in row.cites:
        name = cite.source.name.removeprefix("中华人民共和国")  # not shown: how titles begin
        articles = _ARTICLE.findall(cite.articles)
        if any(name in text and any(article in text for article in articles) for text in texts):
            return True
    return False
