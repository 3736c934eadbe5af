"""The matrix of one chart as pages show it: its steps down, its posts across, and what each post does where."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from powerflow.graph import FUNCTIONS, Function, PostWork, Responsibility, responsibility
from powerflow.model import Flowchart, Step, word
from powerflow.reports.duties import DONE, FUNCTION_WORDS, SIGNS, doing, functions
from powerflow.reports.wording import visible
from powerflow.translation import listed, translate


@dataclass(frozen=True, kw_only=True)
class PostView:
    """A post at the head of its column: its side and its functions in words, "" for none."""

    name: str
    side: str
    functions: str


@dataclass(frozen=True, kw_only=True)
class CellView:
    """What a post does in a step: the sign of its function and what it means, "" where it does nothing."""

    sign: str = ""
    meaning: str = ""
    function: str = ""


@dataclass(frozen=True, kw_only=True)
class StepView:
    """A step and its row; `is_nobodys` where no post does it."""

    name: str
    authority: str
    cells: tuple[CellView, ...]
    is_nobodys: bool


@dataclass(frozen=True, kw_only=True)
class PhaseView:
    """Steps of one phase that follow each other; `name` is "" where the file names none."""

    name: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True, kw_only=True)
class MatrixView:
    """The matrix of one chart. `legend` are the signs with their meanings."""

    posts: tuple[PostView, ...]
    phases: tuple[PhaseView, ...]
    legend: tuple[CellView, ...]


def matrix(chart: Flowchart, lang: str) -> MatrixView | None:
    """The matrix with words in `lang`; None where the chart has no steps or names no post."""
    work = responsibility(chart)
    if not (work.posts and chart.steps):
        return None
    return MatrixView(
        posts=tuple(_post(post, lang) for post in work.posts.values()), phases=tuple(_phases(chart, work, lang)),
        legend=tuple(_legend(lang)),
    )


def _post(post: PostWork, lang: str) -> PostView:
    return PostView(
        name=visible(post.name), side=word("side", post.side, lang) if post.side else "",
        functions=listed((translate(FUNCTION_WORDS[function], lang) for function in functions(post)), lang),
    )


def _phases(chart: Flowchart, work: Responsibility, lang: str) -> Iterator[PhaseView]:
    for phase, steps in groupby(chart.steps.values(), lambda step: step.notes.phase):
        yield PhaseView(name=visible(phase), steps=tuple(_steps(steps, work, lang)))


def _steps(steps: Iterable[Step], work: Responsibility, lang: str) -> Iterator[StepView]:
    for step in steps:
        post, empty = work.post(step), CellView()
        cell = _cell(step, lang)
        yield StepView(
            name=visible(step.name or step.id), authority=visible(step.notes.authority),
            cells=tuple(cell if name == post else empty for name in work.posts), is_nobodys=not post,
        )


def _cell(step: Step, lang: str) -> CellView:
    function = next((each for each in Function if step.tags & FUNCTIONS[each]), None)
    sign = translate(SIGNS[function], lang) if function else DONE
    meaning = visible(doing(step, lang)) or (translate("其他", lang) if function is None else "")
    return CellView(sign=sign, meaning=meaning, function=function.value if function else "other")


def _legend(lang: str) -> Iterator[CellView]:
    for function, sign in SIGNS.items():
        yield CellView(sign=translate(sign, lang), meaning=translate(FUNCTION_WORDS[function], lang), function=function.value)
    yield CellView(sign=DONE, meaning=translate("其他", lang), function="other")
