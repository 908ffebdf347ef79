"""Figures of a comparison as images: drawn here, since a plotting library would hold up the pages to load."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from bot.promotion.comparison import Confusion, TopicFigures

# As in bot/web/assets/_colours.scss: teal for what is new, grey for what serves.
_NEW, _OLD, _INK, _LINE = "#1d5c63", "#6f777b", "#0b0c0c", "#cecece"
_CELL = 26
_LABELS = 190
_FONT = 'font-family="system-ui, sans-serif" font-size="13"'


@dataclass(frozen=True)
class Legend:
    """What the marks of a plot mean, in the reader's language."""

    candidate: str
    serving: str


@dataclass(frozen=True)
class Layout:
    """Where things stand in a plot of topics; `above` puts each name above its line and not beside it."""

    width: int
    left: int
    row: int
    above: bool

    @property
    def span(self) -> int:
        """From 0 to 100."""
        return self.width - self.left - 18


WIDE, NARROW = Layout(430, _LABELS, 24, above=False), Layout(258, 12, 40, above=True)
_TOP = 46


def topics_plot(figures: Sequence[tuple[str, TopicFigures]], legend: Legend, layout: Layout = WIDE) -> str:
    """How often each topic is right: a ring for what serves, a dot for the candidate, and the way between."""
    height = _TOP + layout.row * len(figures) + 8
    rows = [line for place, one in enumerate(figures) for line in _topic(layout, place, *one)]
    return _image(layout.width, height, [*_marks(legend, layout), *_grid(height, layout), *rows])


def _topic(layout: Layout, place: int, name: str, one: TopicFigures) -> Iterator[str]:
    y = _TOP + layout.row * (place + 1) - 12
    old, new = (layout.left + figures.f1 * layout.span for figures in (one.serving, one.candidate))
    if layout.above:
        yield f'<text x="0" y="{y - 12}" fill="{_INK}">{escape(_short(name, 36))}</text>'
    else:
        label = escape(_short(name))
        yield f'<text x="{layout.left - 10}" y="{y + 4}" text-anchor="end" fill="{_INK}">{label}</text>'
    yield f'<line x1="{old:.1f}" y1="{y}" x2="{new:.1f}" y2="{y}" stroke="{_NEW}" stroke-width="3"/>'
    yield f'<circle cx="{old:.1f}" cy="{y}" r="5" fill="#fff" stroke="{_OLD}" stroke-width="2"/>'
    yield f'<circle cx="{new:.1f}" cy="{y}" r="5" fill="{_NEW}"/>'


def _marks(legend: Legend, layout: Layout) -> Iterator[str]:
    second = layout.width // 2
    yield f'<circle cx="8" cy="12" r="5" fill="{_NEW}"/>'
    yield f'<text x="20" y="16" fill="{_INK}">{escape(legend.candidate)}</text>'
    yield f'<circle cx="{second}" cy="12" r="5" fill="#fff" stroke="{_OLD}" stroke-width="2"/>'
    yield f'<text x="{second + 12}" y="16" fill="{_INK}">{escape(legend.serving)}</text>'


def _grid(height: int, layout: Layout) -> Iterator[str]:
    for hundred in (0, 25, 50, 75, 100):
        x = layout.left + hundred / 100 * layout.span
        yield f'<line x1="{x}" y1="{_TOP - 6}" x2="{x}" y2="{height - 6}" stroke="{_LINE}"/>'
        yield f'<text x="{x}" y="{_TOP - 10}" text-anchor="middle" fill="{_INK}">{hundred}</text>'


def confusion_plot(confusions: Sequence[Confusion], names: dict[str, str]) -> str:
    """What was taken for what: a row for what messages are about, a column for what they were taken for."""
    topics = sorted({topic for one in confusions for topic in (one.topic, one.heard)})
    counts = {(one.topic, one.heard): one.candidate for one in confusions}
    most = max(counts.values(), default=1) or 1
    left = _LABELS + 26
    parts = []
    for row, topic in enumerate(topics):
        y = 24 + _CELL * row
        label = escape(_short(f"{row + 1} {names[topic]}"))
        parts.append(f'<text x="{left - 8}" y="{y + 17}" text-anchor="end" fill="{_INK}">{label}</text>')
        across = left + _CELL * row + 13
        parts.append(f'<text x="{across}" y="16" text-anchor="middle" fill="{_INK}">{row + 1}</text>')
        for column, heard in enumerate(topics):
            parts += _cell(left + _CELL * column, y, counts.get((topic, heard), 0), most)
    width = max(WIDE.width, left + _CELL * len(topics) + 8)
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


def _short(name: str, most: int = 24) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
