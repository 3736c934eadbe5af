"""A second implementation of reading QR codes (ISO/IEC 18004, versions 1 to 5), for clean squares without errors."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

_LEVELS = {0b01: "L", 0b00: "M", 0b11: "Q", 0b10: "H"}
_MASKS = (
    lambda r, c: (r + c) % 2 == 0, lambda r, c: r % 2 == 0, lambda r, c: c % 3 == 0, lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0, lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0, lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)
# Data codewords of each block (table 9 of the standard).
_BLOCKS = {
    (1, "L"): [19], (1, "M"): [16], (1, "Q"): [13], (1, "H"): [9], (2, "L"): [34], (2, "M"): [28], (2, "Q"): [22], (2, "H"): [16],
    (3, "L"): [55], (3, "M"): [44], (3, "Q"): [17, 17], (3, "H"): [13, 13], (4, "L"): [80], (4, "M"): [32, 32], (4, "Q"): [24, 24],
    (4, "H"): [9, 9, 9, 9], (5, "L"): [108], (5, "M"): [43, 43], (5, "Q"): [15, 15, 16, 16], (5, "H"): [11, 11, 12, 12],
}
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def decoded(matrix: Sequence[Sequence[bool]]) -> str:
    """What the squares say."""
    size = len(matrix)
    version = (size - 17) // 4
    bits = [matrix[8][column] for column in range(5)]
    form = int("".join("1" if bit else "0" for bit in bits), 2) ^ 0b10101
    level, mask = _LEVELS[form >> 3], _MASKS[form & 7]
    read = [matrix[r][c] ^ mask(r, c) for r, c in _path(size, version)]
    words = [int("".join("1" if bit else "0" for bit in read[place:place + 8]), 2) for place in range(0, len(read) // 8 * 8, 8)]
    return _text("".join(f"{word:08b}" for word in _blocks(words, _BLOCKS[version, level])))


def _path(size: int, version: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up and down, around what is not data."""
    up, column = True, size - 1
    while column > 0:
        if column == 6:
            column -= 1
        for row in range(size - 1, -1, -1) if up else range(size):
            for at in (column, column - 1):
                if not _is_fixed(row, at, size, version):
                    yield row, at
        up, column = not up, column - 2


def _is_fixed(row: int, column: int, size: int, version: int) -> bool:
    corner = (row < 9 and (column < 9 or column >= size - 8)) or (row >= size - 8 and column < 9)
    middle = size - 7
    aligned = version > 1 and abs(row - middle) <= 2 and abs(column - middle) <= 2
    return corner or row == 6 or column == 6 or aligned


def _blocks(words: Sequence[int], sizes: Sequence[int]) -> list[int]:
    """The data words of the blocks in turn: they lie interleaved."""
    blocks: list[list[int]] = [[] for _ in sizes]
    source = iter(words)
    for index in range(max(sizes)):
        for block, length in zip(blocks, sizes, strict=True):
            if index < length:
                block.append(next(source))
    return [word for block in blocks for word in block]


def _text(bits: str) -> str:
    kind, bits = bits[:4], bits[4:]
    if kind == "0100":
        count = int(bits[:8], 2)
        return bytes(int(bits[8 + 8 * at:16 + 8 * at], 2) for at in range(count)).decode()
    assert kind == "0010", "byte or alphanumeric"
    count, bits, said = int(bits[:9], 2), bits[9:], ""
    while len(said) < count:
        length = 11 if count - len(said) > 1 else 6
        value, bits = int(bits[:length], 2), bits[length:]
        said += _LETTERS[value // 45] + _LETTERS[value % 45] if length == 11 else _LETTERS[value]
    return said
