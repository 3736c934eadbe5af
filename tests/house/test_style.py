"""Modules say what they are for, names say what things are, files and functions stay short."""
from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, modules, short, tree

_EMPTY_WORDS = re.compile(r"(manager|handler|helper|utils?)s?$", re.IGNORECASE)
_FILE_LINES = 400
_FUNCTION_LINES = 40  # at the ninetieth percentile

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)
_Defined = (*_Function, ast.ClassDef)


@pytest.mark.parametrize("path", modules(), ids=short)
def test_module_says_what_it_is_for(path: Path) -> None:
    first = (ast.get_docstring(tree(path)) or "").split("\n\n")[0].strip()
    assert first.endswith((".", ":", "。")), "the docstring begins with a sentence"


@pytest.mark.parametrize("path", modules(), ids=short)
def test_no_name_is_an_empty_word(path: Path) -> None:
    names = [path.stem, *(node.name for node in ast.walk(tree(path)) if isinstance(node, _Defined))]
    assert [name for name in names if any(_EMPTY_WORDS.match(word) for word in _words(name))] == []


def _words(name: str) -> list[str]:
    return re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)


@pytest.mark.parametrize("path", modules(), ids=short)
def test_file_is_about_one_thing(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= _FILE_LINES


def test_functions_are_short() -> None:
    lengths = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, _Function)
    )
    assert lengths[len(lengths) * 9 // 10] <= _FUNCTION_LINES


@pytest.mark.parametrize("front", sorted(PACKAGE.glob("*/__init__.py")), ids=short)
def test_front_door_lists_documented_names(front: Path) -> None:
    """What a room lists is defined in it and says what it does."""
    defined = {
        node.name: node
        for path in front.parent.rglob("*.py")
        for node in tree(path).body
        if isinstance(node, _Defined)
    }
    listed = [
        alias.asname or alias.name
        for node in tree(front).body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("powerflow.")
        for alias in node.names
    ]
    silent = [name for name in listed if name in defined and not ast.get_docstring(defined[name])]
    assert silent == []
