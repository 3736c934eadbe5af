"""Articles and versions of Chinese acts in English."""
from __future__ import annotations

import pytest

from powerflow.reports.articles import article_in_english, number, version_in_english


@pytest.mark.parametrize(("text", "value"), [
    ("三", 3), ("十", 10), ("十六", 16), ("二十", 20), ("五十八", 58), ("一百", 100), ("一百零五", 105), ("一百一十二", 112),
    ("二百四十七", 247),
])
def test_number(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize(("text", "said"), [
    ("第五十八条", "art. 58"), ("第四十二条第二款", "art. 42 para. 2"), ("第九条、第十条", "art. 9, art. 10"), ("", ""),
    ("第一百二十条之一", "art. 120-1"),
])
def test_article(text: str, said: str) -> None:
    assert article_in_english(text) == said


def test_version() -> None:
    assert version_in_english("2021-01-22 修订，2021-07-15 施行") == "2021-01-22 revised, 2021-07-15 in force"
