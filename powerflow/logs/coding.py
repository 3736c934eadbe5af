"""Turns the texts of a column into numbers, chunk after chunk of a file, without making a string of each."""
from __future__ import annotations

from html import unescape
from secrets import randbits

import numpy as np
import numpy.typing as npt

from powerflow.logs.table import NO_CODE, Int32s, Int64s

Words = npt.NDArray[np.uint64]
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(8)] + [2**64 - 1], np.uint64)
_BITS = 16
_BLANKS = str.maketrans("\t\n\r", "   ")
# Drawn anew in every run, so that nobody can write a file in which two texts are taken for one.
_SEEDS = np.array([randbits(64) | 1 for _ in range(64)], np.uint64)


def words(data: bytes) -> Words:
    """At each place of `data` the eight bytes that begin there, as one number; `data` must end with eight bytes to spare."""
    places: Words = np.ndarray((len(data) - 7,), np.dtype("<u8"), data, 0, (1,))
    return places


def prints(all_words: Words, begins: Int64s, lengths: Int64s) -> Words:
    """A fingerprint of 64 bits for each text, mixed from all its bytes and its length."""
    fingerprint: Words = (lengths.astype(np.uint64) + _SEEDS[0]) * _SEEDS[1]
    fingerprint += _mixed(all_words[begins] & _MASKS[np.minimum(lengths, 8)], 0)
    rest = np.flatnonzero(lengths > 8)
    number = 1
    while len(rest):
        left = lengths[rest] - 8 * number
        fingerprint[rest] += _mixed(all_words[begins[rest] + 8 * number] & _MASKS[np.minimum(left, 8)], number)
        rest = rest[left > 8]
        number += 1
    return fingerprint


def _mixed(some: Words, number: int) -> Words:
    mixed: Words = (some + _SEEDS[(2 * number + 2) % 64]) * _SEEDS[(2 * number + 3) % 64]
    mixed ^= mixed >> np.uint64(31)
    mixed *= _SEEDS[(number + 7) % 64] + np.uint64(2 * number)
    return mixed


class Coder:
    """The texts of one column met so far."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._numbers: dict[str, int] = {}
        self._of_print: dict[int, int] = {}
        self._prints: Words = np.zeros(0, np.uint64)
        self._slots: Int32s = np.full(1 << _BITS, NO_CODE, np.int32)

    def codes(self, data: bytes, all_words: Words, begins: Int64s, ends: Int64s) -> Int32s:
        """The number of each text that stands in `data` from `begins` up to `ends`; of an empty one NO_CODE."""
        fingerprint = prints(all_words, begins, ends - begins)
        codes: Int32s = self._slots[fingerprint >> np.uint64(64 - _BITS)]
        missing = np.flatnonzero(codes < 0 if not len(self._prints) else (codes < 0) | (self._prints[codes] != fingerprint))
        if len(missing):
            some, firsts, where = np.unique(fingerprint[missing], return_index=True, return_inverse=True)
            rows = missing[firsts]
            fresh = [
                self._code(each, data, begin, end)
                for each, begin, end in zip(some.tolist(), begins[rows].tolist(), ends[rows].tolist(), strict=True)
            ]
            codes[missing] = np.array(fresh, np.int32)[where]
            self._note(some, np.array(fresh, np.int32))
        return codes

    def _code(self, fingerprint: int, data: bytes, begin: int, end: int) -> int:
        code = self._of_print.get(fingerprint)
        if code is None:
            text = decoded(data[begin:end])
            code = self._numbers.setdefault(text, len(self._numbers)) if text else NO_CODE
            if code == len(self.values):
                self.values.append(text)
            self._of_print[fingerprint] = code
        return code

    def _note(self, some: Words, fresh: Int32s) -> None:
        """Puts new texts where the next chunk looks first; one of several in a slot is enough."""
        if len(self._prints) < len(self.values):
            self._prints = np.concatenate([self._prints, np.zeros(len(self.values) - len(self._prints), np.uint64)])
        good = fresh >= 0
        self._prints[fresh[good]] = some[good]
        self._slots[some[good] >> np.uint64(64 - _BITS)] = fresh[good]


def decoded(text: bytes) -> str:
    """The text of an XML attribute: white space is blanks, unless written as a reference."""
    said = text.decode("utf-8")
    if not said.isprintable():
        said = said.replace("\r\n", " ").translate(_BLANKS)
    return unescape(said) if "&" in said else said
