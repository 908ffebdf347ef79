"""Reads a QR code from its drawing as a phone does: the squares alone say what is in it.

Only as much of ISO/IEC 18004 as a link needs: bytes, up to version 5, and no errors to correct.
"""

import re
from collections.abc import Callable, Iterator

type Squares = frozenset[tuple[int, int]]

QUIET = 4
# By level, version after version: in how many blocks how many bytes stand.
_BLOCKS = {
    "L": ((1, 19), (1, 34), (1, 55), (1, 80), (1, 108)),
    "M": ((1, 16), (1, 28), (1, 44), (2, 64), (2, 86)),
}
_LEVELS = {0b01: "L", 0b00: "M"}
_FORMAT_MASK = 0b10101
_MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda row, column: (row + column) % 2,
    lambda row, column: row % 2,
    lambda row, column: column % 3,
    lambda row, column: (row + column) % 3,
    lambda row, column: (row // 2 + column // 3) % 2,
    lambda row, column: row * column % 2 + row * column % 3,
    lambda row, column: (row * column % 2 + row * column % 3) % 2,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2,
)
_PADDING = {0x00, 0xEC, 0x11}


def read(page: str) -> str:
    """What the one code on a page says; an AssertionError when that is not all that is in it."""
    [(width, scale, drawn)] = re.findall(
        r'<svg width="(\d+)" [^>]*class="hafan-qr"[^>]*><path transform="scale\((\d+)\)" stroke="#000"'
        r' d="([^"]+)"/></svg>',
        page,
    )
    size = int(width) // int(scale) - 2 * QUIET
    dark = frozenset((row - QUIET, column - QUIET) for row, column in _squares(drawn))
    assert all(0 <= place < size for square in dark for place in square), "its margin is too narrow"
    return _said(_data(dark, size))


def _squares(drawn: str) -> Iterator[tuple[int, int]]:
    """(row, column) of each dark square of a path that draws row by row, as strokes through their middle."""
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", drawn):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            yield from ((int(y), int(x) + ahead) for ahead in range(int(values[0])))
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])


def _data(dark: Squares, size: int) -> bytes:
    """The bytes of a code without those that correct errors."""
    told = int("".join(str(int((8, column) in dark)) for column in range(5)), 2) ^ _FORMAT_MASK
    blocks, total = _BLOCKS[_LEVELS[told >> 3]][(size - 21) // 4]
    mask = _MASKS[told & 0b111]
    bits = [((row, column) in dark) ^ (not mask(row, column)) for row, column in _places(size)]
    stored = [sum(bit << 7 - place for place, bit in enumerate(bits[at : at + 8])) for at in _starts(total)]
    return bytes(byte for block in range(blocks) for byte in stored[block::blocks])


def _starts(total: int) -> range:
    return range(0, 8 * total, 8)


def _places(size: int) -> Iterator[tuple[int, int]]:
    """(row, column) of each bit in order: in pairs of columns from the right, up and down in turns."""
    rights = (column if column > 6 else column - 1 for column in range(size - 1, 0, -2))
    for turn, right in enumerate(rights):
        for row in range(size - 1, -1, -1) if turn % 2 == 0 else range(size):
            yield from ((row, column) for column in (right, right - 1) if not _is_pattern(row, column, size))


def _is_pattern(row: int, column: int, size: int) -> bool:
    """Whether a square belongs to what every code of this size shows."""
    corner = (row < 9 and (column < 9 or column >= size - 8)) or (row >= size - 8 and column < 9)
    aligned = size > 21 and abs(row - (size - 7)) <= 2 and abs(column - (size - 7)) <= 2
    return corner or aligned or 6 in (row, column)


def _said(data: bytes) -> str:
    """The words, after which there is nothing but padding."""
    bits = "".join(f"{byte:08b}" for byte in data)
    assert bits.startswith("0100"), "not written as bytes"
    end = 12 + 8 * int(bits[4:12], 2)
    words, rest = bits[12:end], bits[end:]
    padding = {int(rest[at : at + 8], 2) for at in range(4, len(rest), 8)}
    assert rest[:4] in "0000", "more is said after the words"
    assert padding <= _PADDING, "more is said after the words"
    return bytes(int(words[at : at + 8], 2) for at in range(0, len(words), 8)).decode()
