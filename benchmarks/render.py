"""How fast charts are drawn: run `python -m benchmarks.render` from the project.

CPU times of one process and of the Graphviz processes it starts, the least of some rounds: the layout, the text for
Graphviz, Graphviz itself, and what makes its SVG a page. Items, generated charts of 20, 120 and 400 nodes, then many
charts on as many processes as there are processors (`--many N`, 1,000 where nothing is said): charts of strangers out of
the public corpus, generated ones where that is not at hand. Limits: 50 ms for 20 nodes, 0.45 s for 120 nodes, 40 s for
1,000 charts on two processors.
"""
from __future__ import annotations

import os
import random
import resource
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice, repeat
from itertools import count as count_from
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from powerflow import bpmn
from powerflow.diagram import draw, look
from powerflow.diagram.dot import lasting, render
from powerflow.diagram.dot_text import dot_text
from powerflow.diagram.figures import Profile
from powerflow.diagram.poster import make_poster
from powerflow.diagram.sheet import Order
from powerflow.diagram.svg import poster_svg
from powerflow.errors import PowerflowError
from powerflow.model import Flowchart
from tests.builders import chart
from tests.corpus import ARCHIVE, files

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
LIMITS = {20: 50.0, 120: 450.0}
MANY, MANY_SECONDS, SEED = 1000, 40.0, 20260701
_ORDER = Order(look.PAPERS["a3"], Profile.PUBLIC, "zh", ())
_T = TypeVar("_T")


@dataclass(frozen=True)
class Times:
    """CPU milliseconds of the stages of one chart."""

    layout: float
    text: float
    graphviz: float
    page: float
    pages: int

    @property
    def whole(self) -> float:
        """From the model to the finished SVG."""
        return self.layout + self.text + self.graphviz + self.page


def main() -> None:
    generated(6)  # libraries and fonts are loaded once, not for each chart
    measured("", generated(6), rounds=1)
    print(f"{'':44} nodes pages  layout   text    dot   page    all  limit")
    for path in sorted(ROOT.glob("processes/*/*.bpmn")):
        measured(path.stem, bpmn.read(path))
    for count in (20, 120, 400):
        measured(f"generated, {count} nodes", generated(count), LIMITS.get(count))
    many = int(sys.argv[sys.argv.index("--many") + 1]) if "--many" in sys.argv else MANY
    if many:
        print_many(many)


def measured(name: str, drawn: Flowchart, limit: float | None = None, rounds: int = ROUNDS) -> None:
    times = min((drawing_times(drawn) for _ in range(rounds)), key=lambda each: each.whole)
    if name:
        ratio = f"  {times.whole / limit:.2f} of {limit:.0f} ms" if limit else ""
        print(
            f"{name:44} {len(drawn.nodes):5} {times.pages:5} {times.layout:7.1f} {times.text:6.1f} {times.graphviz:6.1f}"
            f" {times.page:6.1f} {times.whole:6.1f}{ratio}"
        )


def drawing_times(drawn: Flowchart) -> Times:
    """The times of one chart to SVG, Graphviz started for it alone."""
    poster, layout = timed(lambda: make_poster(drawn, _ORDER))
    source, text = timed(lambda: dot_text(poster.whole))
    raw, graphviz = timed(lambda: render(source, "neato", "svg"))
    _, page = timed(lambda: poster_svg(raw, poster.whole, _ORDER.paper, len(poster.scenes)))
    return Times(layout, text, graphviz, page, len(poster.scenes))


def timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """What `work` gives, and the CPU milliseconds that it and its processes took."""
    before = _used()
    done = work()
    return done, 1000 * (_used() - before)


def _used() -> float:
    """CPU seconds of this process and of those that it has waited for."""
    parts = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in parts)


def generated(count: int) -> Flowchart:
    """A chart of so many nodes in four lanes, with a decision and a way back in every ten, and words on its cards."""
    drawn = chart(f"{count} 个节点").start()
    for number in range(count - 2):
        post = f"岗位{number % 7 % 4}"
        if number % 10 == 6:
            drawn = drawn.decision(f"n{number}", "是否符合法定条件？", post=post).via("不符合").to(f"n{number - 3}")
            drawn = drawn.at(f"n{number}").via("符合")
        else:
            drawn = drawn.step(f"办理环节第{number}项", f"n{number}", post=post, days=3)
    return drawn.end().build()


def print_many(count: int) -> None:
    """So many charts, by the clock on the wall; the CPU time tells how much of it others on the machine took."""
    workers = os.cpu_count() or 1
    shares = [(start, count, workers) for start in range(workers)]
    before, used = perf_counter(), _used()
    with ProcessPoolExecutor(workers) as pool:
        written = sum(pool.map(draw_share, shares))
    seconds = perf_counter() - before
    ratio = seconds / (MANY_SECONDS * count / MANY)
    kind = "charts of the corpus" if ARCHIVE.is_file() else "generated charts"
    print(
        f"{count} {kind} to SVG on {workers} processors: {seconds:.1f} s ({_used() - used:.1f} s of CPU), {written / 1e6:.0f} MB;"
        f" {ratio:.2f} of the limit"
    )


def draw_share(share: tuple[int, int, int]) -> int:
    """Draws the share of one worker of `count` charts; how many bytes of SVG they are."""
    start, count, workers = share
    written = 0
    with lasting():
        for drawn in islice(sample(start, workers), len(range(start, count, workers))):
            written += len(draw(drawn).svg())
    return written


def sample(start: int, step: int) -> Iterator[Flowchart]:
    """Charts of 2 to 400 nodes out of the public corpus, the same ones each time, over and over; else generated ones."""
    if not ARCHIVE.is_file():
        yield from (generated(6 + number % 25) for number in count_from(start, step))
        return
    rows = sorted(files())
    random.Random(SEED).shuffle(rows)
    for name, data in chain.from_iterable(repeat(rows[start::step])):
        try:
            drawn = bpmn.parse(data, name).chart
        except PowerflowError:
            continue
        if 2 <= len(drawn.nodes) <= 400:
            yield drawn


if __name__ == "__main__":
    main()
