"""What a row of the vocabulary is: an element of ours with its attributes and children, each said in Chinese and English."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property


class Form(str, Enum):
    """How the text of an attribute is read."""

    TEXT = "text"
    DATE = "date"
    WHOLE = "whole"
    YESNO = "yesno"
    CHOICE = "choice"
    WORDS = "words"
    REFERENCE = "reference"


def snake(name: str) -> str:
    """`validFrom` → `valid_from`."""
    return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower()


@dataclass(frozen=True)
class Attribute:
    """One attribute: its XML name, Chinese and English meaning, form, whether it must be there, allowed values.

    `values` limits a CHOICE; `enum` turns its text into a member. `words` are separated by `|`.
    """

    name: str
    zh: str
    en: str
    form: Form = Form.TEXT
    required: bool = False
    values: tuple[str, ...] = ()
    enum: type[Enum] | None = None
    field_name: str = ""

    @cached_property
    def field(self) -> str:
        """The field of the dataclass that it fills."""
        return self.field_name or snake(self.name)


@dataclass(frozen=True)
class Child:
    """A child element and the field that holds it; `many` children make a tuple."""

    element: str
    field: str
    many: bool = True


@dataclass(frozen=True)
class Element:
    """One `pf:` element. `body` names the field that its text fills; `model` None makes the text itself the value."""

    name: str
    zh: str
    en: str
    model: Callable[..., object] | None
    attributes: tuple[Attribute, ...] = ()
    children: tuple[Child, ...] = ()
    body: str = ""
