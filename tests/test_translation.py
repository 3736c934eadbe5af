"""Sentences with values: lists and numbers as each language wants them."""
from __future__ import annotations

import pytest

from powerflow.errors import InputError
from powerflow.translation import fill, listed


@pytest.mark.parametrize(("count", "said"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_the_word_fits_the_number(count: int, said: str) -> None:
    assert fill("{count} {count:file|files}", "en", {"count": count}) == said


def test_other_formats_are_left_alone() -> None:
    assert fill("{size:.1f} of {count} {count:file|files}", "en", {"size": 0.25, "count": 1}) == "0.2 of 1 file"


def test_words_are_listed_as_the_language_wants() -> None:
    assert (listed(["甲", "乙"], "zh"), listed(["甲", "乙"], "en")) == ("甲、乙", "甲, 乙")
    error = InputError("{path}：文件夹里没有 BPMN 文件（{endings}）", path="x", endings=(".bpmn", ".bpmn2"))
    assert error.say("zh") == "x：文件夹里没有 BPMN 文件（.bpmn、.bpmn2）"
    assert ".bpmn, .bpmn2" in error.say("en")


def test_what_a_value_says_is_never_a_template() -> None:
    assert fill("{name}: {count:one|many}", "en", {"name": "{count:a|b}", "count": 1}) == "{count:a|b}: one"
