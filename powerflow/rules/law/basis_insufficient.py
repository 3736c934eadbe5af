"""What the item, its fees or its papers rest on does not have the rank that the law demands.

Why: a licence cannot rest on a circular, nor a fee on the organ's own word.
Mend: name a basis of the rank that the finding lists, or give the power up.
"""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.law import Basis, Rows
from powerflow.model import Fee, Flowchart, Intermediary, LegalBasis, Material, PowerItem, Term
from powerflow.rules.lawful import ROWS_OF_LAW, breach
from powerflow.rules.rule import Breaches, rule


@rule(
    title="依据的层级或内容不够",
    why="许可不能靠通知设定，收费不能靠自己说了算。",
    mend="写明层级足够的依据；没有的，取消该权力、收费或材料。",
    basis=ROWS_OF_LAW,
)
def check(chart: Flowchart, *, rows: Rows) -> Breaches:
    for row, demand in rows.of(Basis):
        item = chart.item
        if item is None:
            return
        wrong = _of_item(item, demand) if demand.of == "item" else _of_parts(item, demand)
        for message, name in wrong:
            yield breach(chart, rows, row, demand, message, {"name": name, "levels": tuple(map(Term, demand.levels)) or ("—",)})


def _of_item(item: PowerItem, demand: Basis) -> Iterator[tuple[str, str]]:
    bases = [basis for basis in item.bases if not any(law in basis.law for law in demand.besides)]
    fitting = [basis for basis in bases if not demand.levels or _is_of(basis.level, demand)]
    if item.bases and len(fitting) < demand.min:  # none at all is told by basis-missing
        yield "事项“{name}”没有这些层级的依据：{levels}；法律要求：{demand}", item.name
    for basis in bases:
        if demand.every and basis not in fitting:
            yield "依据“{name}”不属于这些层级：{levels}；法律要求：{demand}", basis.law
        elif demand.published and not _is_published(basis):
            yield "依据“{name}”没有写明是否公布或者在哪里公布：{demand}", basis.law


def _of_parts(item: PowerItem, demand: Basis) -> Iterator[tuple[str, str]]:
    """The fees, papers or services without a basis, or with one of too low a rank."""
    parts: tuple[Fee | Material | Intermediary, ...] = item.fees if demand.of == "fee" else item.materials
    if demand.of == "intermediary":
        parts = item.intermediaries
    for part in parts:
        if not part.basis:
            yield "“{name}”没有写明依据，而法律要求：{demand}", part.name
        elif demand.levels and not _is_of(getattr(part, "basis_level", ""), demand):
            yield "“{name}”的依据不属于这些层级：{levels}；法律要求：{demand}", part.name


def _is_of(level: str, demand: Basis) -> bool:
    return bool(level) and any(level.startswith(each) for each in demand.levels)


def _is_published(basis: LegalBasis) -> bool:
    return bool(basis.published or (basis.published is None and basis.url))
