"""Lines of a text report: segments of text with a style, coloured only where somebody looks at a terminal."""
from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

# (style, text); the style is a rich style such as "bold red", "" for none.
Segment = tuple[str, str]
Line = tuple[Segment, ...]


def text_of(lines: Iterable[Line], *, colour: bool = False) -> str:
    """The lines as text, each ended by a line feed; with ANSI colours if `colour`."""
    if not colour:
        return "".join("".join(text for _, text in line).rstrip() + "\n" for line in lines)
    from rich.console import Console
    from rich.text import Text

    screen = StringIO()
    console = Console(file=screen, force_terminal=True, color_system="standard", soft_wrap=True, highlight=False)
    for line in lines:
        console.print(Text.assemble(*((text, style) for style, text in line)))
    return screen.getvalue()
