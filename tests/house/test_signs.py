"""Chinese text that people read has full-width signs: ，：；？（） and never their half-width likes."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.house.source import LOCALE, modules, short, strings, tree

_HALF = "[,:;?()]"
_IDEOGRAPH = "[\u3400-\u9fff]"
_WRONG = re.compile(f"{_IDEOGRAPH}{_HALF}|{_HALF}{_IDEOGRAPH}|[”》」]{_HALF}|{_HALF}[“《「]")
_NOT_SHOWN = "# not shown:"


def half_width(text: str) -> list[str]:
    """The half-width signs that touch Chinese, each with its neighbours."""
    return [text[max(found.start() - 5, 0) : found.end() + 5] for found in _WRONG.finditer(text)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("有一张画不出;其余照画", 1),
        ("内容(摘要)", 2),
        ("可用“甲”,或“乙”", 1),
        ("写成 date(\"2026-09-18\")，其余不变", 0),
        ("格式有 {formats}: text, json", 0),
        ("是否想写 {near}？", 0),
    ],
)
def test_half_width_signs_are_seen(text: str, wrong: int) -> None:
    assert len(half_width(text)) == wrong


@pytest.mark.parametrize("path", modules(), ids=short)
def test_text_in_the_source_has_full_width_signs(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [
        (node.lineno, wrong)
        for node in strings(tree(path))
        if not any(_NOT_SHOWN in line for line in lines[node.lineno - 1 : node.end_lineno])
        and (wrong := half_width(str(node.value)))
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted(LOCALE.glob("en/LC_MESSAGES/*.po")), ids=short)
def test_keys_of_the_catalogue_have_full_width_signs(path: Path) -> None:
    with path.open("rb") as stream:
        keys = [str(message.id) for message in read_po(stream)]
    assert [wrong for key in keys if (wrong := half_width(key))] == []
