"""Marks that others put on a chart: what a check found, where a replayed case has been."""
from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from powerflow.diagram import look
from powerflow.diagram.font import width
from powerflow.diagram.lines import break_lines
from powerflow.diagram.scene import Align, Box, Fill, Form, Group, Text
from powerflow.diagram.wording import Words

# The worst first: it gives the colour where an element has several.
KINDS = ("error", "late", "skipped", "removed", "changed", "added", "advice", "open", "done")
# A sign may be so wide where its figure is narrower: five or six characters.
_LEAST_WIDE = 66.0


@dataclass(frozen=True)
class Mark:
    """A mark on the BPMN element `element`: `kind` is one of `KINDS`, `text` what its sign says.

    Marks with a `turn` light up one after the other in the SVG, 1 first; 0 stands still.
    """

    element: str
    kind: str
    text: str = ""
    turn: int = 0


class Marks:
    """All marks of one chart, by element."""

    def __init__(self, marks: Iterable[Mark], words: Words) -> None:
        self._words = words
        self._of: dict[str, list[Mark]] = {}
        for mark in marks:
            self._of.setdefault(mark.element, []).append(mark)
        for each in self._of.values():
            each.sort(key=lambda mark: KINDS.index(mark.kind))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds in use, the worst first."""
        used = {mark.kind for each in self._of.values() for mark in each}
        return tuple(kind for kind in KINDS if kind in used)

    def unknown(self, known: Container[str]) -> tuple[str, ...]:
        """The marked elements that are not drawn."""
        return tuple(element for element in self._of if element not in known)

    def colour(self, element: str) -> str:
        """The colour of the element's worst mark, "" if it has none."""
        return look.MARKS[self._of[element][0].kind].colour if element in self._of else ""

    def said(self, element: str) -> tuple[str, ...]:
        """The element's marks in words."""
        return tuple(
            self._words.facts((self._words.say(look.MARKS[mark.kind].word), mark.text)) for mark in self._of.get(element, ())
        )

    def chips(self, places: Mapping[str, Box]) -> Iterable[Group]:
        """A small sign on the upper left border of each marked figure."""
        for element, marks in self._of.items():
            if element not in places:
                continue
            seen, box, size = look.MARKS[marks[0].kind], places[element], 9.0
            more = f" +{len(marks) - 1}" if len(marks) > 1 else ""
            words = seen.symbol + (marks[0].text or self._words.say(seen.word)) + more
            text = break_lines(words, max(box.width - 4, _LEAST_WIDE), size, True, most=1)[0]
            wide = width(text, size, True) + 8
            # Beside a narrow figure the arrow that comes from above must stay free.
            chip = Box(min(box.x - 4, box.centre[0] - wide - 5), box.y - 11.5, wide, 13.5) if box.width < 60 else Box(
                box.x - 4, box.y - 11.5, wide, 13.5
            )
            yield Group(f"mark-{element}", (
                Fill(chip, look.WHITE, seen.colour, 1.1, Form.ROUND), Text(chip, text, size, seen.colour, True, Align.MIDDLE),
            ))
