"""Remembers what was last worked out about a chart, so that many rules may ask the same question of it."""
from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import ref

from powerflow.model import Flowchart

_T = TypeVar("_T")


def once(work: Callable[[Flowchart], _T]) -> Callable[[Flowchart], _T]:
    """`work`, done once for a chart as long as it is asked about the same chart again; only the last answer is kept."""
    last: list[tuple[ref[Flowchart], _T]] = []

    @wraps(work)
    def remembered(chart: Flowchart) -> _T:
        if not (last and last[0][0]() is chart):
            answer = work(chart)
            last[:] = [(ref(chart), answer)]
        return last[0][1]

    return remembered
