"""The one door to TOML: tables that people write, as plain data."""
from __future__ import annotations

from importlib import import_module

from powerflow.errors import InputError


def parse(text: str, path: object) -> dict[str, object]:
    """The table in `text`; `path` is only for messages. Raises InputError for what is not TOML."""
    # tomllib came with Python 3.11; tomli is the same code for 3.10.
    try:
        toml = import_module("tomllib")
    except ModuleNotFoundError:
        toml = import_module("tomli")
    try:
        table: dict[str, object] = toml.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("{path}：不是格式正确的 TOML（{cause}）", path=path, cause=error) from error
    return table
