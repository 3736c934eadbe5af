"""The amounts of money that a text in words or digits states, and for whom: `公民五百元以下，法人 5000 元以下`."""
from __future__ import annotations

import re
from collections.abc import Iterator

from powerflow.law import AnyOf

_CLAUSES = re.compile("[，；。;：:（）()]|,(?!\\d)")
_DIGITS = "零一二三四五六七八九"  # not shown: numerals that are read
_SCALES = {"十": 10, "百": 100, "千": 1_000}  # not shown: numerals that are read
_MYRIAD = "万"  # not shown: a numeral that is read
_YUAN = re.compile("([0-9][0-9,.]*|[〇零一二两三四五六七八九十百千万]+) *([百千万]*) *元")  # not shown: amounts that are read
_BEGINS = re.compile("^ *[0-9〇零一二两三四五六七八九十百千万]")  # not shown: amounts that are read


def amounts_beside(text: str, words: AnyOf) -> tuple[int, ...]:
    """The amounts in whole yuan, rounded up, in the clauses that say one of the words, and in those that go on with an amount."""
    found: list[int] = []
    meant = False
    for clause in _CLAUSES.split(text):
        meant = words.within(clause) or (meant and _BEGINS.search(clause) is not None)
        found += _yuan(clause) if meant else ()
    return tuple(found)


def _yuan(clause: str) -> Iterator[int]:
    for figure, scale in _YUAN.findall(clause):
        times = 1
        for each in scale:
            times *= 10_000 if each == _MYRIAD else _SCALES[each]
        if figure[0].isascii():
            whole, _, part = figure.replace(",", "").rstrip(".").partition(".")
            part = part.replace(".", "")
            yield -(-int(whole + part) * times // 10 ** len(part))
        else:
            yield _in_words(figure) * times


def _in_words(figure: str) -> int:
    """`一万二千五百` is 12500, `五百` 500, `十五` 15."""
    total = section = digit = 0
    for sign in figure.replace("〇", "零").replace("两", "二"):  # not shown: numerals that are read
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
        elif sign in _SCALES:
            section += (digit or 1) * _SCALES[sign]
            digit = 0
        else:
            total, section, digit = (total + section + digit) * 10_000, 0, 0
    return total + section + digit
