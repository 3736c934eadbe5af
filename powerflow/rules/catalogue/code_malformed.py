"""A code is not put together as the office's rule of codes wants it.

Why: codes tie the catalogue, the charts, the cases and the service platform together; a wrong one ties nothing.
Mend: correct the code, or the shape of codes in the register.
"""
from __future__ import annotations

from collections.abc import Sequence

from powerflow.model import Catalogue, CodePart, PowerItem
from powerflow.rules.credit_code import LENGTH, has_check_digit
from powerflow.rules.rule import Breaches, rule


@rule(
    title="编码不合编码规则",
    why="目录、流程图、办件和政务平台都靠编码相连；编码错了，就连不上。",
    mend="改正编码，或者更正登记表中的 [[shape]]。",
    basis=("双城要点 统一编码（ML-44）", "GB/T 39046—2020 表4"),
)
def check(catalogue: Catalogue) -> Breaches:
    for chart, item in catalogue.current:
        for shape in catalogue.register.shapes if catalogue.register else ():
            text = str(getattr(item, shape.field))
            if text and not _fits(text, shape.parts, item):
                yield chart, "编码“{code}”不是由 {parts} 组成", {"code": text, "parts": tuple(_named(part) for part in shape.parts)}


def _fits(text: str, parts: Sequence[CodePart], item: PowerItem) -> bool:
    """Whether the text is exactly the parts in a row."""
    rest = text
    for part in parts:
        size = _size(part, item)
        if len(rest) < size or not _is(rest[:size], part, item):
            return False
        rest = rest[size:]
    return not rest


def _size(part: CodePart, item: PowerItem) -> int:
    own = {"credit": LENGTH, "level": 1, "code": len(item.code), "implementation_code": len(item.implementation_code)}
    return own.get(part.sort, part.length)


def _is(text: str, part: CodePart, item: PowerItem) -> bool:
    if part.sort == "credit":
        return has_check_digit(text) and (item.organ is None or item.organ.credit_code in ("", text))
    if part.sort == "level":
        return text == (item.organ.level if item.organ and item.organ.level else text) and text in "1234567"
    if part.sort in ("code", "implementation_code"):
        return text == str(getattr(item, part.sort))
    plain = text.isascii() and text.isalnum()
    return plain and {"digits": text.isdigit(), "letters": text.isalpha(), "any": True}[part.sort]


def _named(part: CodePart) -> str:
    return f"{part.sort}:{part.length}" if part.length else part.sort
