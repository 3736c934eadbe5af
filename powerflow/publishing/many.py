"""Draws many charts in several processes, each with processes of Graphviz that stay; what has not changed is left as it is."""
from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from powerflow import bpmn
from powerflow.diagram import Drawing, Office, draw, lasting
from powerflow.errors import PowerflowError, ToolError
from powerflow.model import Flowchart, word
from powerflow.publishing.record import Entry, Record, digest, key
from powerflow.publishing.states import finding_marks
from powerflow.rules import all_rules, judge

# Fewer charts than this are drawn sooner than processes start.
_WORTH_PROCESSES = 4
_AT_ONCE = 8
_THUMBNAIL = 320


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is wanted of every chart. `judged_on`: its findings on that day are marked; `thumbnails`: a small PNG is drawn too."""

    formats: tuple[str, ...]
    paper: str
    profile: str
    dpi: int
    lang: str
    embed_font: bool = False
    office: Office = field(default_factory=Office)
    judged_on: date | None = None
    thumbnails: bool = False


@dataclass(frozen=True)
class Job:
    """A chart to draw: its path for messages, its bytes, and what its files are called, without paper and ending."""

    path: str
    content: bytes
    stem: str


@dataclass(frozen=True)
class Published:
    """One chart that was drawn (`pictures` by file name), left as it was (none), or could not be drawn (`reason`).

    `is_lacking`: the reason is something that this machine lacks, for every chart alike.
    """

    path: str
    entry: Entry | None
    pictures: dict[str, bytes] = field(default_factory=dict)
    reason: str = ""
    is_lacking: bool = False

    @property
    def is_fresh(self) -> bool:
        """Whether it was drawn now."""
        return bool(self.pictures)


def publish(
    found: Sequence[Job], wish: Wish, folder: Path, record: Record, *, jobs: int = 1,
    told: Callable[[int], object] = lambda done: None,
) -> Iterator[Published]:
    """Every chart in its order. `jobs` processes draw at once; `told` gets how many charts are done.

    Nothing is written and the record is not changed: that is for whoever takes the pictures.
    """
    keys = [_key(job, wish) for job in found]
    stale = [job for job, its in zip(found, keys, strict=True) if not _stands(job, its, wish, folder, record)]
    fresh = _drawn(stale, wish, jobs)
    waiting = {id(job) for job in stale}
    for number, (job, its) in enumerate(zip(found, keys, strict=True), start=1):
        if id(job) in waiting:
            done = next(fresh)
            entry = replace(done.entry, key=its) if done.entry else None
            yield replace(done, entry=entry)
        else:
            yield Published(job.path, record.known(job.stem, wish.paper))
        told(number)


def _key(job: Job, wish: Wish) -> str:
    options = (
        wish.formats, wish.paper, wish.profile, wish.dpi, wish.lang, wish.embed_font, wish.office.digest, wish.judged_on,
        wish.thumbnails, job.path,
    )
    return key(job.content, options)


def _stands(job: Job, its: str, wish: Wish, folder: Path, record: Record) -> bool:
    known = record.known(job.stem, wish.paper)
    return known is not None and known.key == its and known.stands(folder)


def _drawn(found: Sequence[Job], wish: Wish, jobs: int) -> Iterator[Published]:
    if jobs < 2 or len(found) < _WORTH_PROCESSES:
        with lasting():
            for job in found:
                yield _one(job, wish)
        return
    size = max(1, min(_AT_ONCE, len(found) // (2 * jobs)))
    parts = [found[first:first + size] for first in range(0, len(found), size)]
    # A forked process would share the threads and open files of this one.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in pool.map(_work, parts, [wish] * len(parts)):
            yield from done


def _work(part: Sequence[Job], wish: Wish) -> list[Published]:
    with lasting():
        return [_one(job, wish) for job in part]


def _one(job: Job, wish: Wish) -> Published:
    try:
        chart = bpmn.parse(job.content, job.path).chart
        marks = finding_marks(chart, judge(chart, all_rules().values(), wish.judged_on).findings, wish.lang) if wish.judged_on else ()
        drawing = draw(chart, paper=wish.paper, profile=wish.profile, marks=marks, lang=wish.lang, office=wish.office)
        pictures = {f"{job.stem}.{wish.paper}.{format}": _picture(drawing, format, wish) for format in wish.formats}
        thumbnail = f".{job.stem}.{wish.paper}.thumbnail.png" if wish.thumbnails else ""
        if thumbnail:
            pictures[thumbnail] = drawing.thumbnail(_THUMBNAIL)
    except PowerflowError as error:
        return Published(job.path, None, reason=error.say(wish.lang), is_lacking=isinstance(error, ToolError))
    entry = Entry(
        stem=job.stem, paper=wish.paper, profile=wish.profile, key="", thumbnail=thumbnail, notes=drawing.notes, pages=drawing.pages,
        files={name: digest(data) for name, data in pictures.items()}, **_told(chart, drawing.title, wish.lang),
    )
    return Published(job.path, entry, pictures)


def _told(chart: Flowchart, title: str, lang: str) -> dict[str, str]:
    """What an index may say of a chart: nothing of an item that is withheld or secret."""
    item = chart.item
    if item is None:
        return {"title": title}
    if item.is_withheld:
        return {}
    return {
        "title": title, "code": item.code, "kind": word("kind", item.kind, lang) if item.kind else "",
        "organ": item.organ.name if item.organ else "",
    }


def _picture(drawing: Drawing, format: str, wish: Wish) -> bytes:
    if format in ("txt", "html"):
        return (drawing.text() if format == "txt" else drawing.html()).encode(errors="backslashreplace")
    if format == "svg":
        return drawing.svg(embed_font=wish.embed_font)
    return drawing.pdf() if format == "pdf" else drawing.png(wish.dpi)
