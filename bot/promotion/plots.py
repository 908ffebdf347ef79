"""A comparison drawn, as SVG or PNG, in the words that a page gives for its language."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.domain.languages import Language
from bot.promotion.comparison import Comparison, Heard, TopicFigures

# So that the same figures give the same file.
mpl.rcParams["svg.hashsalt"] = "hafan"
Format = Literal["svg", "png"]
_NOW, _BEFORE = "#1d70b8", "#b1b4b6"
_DARK = 0.5


@dataclass(frozen=True)
class Words:
    """What stands on a drawing; `topics` gives each topic in plain words."""

    meant: str = "What the message is about"
    heard: str = "What the candidate took it for"
    score: str = "How often it is right (F1, in 100)"
    candidate: str = "Candidate"
    serving: str = "Serving"
    topics: Mapping[str, str] = field(default_factory=dict)

    def topic(self, name: str) -> str:
        """A topic as it is read."""
        return self.topics.get(name, name.replace("_", " "))


def bars(
    comparison: Comparison, language: Language, words: Words | None = None, form: Format = "svg"
) -> bytes:
    """Each topic's figure by the candidate beside what serves, the lowest first."""
    chosen = sorted(
        (each for each in comparison.topics if each.language is language), key=lambda each: each.candidate.f1
    )
    height = 1.2 + 0.34 * len(chosen)
    return _drawn(lambda axes: _bars(axes, chosen, words or Words()), (7.2, height), form)


def confusion(
    heard: Sequence[Heard], language: Language, words: Words | None = None, form: Format = "svg"
) -> bytes:
    """How many messages about each topic were taken for each; on the diagonal the model is right."""
    chosen = [one for one in heard if one.language is language]
    return _drawn(lambda axes: _confusion(axes, chosen, words or Words()), (9.6, 9.0), form)


def _drawn(draw: Callable[[Axes], None], size: tuple[float, float], form: Format) -> bytes:
    figure = Figure(figsize=size, layout="constrained")
    draw(figure.subplots())
    written = io.BytesIO()
    figure.savefig(written, format=form, dpi=110, metadata={"Date": None} if form == "svg" else None)
    return written.getvalue()


def _bars(axes: Axes, chosen: Sequence[TopicFigures], words: Words) -> None:
    places = np.arange(len(chosen))
    for offset, colour, name, figures in (
        (0.2, _NOW, words.candidate, [each.candidate.f1 for each in chosen]),
        (-0.2, _BEFORE, words.serving, [each.serving.f1 for each in chosen]),
    ):
        axes.barh(places + offset, [share * 100 for share in figures], 0.38, color=colour, label=name)
    axes.set_yticks(places, [words.topic(each.topic) for each in chosen])
    axes.set(xlabel=words.score, xlim=(0, 100))
    axes.legend(loc="lower right")


def _confusion(axes: Axes, heard: Sequence[Heard], words: Words) -> None:
    topics = sorted({one.topic for one in heard} | {one.heard for one in heard})
    counts = np.zeros((len(topics), len(topics)), dtype=int)
    for one in heard:
        counts[topics.index(one.topic), topics.index(one.heard)] += 1
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    names = [words.topic(topic) for topic in topics]
    axes.set_xticks(range(len(topics)), names, rotation=90)
    axes.set_yticks(range(len(topics)), names)
    axes.set(xlabel=words.heard, ylabel=words.meant)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if shares[row, column] > _DARK else "black"
            axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
