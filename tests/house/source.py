"""Reads the project's own source for the tests of the house."""
from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from configparser import ConfigParser
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "powerflow"
LOCALE = PACKAGE / "locale"

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NOT_OURS = {".git", ".venv", "demo", "build", "dist", "htmlcov", "__pycache__", "node_modules", ".hypothesis"}


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of the package."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def setup_cfg() -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def project_files() -> Iterator[Path]:
    """Every file of the checkout that is ours: no caches, no environment, nothing that `make` writes."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        left_over = parts[0].startswith((".coverage", "powerflow.db"))
        ours = not any(part in _NOT_OURS or part.endswith(("_cache", ".egg-info")) for part in parts)
        if ours and not left_over and path.is_file():
            yield path


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """The room that a file of the package belongs to: `graph` for graph/shape.py, `xml` for xml.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def is_chinese(text: str) -> bool:
    return _CHINESE.search(text) is not None


def docstrings(module: ast.Module) -> set[ast.expr]:
    """The expressions in a module that are docstrings, of attributes too."""
    statements = [node for node in ast.walk(module) if isinstance(node, ast.Expr)]
    return {statement.value for statement in statements if isinstance(statement.value, ast.Constant)}


def strings(module: ast.Module) -> Iterator[ast.Constant]:
    """Every string literal in a module that is not a docstring."""
    documentation = docstrings(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation:
            yield node


def imports(module: ast.Module) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Every import as (module, names taken from it, line), wherever in the file it stands."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, (), node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, tuple(alias.name for alias in node.names), node.lineno
