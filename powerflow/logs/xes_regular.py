"""Reads XES as nearly all programs write it, a chunk of whole cases at a time, by the places of its brackets and quotes.

Whatever is not written so (nested attributes, comments, single quotes, another order) is `Irregular`: then the whole
file is read by a full parser.
"""
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from powerflow.logs.coding import Coder, Words, decoded, words
from powerflow.logs.columns import Columns, TextColumn, TimeColumn
from powerflow.logs.instants import spans
from powerflow.logs.table import Int32s, Int64s
from powerflow.logs.wanted import Wanted

Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]


class Irregular(Exception):  # noqa: N818  # no error: another way of reading is taken
    """The chunk is not written in the usual way."""


def _word(text: bytes) -> int:
    return int.from_bytes(text, "little")


_CASE, _EVENT, _EVENT_END, _CASE_END = range(4)
_TAGS = ((b"<trace>", _CASE), (b"<event>", _EVENT), (b"</event>", _EVENT_END), (b"</trace>", _CASE_END))
# What may follow what, as 4 * before + after.
_FOLLOWS = np.zeros(16, np.bool_)
_FOLLOWS[[4 * before + after for before, after in (
    (_CASE, _EVENT), (_CASE, _CASE_END), (_EVENT, _EVENT_END), (_EVENT_END, _EVENT), (_EVENT_END, _CASE_END), (_CASE_END, _CASE),
)]] = True
# How far the first quote is from the bracket, and the eight bytes before that quote.
_ATTRIBUTES = (b"<string key=", b"<date key=", b"<int key=", b"<float key=", b"<boolean key=", b"<id key=")
_KINDS = {len(tag): _word(tag[-8:]) for tag in _ATTRIBUTES}
_DATE = len(b"<date key=")
_BEFORE_KEY = np.zeros(16, np.uint64)
for _length, _before in _KINDS.items():
    _BEFORE_KEY[_length] = _before
_BETWEEN = np.uint64(_word(b'" value='))
_SHORT = np.uint64(0x00FFFFFFFFFFFFFF)
SPARE = b"\0" * 16


class _Attributes(NamedTuple):
    """The attributes of a chunk: is it of an event, whose (counted in the chunk), is it a date, where key and value stand."""

    of_event: Flags
    owner: Int64s
    is_date: Flags
    key: Int64s
    key_end: Int64s
    value: Int64s
    value_end: Int64s

    def some(self, rows: Int64s) -> _Attributes:
        """These alone."""
        return _Attributes(
            self.of_event[rows], self.owner[rows], self.is_date[rows], self.key[rows], self.key_end[rows], self.value[rows],
            self.value_end[rows],
        )


class RegularReader:
    """Takes chunks of whole cases and adds them to columns; `first` cases came before the first chunk."""

    def __init__(self, wanted: Wanted, first: int = 0) -> None:
        self._wanted = wanted
        self._keys = Coder()
        self.events = Columns()
        self.of_cases = Columns()
        self.names: list[str] = []
        self.lengths: list[Int64s] = []
        self.event_count = 0
        self._case_count = first

    def add(self, chunk: bytes) -> None:
        """One chunk; raises Irregular before anything is added."""
        data = chunk + SPARE
        text = np.frombuffer(data, np.uint8)
        found = _tags(data, text)
        attributes, cases, events, lengths = found
        all_words = words(data)
        key = self._keys.codes(data, all_words, attributes.key, attributes.key_end)
        names = self._case_names(data, attributes, key, cases)
        self._add(data, text, all_words, attributes, key)
        self.names += names
        self.lengths.append(lengths)
        self.event_count += events
        self._case_count += cases

    def _case_names(self, data: bytes, attributes: _Attributes, key: Int32s, cases: int) -> list[str]:
        """The names of the cases of a chunk; one without a name is called by its number."""
        names = [""] * cases
        code = self._keys.values.index(self._wanted.case) if self._wanted.case in self._keys.values else -2
        own = attributes.some(np.flatnonzero(~attributes.of_event & (key == code)))
        texts = [data[begin:end] for begin, end in zip(own.value.tolist(), own.value_end.tolist(), strict=True)]
        joined = b"\n".join(texts)
        plain = b"&" not in joined and joined.count(b"\n") == len(texts) - 1
        for owner, name in zip(own.owner.tolist(), joined.decode().split("\n") if plain else map(decoded, texts), strict=True):
            names[owner] = name
        return [name or f"#{self._case_count + number}" for number, name in enumerate(names, start=1)]

    def _add(self, data: bytes, text: Bytes, all_words: Words, attributes: _Attributes, key: Int32s) -> None:
        order = np.argsort(key.astype(np.int16), kind="stable")
        bounds = np.searchsorted(key[order], np.arange(len(self._keys.values) + 1))
        for code, name in enumerate(self._keys.values):
            rows = order[bounds[code]:bounds[code + 1]]
            if not len(rows):
                continue
            for of_event in (True, False):
                if not self._wanted.keeps(name, of_case=not of_event) or (name == self._wanted.case and not of_event):
                    continue
                mine = attributes.some(rows[attributes.of_event[rows] == of_event])
                if len(mine.owner):
                    self._add_column(name, data, text, all_words, mine, of_event=of_event)

    def _add_column(self, name: str, data: bytes, text: Bytes, all_words: Words, mine: _Attributes, *, of_event: bool) -> None:
        columns = self.events if of_event else self.of_cases
        base = self.event_count if of_event else len(self.names)
        for dates in (True, False):
            rows = np.flatnonzero(mine.is_date == dates)
            if not len(rows):
                continue
            some = mine.some(rows) if len(rows) < len(mine.owner) else mine
            if dates:
                column = columns.times.setdefault(name, TimeColumn())
                column.add(base + some.owner, spans(text, some.value, some.value_end, self._wanted.offset))
            else:
                texts = columns.texts.setdefault(name, TextColumn())
                texts.add(base + some.owner, texts.coder.codes(data, all_words, some.value, some.value_end))


