"""The unified social credit code (统一社会信用代码) and its check digit, GB 32100—2015."""
from __future__ import annotations

LENGTH = 18
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def has_check_digit(code: str) -> bool:
    """Whether the text is a code of 18 signs whose last is the check digit of the others (weights 3^i modulo 31)."""
    if len(code) != LENGTH or any(sign not in _SIGNS for sign in code):
        return False
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:-1]))
    return _SIGNS[-total % 31] == code[-1]
