"""The report on screening as a page with plots, for people who write no programs."""

import html
import io
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.domain.concerns import Severity
from bot.domain.languages import Language
from bot.screening import Ruleset, screen
from bot.screening import evaluation as measured
from bot.screening.classifier import Classifier
from bot.screening.corpus import LANGUAGES, Message
from bot.screening.evaluation import Outcome

# So that the same figures give the same file.
mpl.rcParams["svg.hashsalt"] = "hafan"
_LEVELS = (None, *Severity)
_STYLES = {
    Language.ENGLISH: ("#1d70b8", "-", "English"),
    Language.WELSH: ("#d4351c", "--", "Welsh"),
    Language.MIXED: ("#00703c", ":", "Mixed"),
}

_WORDS = {
    "Found against right": (
        "Each point is one strictness. Further up: more of the messages that should page do. Further right: "
        "more of the pages are right. A line that lies above another is better throughout; the three "
        "languages should lie close together."
    ),
    "How grave": (
        "Rows: what people labelled. Columns: what screening made of it. On the diagonal both agree; left of "
        "it screening was too mild, right of it too grave."
    ),
    "How sure": (
        "When the classifier says 70 %, about 70 in 100 such messages should be ones to page for. On the "
        "dashed line it is exactly so; above it the classifier is too modest, below it too sure. Bigger "
        "points: more messages."
    ),
}


def write_page(
    file: Path, messages: Sequence[Message], rules: Ruleset, classifier: Classifier, table: Sequence[str]
) -> None:
    """Write the page; it holds no message. Raises CorpusError when there is none to measure on."""
    both = partial(screen, rules=rules, readers=(classifier,))
    outcomes = measured.check_any(list(measured.look(messages, both)))
    likely = [classifier.scores(message.text).page for message in messages]
    plots = {
        "Found against right": _drawn(lambda axes: _curves(axes, outcomes)),
        "How grave": _drawn(lambda axes: _confusion(axes, outcomes)),
        "How sure": _drawn(lambda axes: _reliability(axes, messages, likely)),
    }
    file.write_text("\n".join(_page(outcomes, plots, table)), encoding="utf-8")


def _drawn(draw: Callable[[Axes], None]) -> str:
    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    draw(figure.subplots())
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None})
    return written.getvalue().split("?>", 1)[1].split(">", 1)[1]


def _curves(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    for language in LANGUAGES:
        chosen = [o for o in outcomes if o.message.language is language]
        if any(o.message.pages for o in chosen):
            colour, line, name = _STYLES[language]
            axes.plot(*_curve(chosen), line, color=colour, label=name)
    axes.set(xlabel="Of the pages, how many are right", ylabel="Of what should page, how many do")
    axes.set(xlim=(0, 1.01), ylim=(0, 1.01))
    axes.legend(loc="lower left")


def _curve(outcomes: Sequence[Outcome]) -> tuple[list[float], list[float]]:
    """Precision, as in the table, and recall from the strictest threshold to the mildest."""
    strongest = sorted(outcomes, key=lambda outcome: -outcome.score)
    right = np.cumsum([outcome.message.severity is not None for outcome in strongest])
    due = np.cumsum([outcome.message.pages for outcome in strongest])
    return list(right / np.arange(1, len(right) + 1)), list(due / due[-1])


def _confusion(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    counts = np.zeros((len(_LEVELS), len(_LEVELS)), dtype=int)
    for outcome in outcomes:
        counts[_LEVELS.index(outcome.message.severity), _LEVELS.index(outcome.severity)] += 1
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    names = ["none" if level is None else level.value for level in _LEVELS]
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="Screening", ylabel="Label")
    for (row, column), count in np.ndenumerate(counts):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour)


def _reliability(axes: Axes, messages: Sequence[Message], likely: Sequence[float]) -> None:
    axes.plot([0, 1], [0, 1], "--", color="grey")
    for tenth in measured.reliability(messages, likely):
        axes.scatter(tenth.called, tenth.due.value, s=10 + tenth.due.total / 2, color="#1d70b8")
    axes.set(xlabel="The classifier's probability", ylabel="Share that should page")
    axes.set_title(f"Mean square error (Brier) {measured.brier(messages, likely):.3f}", fontsize=10)


def _page(outcomes: Sequence[Outcome], plots: dict[str, str], table: Sequence[str]) -> Iterator[str]:
    heard, alarms = measured.recall(outcomes), measured.false_alarms(outcomes)
    yield '<!doctype html><html lang="en"><meta charset="utf-8"><title>What screening hears</title>'
    yield "<style>body{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    yield "svg{max-width:100%;height:auto}pre{overflow-x:auto;font-size:12px}</style>"
    yield "<h1>What screening hears</h1>"
    yield (
        f"<p>Of {heard.total} messages that should page somebody, {heard.hits} did and "
        f"<strong>{heard.total - heard.hits} did not</strong>. Of {alarms.total} messages without a concern, "
        f"{alarms.hits} paged somebody for nothing.</p>"
    )
    for name, plot in plots.items():
        yield f"<h2>{name}</h2><p>{_WORDS[name]}</p><figure>{plot}</figure>"
    yield f"<h2>All figures</h2><pre>{html.escape(chr(10).join(table))}</pre></html>"