def _tags(data: bytes, text: Bytes) -> tuple[_Attributes, int, int, Int64s]:
    """The attributes of a chunk, how many cases and events it holds, and how many events each case."""
    places = np.flatnonzero((text == ord("<")) | (text == ord('"')))
    opens = np.flatnonzero(text[places] == ord("<"))
    quotes = np.diff(np.append(opens, len(places)))
    plain = quotes == 1
    if not (plain | (quotes == 5)).all() or not len(opens):
        raise Irregular
    all_words = words(data)
    structure = _structure(all_words[places[opens[plain]]])
    at = opens[~plain]
    begin, key, key_end, value, value_end = (places[at + number] for number in range(5))
    _check_written(text, all_words, begin, key, key_end, value, value_end)
    # What an attribute stands in: the last trace or event that was opened or closed before it.
    before = np.cumsum(plain)[~plain] - 1
    if len(before) and before[0] < 0:
        raise Irregular
    inside = structure[before]
    of_event = inside == _EVENT
    if not (of_event | (inside == _CASE) | (inside == _EVENT_END)).all():
        raise Irregular
    event_number = np.cumsum(structure == _EVENT) - 1
    case_number = np.cumsum(structure == _CASE) - 1
    cases, events = int(case_number[-1]) + 1, int(event_number[-1]) + 1
    owner = np.where(of_event, event_number[before], case_number[before])
    lengths = np.bincount(case_number[structure == _EVENT], minlength=cases)
    is_date = key - begin == _DATE
    return _Attributes(of_event, owner, is_date, key + 1, key_end, value + 1, value_end), cases, events, lengths


def _structure(begins: Words) -> npt.NDArray[np.int8]:
    """Which of the four tags each of these is, given the eight bytes with which it begins."""
    kinds = np.full(len(begins), -1, np.int8)
    for tag, kind in _TAGS:
        some = begins if len(tag) == 8 else begins & _SHORT
        kinds[some == np.uint64(_word(tag))] = kind
    if (kinds < 0).any() or not len(kinds) or kinds[0] != _CASE or kinds[-1] != _CASE_END:
        raise Irregular
    if not _FOLLOWS[4 * kinds[:-1] + kinds[1:]].all():
        raise Irregular
    return kinds


def _check_written(
    text: Bytes, all_words: Words, begin: Int64s, key: Int64s, key_end: Int64s, value: Int64s, value_end: Int64s
) -> None:
    """That every attribute is written `<kind key="…" value="…"/>`."""
    lead = key - begin
    if not len(begin):
        return
    if not ((lead > 7) & (lead < 14)).all() or not (all_words[key - 8] == _BEFORE_KEY[lead]).all():
        raise Irregular
    if not (value - key_end == 8).all() or not (all_words[key_end] == _BETWEEN).all():
        raise Irregular
    after = text[value_end + 1]
    if not ((after == ord("/")) | ((after == ord(" ")) & (text[value_end + 2] == ord("/")))).all():
        raise Irregular

