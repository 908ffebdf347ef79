"""Figures of a comparison as images: drawn here, since a plotting library would hold up the pages to load."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from bot.promotion.comparison import Confusion, TopicFigures

# As in bot/web/assets/_colours.scss: teal for what is new, grey for what serves.
_NEW, _OLD, _INK, _LINE = "#1d5c63", "#6f777b", "#0b0c0c", "#cecece"
_WIDTH, _LEFT, _ROW, _TOP = 430, 190, 24, 46
_SPAN = _WIDTH - _LEFT - 18
_CELL = 26
_FONT = 'font-family="system-ui, sans-serif" font-size="13"'


@dataclass(frozen=True)
class Legend:
    """What the marks of a plot mean, in the reader's language."""

    candidate: str
    serving: str


def topics_plot(figures: Sequence[tuple[str, TopicFigures]], legend: Legend) -> str:
    """How often each topic is right: a ring for what serves, a dot for the candidate, and the way between."""
    height = _TOP + _ROW * len(figures) + 8
    rows = [line for place, one in enumerate(figures) for line in _topic(place, *one)]
    return _image(_WIDTH, height, [*_marks(legend), *_grid(height), *rows])


def _topic(place: int, name: str, one: TopicFigures) -> Iterator[str]:
    y = _TOP + _ROW * place + _ROW // 2
    old, new = (_LEFT + figures.f1 * _SPAN for figures in (one.serving, one.candidate))
    yield f'<text x="{_LEFT - 10}" y="{y + 4}" text-anchor="end" fill="{_INK}">{escape(_short(name))}</text>'
    yield f'<line x1="{old:.1f}" y1="{y}" x2="{new:.1f}" y2="{y}" stroke="{_NEW}" stroke-width="3"/>'
    yield f'<circle cx="{old:.1f}" cy="{y}" r="5" fill="#fff" stroke="{_OLD}" stroke-width="2"/>'
    yield f'<circle cx="{new:.1f}" cy="{y}" r="5" fill="{_NEW}"/>'


def _marks(legend: Legend) -> Iterator[str]:
    yield f'<circle cx="8" cy="12" r="5" fill="{_NEW}"/>'
    yield f'<text x="20" y="16" fill="{_INK}">{escape(legend.candidate)}</text>'
    yield f'<circle cx="{_LEFT}" cy="12" r="5" fill="#fff" stroke="{_OLD}" stroke-width="2"/>'
    yield f'<text x="{_LEFT + 12}" y="16" fill="{_INK}">{escape(legend.serving)}</text>'


def _grid(height: int) -> Iterator[str]:
    for hundred in (0, 25, 50, 75, 100):
        x = _LEFT + hundred / 100 * _SPAN
        yield f'<line x1="{x}" y1="{_TOP - 6}" x2="{x}" y2="{height - 6}" stroke="{_LINE}"/>'
        yield f'<text x="{x}" y="{_TOP - 10}" text-anchor="middle" fill="{_INK}">{hundred}</text>'


def confusion_plot(confusions: Sequence[Confusion], names: dict[str, str]) -> str:
    """What was taken for what: a row for what messages are about, a column for what they were taken for."""
    topics = sorted({topic for one in confusions for topic in (one.topic, one.heard)})
    counts = {(one.topic, one.heard): one.candidate for one in confusions}
    most = max(counts.values(), default=1) or 1
    left = _LEFT + 26
    parts = []
    for row, topic in enumerate(topics):
        y = 24 + _CELL * row
        label = escape(_short(f"{row + 1} {names[topic]}"))
        parts.append(f'<text x="{left - 8}" y="{y + 17}" text-anchor="end" fill="{_INK}">{label}</text>')
        across = left + _CELL * row + 13
        parts.append(f'<text x="{across}" y="16" text-anchor="middle" fill="{_INK}">{row + 1}</text>')
        for column, heard in enumerate(topics):
            parts += _cell(left + _CELL * column, y, counts.get((topic, heard), 0), most)
    width = max(_WIDTH, left + _CELL * len(topics) + 8)
    return _image(width, 32 + _CELL * len(topics), parts)


def _cell(x: int, y: int, count: int, most: int) -> Iterator[str]:
    strength = count / most
    place = f'x="{x}" y="{y}" width="{_CELL - 2}" height="{_CELL - 2}"'
    yield f'<rect {place} fill="{_NEW}" fill-opacity="{0.04 + 0.96 * strength:.2f}"/>'
    if count:
        ink = "#fff" if strength > 0.45 else _INK
        yield f'<text x="{x + 12}" y="{y + 17}" text-anchor="middle" fill="{ink}">{count}</text>'


def _image(width: int, height: int, parts: Sequence[str]) -> str:
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {_FONT}>{"".join(parts)}</svg>'


def _short(name: str) -> str:
    return name if len(name) <= 26 else f"{name[:25].rstrip()}…"
