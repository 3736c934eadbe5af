"""Says articles and versions of Chinese acts in English: 第三十四条第二款 is art. 34 para. 2."""
from __future__ import annotations

import re

# not shown: signs of numbers and of parts of an act, which are read
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")}  # not shown: signs that are read
_TENS = {"十": 10, "百": 100}  # not shown: signs that are read
_PARTS = {"条": "art.", "款": "para.", "项": "item", "章": "chapter", "节": "section"}  # not shown: signs that are read
_PART = re.compile(r"第([零一二三四五六七八九十百]+)([条款项章节])(?:之([一二三四五六七八九]))?")  # not shown: a pattern
_WORDS = {  # not shown: words that are read
    "修订": "revised", "修正": "amended", "施行": "in force", "通过": "passed",  # not shown: words that are read
    "、": ", ", "，": ", ", "至": " to ",  # not shown: signs that are read
}


def article_in_english(text: str) -> str:
    """The articles with their numbers in figures; what is not an article stays as it is."""
    said = _PART.sub(lambda found: f" {_PARTS[found[2]]} {number(found[1])}" + (f"-{number(found[3])}" if found[3] else ""), text)
    return re.sub(r" +", " ", version_in_english(said)).replace(" ,", ",").strip()


def version_in_english(text: str) -> str:
    """The version of an act: when it was passed, revised, came into force."""
    for chinese, english in _WORDS.items():
        text = text.replace(chinese, english)
    return text


def number(text: str) -> int:
    """A Chinese number below a thousand: 一百三十五 is 135."""
    total, digit = 0, 0
    for sign in text:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit
