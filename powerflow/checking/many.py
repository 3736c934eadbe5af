"""Checks many sources: those known already out of the cache, the others one by one or in several processes."""
from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

from powerflow.bpmn import parse
from powerflow.checking.cache import Cache
from powerflow.checking.one import Order, check_source, unsilenced
from powerflow.checking.sources import Source
from powerflow.checking.stored import Record, from_record, to_record
from powerflow.errors import InputError
from powerflow.model import Catalogue, Flowchart, Place, PlacedSuppression, Register, entry
from powerflow.reports import Checked, CheckedFile
from powerflow.rules import Judged, Subject, asked, judge

# Fewer files than this are checked sooner than processes start.
_WORTH_PROCESSES = 64
_AT_ONCE = 32


def check_all(
    found: Sequence[Source], order: Order, *, jobs: int = 1, cache: Cache | None = None,
    settings: tuple[PlacedSuppression, ...] = (), register: Register | None = None,
    told: Callable[[int], object] = lambda done: None,
) -> Checked:
    """Every source in order, then all charts together as a catalogue with its register, then the decisions of the settings.

    `told` gets the number of sources that are done. `jobs` processes work at once.
    """
    files = list(_each(found, order, jobs, cache, told))
    checked = Checked(files=tuple(files), crashed=tuple(name for file in files for name in file.crashed))
    checked = _together(checked, found, order, register)
    return _by_settings(checked, order, settings) if settings else checked


def _each(
    found: Sequence[Source], order: Order, jobs: int, cache: Cache | None, told: Callable[[int], object]
) -> Iterator[CheckedFile]:
    keys: dict[int, str] = {}
    known: dict[int, CheckedFile] = {}
    for number, source in enumerate(found):
        if cache is not None and source.error is None:
            _recall(number, source, order, cache, keys, known)
    fresh = _fresh([source for number, source in enumerate(found) if number not in known], order, jobs, keep=cache is not None)
    for number in range(len(found)):
        file = known.get(number)
        if file is None:
            file, record = next(fresh)
            if cache is not None and record is not None and number in keys and not (file.error or file.crashed):
                cache.put(keys[number], record)
        told(number + 1)
        yield file


def _recall(
    number: int, source: Source, order: Order, cache: Cache, keys: dict[int, str], known: dict[int, CheckedFile]
) -> None:
    """Notes the key of a source, and its check where that is known."""
    try:
        keys[number] = cache.key(source.name, source.read(), order)
        record = cache.get(keys[number])
        if record is not None:
            known[number] = from_record(record, source.name)
    except (InputError, KeyError, TypeError, ValueError):
        return


def _fresh(
    found: list[Source], order: Order, jobs: int, *, keep: bool
) -> Iterator[tuple[CheckedFile, Record | None]]:
    """Each check, with its data where it is to be kept or came from another process."""
    if jobs < 2 or len(found) < _WORTH_PROCESSES:
        for source in found:
            file = check_source(source, order)
            yield file, to_record(file) if keep else None
        return
    parts = [(found[first:first + _AT_ONCE], order) for first in range(0, len(found), _AT_ONCE)]
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for (part, _), done in zip(parts, pool.map(_work, parts), strict=True):
            for source, (record, known) in zip(part, done, strict=True):
                yield replace(from_record(record, source.name), entry=known), record


def _work(part: tuple[list[Source], Order]) -> list[tuple[Record, Flowchart | None]]:
    found, order = part
    files = (check_source(source, order) for source in found)
    return [(to_record(file), file.entry) for file in files]


def _together(checked: Checked, found: Sequence[Source], order: Order, register: Register | None) -> Checked:
    """With what only all charts together show."""
    rules = [rule for rule in order.choice.rules if rule.subject is Subject.CATALOGUE]
    if not rules:
        return checked
    by_name = {source.name: source for source in found}
    charts = tuple(known for file in checked.files if file.item and (known := _entry(file, by_name[file.path])))
    judgement = judge(Catalogue(charts=charts, register=register), rules, order.day)
    return checked.with_findings(order.choice.settle(judgement.findings), judgement.crashed)


def _entry(file: CheckedFile, source: Source) -> Flowchart | None:
    """The file's chart as the catalogue knows it; read again where the check came out of the cache."""
    if file.entry is not None:
        return file.entry
    try:
        return entry(parse(source.read(), source.name).chart)
    except InputError:
        return None


def _by_settings(checked: Checked, order: Order, settings: tuple[PlacedSuppression, ...]) -> Checked:
    """Without what the settings file says not to report, with what is to be said of the settings themselves."""
    place = Place(settings[0].place.path, 1)
    judged = Judged(place=place, findings=checked.findings, suppressions=settings, asked=asked(order.choice.rules))
    found, _, crashed = unsilenced(judged, order)
    left = {id(finding) for finding in found}
    files = [_without(file, left) for file in checked.files]
    about = [finding for finding in found if finding.place.path == place.path]
    return Checked(files=tuple(files), crashed=checked.crashed).with_findings(about, crashed)


def _without(file: CheckedFile, left: set[int]) -> CheckedFile:
    kept = tuple(finding for finding in file.findings if id(finding) in left)
    return replace(file, findings=kept, silenced=file.silenced + len(file.findings) - len(kept))
