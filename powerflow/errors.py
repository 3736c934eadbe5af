"""The program cannot go on: what happened, where, and what to try.

A wrong flowchart is not an error but a `Finding`. Only `powerflow.commands` catches these and prints them.
"""
from __future__ import annotations

from powerflow.translation import fill, translate


class PowerflowError(Exception):
    """Base of all errors that a user may cause or mend.

    `message` is a translation key with `{placeholders}`; `values` fills them, a tuple as a list, so that the
    words can be said in either language when they are printed; a value that can say itself in a language does.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def say(self, lang: str = "zh") -> str:
        """The sentence in Chinese (`zh`) or English (`en`)."""
        return fill(translate(self.message, lang), lang, {name: _said(value, lang) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.say()


def _said(value: object, lang: str) -> object:
    if isinstance(value, tuple):
        return tuple(_said(each, lang) for each in value)
    say = getattr(value, "say", None)
    return say(lang) if callable(say) else value


class InputError(PowerflowError):
    """A file, folder or text given by the user cannot be read (exit code 3)."""


class UsageError(PowerflowError):
    """The request itself is wrong: an unknown item, case, step, post or value (exit code 2)."""


class StoreError(PowerflowError):
    """The store of cases is missing, locked, damaged or of a newer version (exit code 3)."""


class ToolError(PowerflowError):
    """Something this machine lacks: `dot`, a font, a library (exit code 3)."""
