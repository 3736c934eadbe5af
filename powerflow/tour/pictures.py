"""Draws the charts of the tour, several at once in processes of their own: laying a chart out is work for the processor."""
from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from powerflow import bpmn
from powerflow.diagram import Mark, draw


@dataclass(frozen=True, kw_only=True)
class Order:
    """A chart to be drawn: the bytes of its file, the marks on it, the paper; `stem` names the files without an ending."""

    stem: str
    content: bytes
    path: str
    paper: str
    lang: str
    formats: tuple[str, ...]
    marks: tuple[Mark, ...] = ()


def pictures(orders: Iterable[Order], jobs: int) -> Iterator[tuple[str, bytes]]:
    """The name and content of each file, in the order of the orders, drawn by `jobs` processes (1: by this one).

    Raises ToolError if Graphviz or the font is missing.
    """
    if jobs == 1:
        for order in orders:
            yield from _drawn(order)
        return
    # A forked process would share the open database and the threads of this one.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for drawn in pool.map(_drawn, orders):
            yield from drawn


def _drawn(order: Order) -> tuple[tuple[str, bytes], ...]:
    drawing = draw(bpmn.parse(order.content, order.path).chart, paper=order.paper, marks=order.marks, lang=order.lang)
    made = {"svg": drawing.svg, "pdf": drawing.pdf}
    return tuple((f"{order.stem}.{format}", made[format]()) for format in order.formats)
