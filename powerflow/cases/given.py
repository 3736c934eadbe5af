"""What an act says of the case (登记的事实): of the declared kinds, and all that the step must record."""
from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from powerflow.errors import UsageError
from powerflow.model import Fact, FactType, FactValue, Flowchart, Node, parse_fact


def given_facts(chart: Flowchart, node: Node, texts: Mapping[str, str]) -> dict[str, FactValue]:
    """The values that `texts` give. Raises UsageError for an undeclared fact, a wrong kind, or one that is missing."""
    declared = _declared(chart)
    facts = values_of(chart, texts)
    missing = [declared[name] for name in node.notes.sets if name in declared and name not in texts]
    if missing:
        raise UsageError(
            "办理“{name}”要登记：{missing}。请用 --set 名称=值 给出", name=node.name or node.id,
            missing=tuple(f"{fact.name}({shape(fact)})" for fact in missing),
        )
    return facts


def values_of(chart: Flowchart, texts: Mapping[str, str]) -> dict[str, FactValue]:
    """The values that `texts` give. Raises UsageError for a fact that the item does not declare, or a value of a wrong kind."""
    declared = _declared(chart)
    facts = {}
    for name, text in texts.items():
        if name not in declared:
            alike = get_close_matches(name, declared, n=1)
            raise UsageError(
                "事项没有声明事实“{name}”；可用的有：{known}", name=name, known=tuple(alike or declared) or "—"
            )
        facts[name] = parse_fact(declared[name], text)
    return facts


def _declared(chart: Flowchart) -> Mapping[str, Fact]:
    return {fact.name: fact for fact in chart.item.facts} if chart.item else {}


def shape(fact: Fact) -> str:
    """What may be written for a fact, in signs that need no language: `受理|不予受理`, `2026-07-01`, `0.00 元`."""
    if fact.type is FactType.CHOICE:
        return "|".join(fact.choices)
    signs = {
        FactType.YESNO: "是|否",  # not shown: as it is written after --set
        FactType.INTEGER: "0", FactType.AMOUNT: "0.00", FactType.DATE: "2026-07-01",
        FactType.TEXT: "…",
    }
    return f"{signs[fact.type]} {fact.unit}".strip()
