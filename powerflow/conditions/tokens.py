"""Cuts the text of a condition into numbers, texts, words and signs, and refuses every other character with a mend."""
from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import cast

from powerflow.conditions.errors import ConditionError

MAX_LENGTH = 500

_TOKEN = re.compile(
    r"""[ \t\r\n\u3000]*(?:
        (?P<number>[0-9]+(?:\.[0-9]+)?(?![\w.]))
      | (?P<text>"[^"\\\r\n]*"|'[^'\\\r\n]*')
      | (?P<word>[^\W\d]\w*)
      | (?P<sign>\*\*|==|!=|<=|>=|[<>+\-*(),])
      | (?P<wrong>.)
      | (?P<end>\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_SIGNS = frozenset("<>+-*(),")
_INSTEAD = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "、": ",", "×": "*", "≥": ">=", "≤": "<=", "≠": "!=",
    "=": "==", "&": "and", "|": "or", "!": "not",
}


@dataclass(frozen=True)
class Token:
    """A piece of the text; `kind` is number, text, word, sign or end, `position` counts characters from 1."""

    kind: str
    text: str
    position: int


def tokens(text: str) -> tuple[Token, ...]:
    """The pieces of `text`, the last one of kind `end`. Raises ConditionError."""
    _refuse_other_languages(text)
    found: list[Token] = []
    at = 0
    while not found or found[-1].kind != "end":
        match = cast("re.Match[str]", _TOKEN.match(text, at))
        kind = cast(str, match.lastgroup)
        token = Token(kind, match.group(kind), match.start(kind) + 1)
        if kind == "wrong" or token.text == "**":
            raise _wrong(text, token)
        found.append(token)
        at = match.end()
    return tuple(found)


def _refuse_other_languages(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise ConditionError(
            "条件“{text}…”有 {length} 个字符，最多 {most} 个", text=text[:40], length=len(text), most=MAX_LENGTH
        )
    shown = text.strip()
    if not shown:
        raise ConditionError('条件是空的；应当写成 收件结果 == "受理" 这样', text=text)
    if shown.startswith("=") or "${" in shown or "#{" in shown:
        raise ConditionError(
            '条件“{text}”是别的产品的写法；请去掉 $、#、花括号或开头的等号，写成 收件结果 == "受理" 这样', text=shown
        )


def _wrong(text: str, token: Token) -> ConditionError:
    # Chinese keyboards write full-width signs: NFKC names the sign that was meant.
    meant = unicodedata.normalize("NFKC", token.text)
    instead = _INSTEAD.get(meant) or (meant if meant in _SIGNS and meant != token.text else "")
    if instead:
        message = "条件“{text}”第 {position} 个字符“{found}”不能用，请改用 {instead}"
    elif token.text in "\"'":
        message = "条件“{text}”第 {position} 个字符处的引号没有成对，或者引号里有反斜线、换行"
    else:
        message = "条件“{text}”第 {position} 个字符“{found}”不能用"
    return ConditionError(message, text=text, position=token.position, found=token.text, instead=instead)
