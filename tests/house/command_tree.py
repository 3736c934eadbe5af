"""Walks the command line as click sees it."""
from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

import click

from powerflow.commands import group, run


def paths(parent: click.Group = group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group below `parent`, as the words that call it; the empty path is `powerflow` itself."""
    yield before
    context = click.Context(parent)
    for name in parent.list_commands(context):
        command = parent.get_command(context, name)
        if isinstance(command, click.Group):
            yield from paths(command, (*before, name))
        else:
            yield (*before, name)


def helps(lang: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """(path, help text in `lang`) of every command; raises AssertionError where help fails."""
    for path in paths():
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = run(["--lang", lang, *path, "--help"])
        assert code == 0, path
        yield path, printed.getvalue()
