"""How a figure is shown beside the limit that was set for it."""
from __future__ import annotations


def shown(what: str, value: float, unit: str, limit: float, *, at_least: bool = False) -> str:
    """One line: the figure, its limit, and whether it is kept; `at_least` where more is better."""
    is_kept = value >= limit if at_least else value <= limit
    sign = ">=" if at_least else "<="
    return f"{what}: {value:,.3g} {unit} (wanted {sign} {limit:g}): {'kept' if is_kept else 'NOT KEPT'}"
