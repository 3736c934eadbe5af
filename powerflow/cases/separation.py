"""Separation of duties at run time (职责分离): two steps that the law gives to different hands are not done by one person.

By the same rows of law by which recorded cases are judged; only what they call an error is refused.
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import permutations

from powerflow.cases.course import Run
from powerflow.errors import UsageError
from powerflow.law import Differ, Row, binding
from powerflow.model import Flowchart, Node


def refuse_one_for_both(run: Run, node: Node, officers: Sequence[str], day: date) -> None:
    """Raises UsageError if one of the officers has done a step that must be in other hands than `node`."""
    if not officers or not node.tags:
        return
    for counterpart, row in _apart(_Asked(run.chart.digest, day, run.chart)).get(node.id, ()):
        for entry in run.doers.get(counterpart, ()):
            both = [name for name in officers if name in entry.officer.split("、")]
            if both:
                other = run.chart.nodes[counterpart]
                raise UsageError(
                    "“{officer}”办理过“{other}”（第 {seq} 条），不能再办理“{name}”：{demand}", officer=tuple(both),
                    other=other.name or other.id, seq=entry.seq, name=node.name or node.id, demand=_Demand(row),
                )


@dataclass(frozen=True)
class _Demand:
    """What the row demands, in either language."""

    row: Row

    def say(self, lang: str) -> str:
        return self.row.demand if lang == "zh" else self.row.english


@dataclass(frozen=True)
class _Asked:
    digest: str
    day: date
    chart: Flowchart = field(compare=False)


@lru_cache(maxsize=256)
def _apart(asked: _Asked) -> dict[str, tuple[tuple[str, Row], ...]]:
    """For each step those whose doers may not do it, with the row that says so."""
    found: dict[str, dict[str, Row]] = {}
    for row, demand in binding(asked.chart, asked.day).of(Differ):
        if (demand.severity or row.severity) != "E":
            continue
        for one, other in permutations(demand.tags, 2):
            for node in _tagged(asked.chart, one):
                for counterpart in _tagged(asked.chart, other):
                    if node != counterpart:
                        found.setdefault(node, {}).setdefault(counterpart, row)
    return {node: tuple(others.items()) for node, others in found.items()}


def _tagged(chart: Flowchart, tags: Sequence[str]) -> list[str]:
    return [node.id for node in chart.nodes.values() if not node.tags.isdisjoint(tags)]
