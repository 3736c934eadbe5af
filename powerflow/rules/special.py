"""Whether the longer limit that an item states may stand before the general one: only another act of high enough rank may set it."""
from __future__ import annotations

from collections.abc import Iterator

from powerflow.graph import amount_of
from powerflow.law import Row, Within, sources
from powerflow.model import Flowchart, LimitRole, TimeLimit, Unit
from powerflow.rules.lawful import ids, tagged

_STATE = "中华人民共和国"  # not shown: a prefix that is read


def unfounded(chart: Flowchart, row: Row, demand: Within) -> TimeLimit | None:
    """The item's own statutory limit for what the row limits, where it is longer and its basis names no act that may say so."""
    own = chart.item.limit_of(LimitRole.STATUTORY) if chart.item and demand.n is None else None
    if own is None or demand.default_n is None or not _is_of(chart, own, demand):
        return None
    longer = amount_of(own.amount, own.unit).rough_days > amount_of(demand.default_n, Unit(demand.unit)).rough_days
    # The same number in another unit is a wrong unit, which a rule of its own tells.
    if not longer or own.amount == demand.default_n or own.amount <= 0:
        return None
    general = {_bare(cite.source.name) for cite in row.cites}
    special = (level for law, level in _acts(chart) if law in own.basis and law not in general)
    return None if any(level.startswith(demand.special) for level in special) else own


def _is_of(chart: Flowchart, limit: TimeLimit, demand: Within) -> bool:
    """Whether the limit runs between the ends that the row names, as far as it says."""
    first, last = ids(tagged(chart, demand.start)), ids(tagged(chart, demand.end))
    return (not limit.start or limit.start in first) and (not limit.end or limit.end in last)


def _acts(chart: Flowchart) -> Iterator[tuple[str, str]]:
    """The acts that the chart or the table of law knows, each with its rank."""
    for source in sources().values():
        yield _bare(source.name), source.level
    for basis in chart.item.bases if chart.item else ():
        yield _bare(basis.law), basis.level
    for node in chart.nodes.values():
        for basis in node.notes.bases:
            yield _bare(basis.law), basis.level


def _bare(law: str) -> str:
    return law.strip().strip("《》").removeprefix(_STATE)  # not shown: brackets that are read
