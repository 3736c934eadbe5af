"""What can be wrong with a condition, with its place in the text."""
from __future__ import annotations

from powerflow.errors import InputError


class ConditionError(InputError):
    """A text is not a condition of our language, or does not fit the facts. `position` counts characters from 1."""

    def __init__(self, message: str, *, text: str, position: int = 0, **values: object) -> None:
        super().__init__(message, text=text, position=position, **values)
        self.text = text
        self.position = position


class UnknownFact(ConditionError):  # noqa: N818  the name says what the case is missing
    """The case does not know a fact yet; nothing is guessed. `name` is the fact."""

    def __init__(self, *, text: str, position: int, name: str) -> None:
        super().__init__("条件“{text}”要用的事实“{name}”还没有记录", text=text, position=position, name=name)
        self.name = name
