"""User text is Chinese in the source, is never glued together, and has its English in the room's catalogue."""
from __future__ import annotations

import ast
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.house.source import LOCALE, PACKAGE, is_chinese, modules, room, short, strings, tree

# These two tables carry both languages themselves.
_BILINGUAL = {PACKAGE / "model" / "words.py", PACKAGE / "bpmn" / "vocabulary.py"}
# Marks a Chinese literal that nobody is shown, such as a pattern or a spelling that is read: the reason follows.
_NOT_SHOWN = "# not shown:"
_SOURCES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


@cache
def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, abort_invalid=True)


@cache
def _english() -> dict[str, str]:
    return {
        message.id: message.string
        for path in LOCALE.glob("en/LC_MESSAGES/*.po")
        for message in _catalogue(path)
        if isinstance(message.id, str) and isinstance(message.string, str)
    }


@pytest.mark.parametrize("path", modules(), ids=short)
def test_chinese_is_never_in_an_f_string(path: Path) -> None:
    glued = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.JoinedStr)
        and any(isinstance(part, ast.Constant) and is_chinese(str(part.value)) for part in node.values)
    ]
    assert glued == [], "write a template with {placeholders} and hand the values beside it"


@pytest.mark.parametrize("path", [path for path in modules() if path not in _BILINGUAL], ids=short)
def test_every_chinese_text_has_its_english(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    missing = [
        (node.lineno, node.value)
        for node in strings(tree(path))
        if is_chinese(str(node.value))
        and not _english().get(str(node.value))
        and not any(_NOT_SHOWN in line for line in lines[node.lineno - 1 : node.end_lineno])
    ]
    assert missing == [], f"add it to powerflow/locale/en/LC_MESSAGES/{room(path)}.po and run `make translations`"


@pytest.mark.parametrize("path", _SOURCES, ids=short)
def test_catalogue_is_complete_and_keeps_the_placeholders(path: Path) -> None:
    wrong = [
        message.id
        for message in _catalogue(path)
        if message.id and (message.fuzzy or not all(_forms(message.string)) or not _keeps_placeholders(message))
    ]
    assert wrong == []


def _forms(text: object) -> tuple[str, ...]:
    """The one form of a sentence, or its singular and plurals."""
    return tuple(text) if isinstance(text, (tuple, list)) else (str(text or ""),)


def _keeps_placeholders(message: Message) -> bool:
    wanted = [_fields(form) for form in _forms(message.id)]
    return all(_fields(form) in wanted for form in _forms(message.string))


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("path", sorted(LOCALE.glob("en/LC_MESSAGES/*.po")), ids=short)
def test_english_catalogue_is_a_room_of_the_package(path: Path) -> None:
    rooms = {room(module) for module in modules()}
    commands = {f"commands_{module.stem}" for module in modules() if room(module) == "commands"}
    assert path.stem in rooms | commands


@pytest.mark.parametrize("path", _SOURCES, ids=short)
def test_compiled_catalogue_equals_its_source(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as stream:
        compiled = read_mo(stream)
    assert _sentences(compiled) == _sentences(_catalogue(path)), "run `make translations`"


def _sentences(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {_forms(message.id): _forms(message.string) for message in catalogue if message.id}


def test_one_text_has_one_english() -> None:
    """Rooms that say the same sentence say it the same way, whichever catalogue is found first."""
    said: dict[str, set[str]] = {}
    for path in LOCALE.glob("en/LC_MESSAGES/*.po"):
        for message in _catalogue(path):
            if message.id:
                said.setdefault(str(message.id), set()).add(str(message.string))
    assert {chinese: english for chinese, english in said.items() if len(english) > 1} == {}


@pytest.mark.parametrize("path", sorted(LOCALE.glob("*/LC_MESSAGES/*.mo")), ids=short)
def test_compiled_catalogue_has_a_source(path: Path) -> None:
    assert path.with_suffix(".po").is_file()
