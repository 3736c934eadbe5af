"""Breaks text into lines as Chinese typography wants: no mark begins a line that must not, no bracket ends one."""
from __future__ import annotations

import re
from functools import lru_cache

from powerflow.diagram.font import width

# What may not begin a line and what may not end one (禁则), after GB/T 15834 and common practice.
_NOT_FIRST = set("、。,，.．;；:：?？!！)）]］}｝》〉」』】〕…—～·％%‰℃”’日天元")  # not shown: punctuation
_NOT_LAST = set("(（[［{｛《〈「『【〔“‘☎第¥￥#＃①②③④⑤⑥⑦⑧⑨⑩")  # not shown: punctuation
# Held together: numbers with what counts them, ranges of articles, words of other scripts, telephone numbers.
_HELD = re.compile(
    r"(?:第|法定)?[0-9０-９]+(?:[.\-–—~～/:：][0-9０-９]+)*"  # not shown: pattern
    r"(?:个?(?:工作日|自然日|日|天|月|年|小时|条|款|项|号|元|人|次|份|米|%|％))?"  # not shown: pattern
    r"|第[一二三四五六七八九十百零〇]{1,7}[条款项章节]"  # not shown: pattern
    r"|[A-Za-zÀ-\u1fff_][A-Za-z0-9À-\u1fff_.@/:?=&%+'’-]*"
    r"|\s*·\s*|\s+|."
)


@lru_cache(maxsize=20_000)
def break_lines(text: str, wide: float, size: float, bold: bool = False, most: int = 0) -> tuple[str, ...]:
    """`text` in lines no wider than `wide` points at `size` points; a `\\n` in it always breaks.

    `most` limits the lines (0: no limit); what does not fit is left out after “…”. No text gives no lines.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _fill(_atoms(paragraph, bold), wide, size, bold)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], wide, size, bold)]
    return tuple(lines)


def balanced(text: str, wide: float, size: float, bold: bool = False, most: int = 0) -> tuple[str, ...]:
    """As `break_lines`, the lines as even as their number allows: for titles, labels and decisions."""
    best = break_lines(text, wide, size, bold, most)
    told = _letters(best)
    low, high = wide / max(1, len(best)), wide
    while len(best) > 1 and high - low > size / 3:
        middle = (low + high) / 2
        attempt = break_lines(text, middle, size, bold, most)
        if len(attempt) == len(best) and _letters(attempt) == told:  # a narrower line must not cut more away
            best, high = attempt, middle
        else:
            low = middle
    return best


def _letters(lines: tuple[str, ...]) -> str:
    return "".join(lines).replace(" ", "")


# A piece of text with its width and the width without the space at its end, both for a font of one point.
_Atom = tuple[str, float, float]


@lru_cache(maxsize=20_000)
def _atoms(text: str, bold: bool) -> tuple[_Atom, ...]:
    """What may not be broken: words, numbers with their unit, and characters with the marks that cling to them."""
    atoms: list[str] = []
    for piece in _HELD.findall(text):
        if piece.strip() == "·" and atoms:  # the dot between two facts stays with the first
            atoms[-1] = atoms[-1].rstrip() + " ·"
            atoms.append(" ")
            continue
        clings = atoms and not piece.isspace() and (piece[0] in _NOT_FIRST or atoms[-1][-1] in _NOT_LAST)
        if clings and not atoms[-1].isspace():
            atoms[-1] += piece
        else:
            atoms.append(" " if piece.isspace() else piece)
    return tuple((atom, width(atom, 1.0, bold), width(atom.rstrip(), 1.0, bold)) for atom in atoms)


def _fill(atoms: tuple[_Atom, ...], wide: float, size: float, bold: bool) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for atom, needed, inked in atoms:
        if line and used + inked * size > wide:
            lines.append(line.rstrip())
            line, used = "", 0.0
        if not line and inked * size > wide:
            *full, line = _chop(atom, wide, size, bold)
            lines += full
            used = width(line, size, bold)
        elif line or atom != " ":
            line, used = line + atom, used + needed * size
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _chop(atom: str, wide: float, size: float, bold: bool) -> list[str]:
    """A word wider than a whole line, broken wherever the line is full."""
    parts, line = [], ""
    for character in atom:
        if line and width(line + character, size, bold) > wide:
            # A closing mark takes the character before it along.
            carried = line[-1] if character in _NOT_FIRST and len(line) > 1 else ""
            parts.append(line[: len(line) - len(carried)])
            line = carried if width(carried + character, size, bold) <= wide else ""
            parts[-1] += carried if not line else ""
        line += character
    return [*parts, line]


def _cut(line: str, wide: float, size: float, bold: bool) -> str:
    while line and width(line + "…", size, bold) > wide:
        line = line[:-1]
    return line + "…"
