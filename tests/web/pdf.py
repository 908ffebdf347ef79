"""Reading our own PDF files back, as programs for it do: by the file's own map from glyphs to letters."""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_LETTER = re.compile(rb"<(\w+)> <(\w+)>\n")
_CONTROL = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(file: bytes) -> list[str]:
    """The words of each page, one line of the page a line."""
    objects = {int(number): body for number, body in _OBJECT.findall(file)}
    letters = {name: _letters(objects, font) for name, font in _fonts(file)}
    contents = re.findall(rb"/Type /Page\b.*?/Contents (\d+) 0 R|/Contents (\d+) 0 R", file, re.DOTALL)
    return [_page(_opened(objects[int(first or second)]), letters) for first, second in contents]


def _fonts(file: bytes) -> list[tuple[bytes, int]]:
    found = re.search(rb"/Font <<(.*?)>>", file, re.DOTALL)
    assert found, "the file has no fonts"
    return [(name, int(number)) for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", found[1])]


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert found, "the font does not say which letters its glyphs are"
    pairs = _LETTER.findall(_opened(objects[int(found[1])]).partition(b"beginbfchar")[2])
    return {int(glyph, 16): bytes.fromhex(letter.decode()).decode("utf-16-be") for glyph, letter in pairs}


def _opened(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _page(content: bytes, letters: dict[bytes, dict[int, str]]) -> str:
    font, lines = b"", []
    for name, shown in _SHOWN.findall(content):
        font = name or font
        if not name:
            plain = _ESCAPED.sub(lambda one: _CONTROL.get(one[1], one[1]), shown)
            glyphs = (int.from_bytes(plain[at : at + 2]) for at in range(0, len(plain), 2))
            lines.append("".join(letters[font].get(glyph, "?") for glyph in glyphs))
    return "\n".join(lines)
