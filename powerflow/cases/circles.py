"""The items that may be called, and the refusal of items that call each other in a circle (调用成圈)."""
from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from powerflow.cases.standing import call_of
from powerflow.errors import UsageError
from powerflow.library import Library
from powerflow.model import Flowchart


def library(items: Path) -> Library:
    """The items in a folder, read anew when a file of theirs has changed: a worker runs for months."""
    files = Library([items]).files
    return _read(items, tuple((str(each), each.stat().st_mtime_ns) for each in files))


@lru_cache(maxsize=4)
def _read(items: Path, files: tuple[tuple[str, int], ...]) -> Library:
    return Library([items])


def refuse_circles(items: Path | None, chart: Flowchart) -> None:
    """Raises UsageError if the items that `chart` calls call it again, themselves or through others."""
    if items is None or chart.item is None or not any(call_of(step) for step in chart.steps.values()):
        return
    known = {each.item.code: each for each in library(items).charts() if each.item is not None}
    known[chart.item.code] = chart
    found = _circle(known, chart.item.code)
    if found:
        raise UsageError("事项的调用绕成了圈：{circle}，不能办理", circle=(chart.item.code, *found))


def _circle(known: Mapping[str, Flowchart], origin: str) -> tuple[str, ...]:
    """The codes on a way of calls from `origin` back to itself, () if there is none."""
    ways: list[tuple[str, tuple[str, ...]]] = [(origin, ())]
    seen = set[str]()
    while ways:
        code, way = ways.pop()
        for step in known[code].steps.values() if code in known else ():
            if call_of(step) is None:
                continue
            if step.called == origin:
                return (*way, origin)
            if step.called not in seen:
                seen.add(step.called)
                ways.append((step.called, (*way, step.called)))
    return ()
