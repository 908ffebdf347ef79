"""The report on screening as a page with plots, for people who write no programs."""

import html
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from bot.domain.concerns import Severity
from bot.domain.languages import Language
from bot.screening import Ruleset, screen
from bot.screening import evaluation as measured
from bot.screening.classifier import Classifier
from bot.screening.corpus import LANGUAGES, Message
from bot.screening.evaluation import Outcome
from bot.screening.report import NOTHING, bracketed

# So that the same figures give the same file, in letters that can be read aloud and searched for.
mpl.rcParams["svg.hashsalt"] = "hafan"
mpl.rcParams["svg.fonttype"] = "none"
LEVELS = (None, *Severity)
_NAMES = ["none" if level is None else level.value for level in LEVELS]
_STYLES = {
    Language.ENGLISH: ("#1d70b8", "-", "English"),
    Language.WELSH: ("#d4351c", "--", "Welsh"),
    Language.MIXED: ("#00703c", ":", "Mixed"),
}
# Where the curves are told in figures.
_FOUND = (0.5, 0.7, 0.8, 0.9, 0.95, 1.0)

# The block of all figures, 122 letters wide, fits the body; running text keeps to a line that reads well.
_STYLE_SHEET = """
body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
p{max-width:46rem}svg{max-width:100%;height:auto}figure{margin:0}
pre,figure{overflow-x:auto}pre{font-size:12px}
table{margin:1rem 0}caption{font-weight:bold}
td,th,caption{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
@media(min-width:40rem){td:nth-child(2){white-space:nowrap}}
"""

_WORDS = {
    "Found against right": (
        "Each point is one strictness. Further up: more of the messages that should page do. Further right: "
        "more of the pages are right. A line that lies above another is better throughout; the three "
        "languages should lie close together. Below the threshold of the reading list nothing is ranked: to "
        "find what lies there every message would have to page, and so the line leaps at its end."
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
_MEANINGS = {
    "Recall": "Of what should page, how many do.",
    "False alarms per 1,000": "Of 1,000 messages without a concern, how many page.",
    "Precision": "Of the pages, how many are right; one for a message labelled low counts as right too.",
    "Area under the curve": (
        "How often a message that should page is heard more strongly than one without a concern: always is "
        "1, by chance .5."
    ),
    "Category macro-F1": "How well it is named what a message is about: perfectly is 1.",
}
_BY_LANGUAGE = (
    "A message pages when somebody is to be told of it the same day or sooner; an ordinary one is without a "
    "concern. Messages that are only worth knowing (low) are in neither column. In brackets: how far chance "
    "alone may have moved the figure (95 %); the fewer messages, the further. After it: how many messages "
    "that is."
)
_ALL_FIGURES = (
    "As the command prints them, for people who work on screening. Recall, false alarms, precision and AUC "
    "(the area under the curve) are what the table In short says of them. On a small screen this block "
    "scrolls sideways."
)

Table = Sequence[Sequence[str]]
Curve = tuple[list[float], list[float]]


@dataclass(frozen=True)
class Plot:
    """A plot, and the same in figures: the first row of the table is its head."""

    name: str
    draw: Callable[[Axes], None]
    table: Table


def write_page(
    file: Path, messages: Sequence[Message], rules: Ruleset, classifier: Classifier, table: Sequence[str]
) -> None:
    """Write the page; it holds no message. Raises CorpusError when there is none to measure on."""
    both = partial(screen, rules=rules, readers=(classifier,))
    outcomes = measured.check_any(list(measured.look(messages, both)))
    likely = [classifier.scores(message.text).page for message in messages]
    file.write_text("\n".join(_page(outcomes, plots(outcomes, likely), table)), encoding="utf-8")


def plots(outcomes: Sequence[Outcome], likely: Sequence[float]) -> list[Plot]:
    """The page's plots; `likely` is how probable the classifier calls a page for each message."""
    curves = {language: found for language in LANGUAGES if (found := curve(outcomes, language))}
    counts, messages = confusion(outcomes), [outcome.message for outcome in outcomes]
    tenths, brier = measured.reliability(messages, likely), measured.brier(messages, likely)
    return [
        Plot("Found against right", partial(_draw_curves, curves=curves), _curves_in_figures(curves)),
        Plot("How grave", partial(_draw_confusion, counts=counts), _confusion_in_figures(counts)),
        Plot(
            "How sure",
            partial(_draw_reliability, tenths=tenths, brier=brier),
            _reliability_in_figures(tenths),
        ),
    ]


def curve(outcomes: Sequence[Outcome], language: Language) -> Curve | None:
    """Precision, as in the table, and recall of one language from the strictest threshold to the mildest.

    None where there is nothing to find.
    """
    strongest = sorted(
        (o for o in outcomes if o.message.language is language), key=lambda outcome: -outcome.score
    )
    if not any(outcome.message.pages for outcome in strongest):
        return None
    right = np.cumsum([outcome.message.severity is not None for outcome in strongest])
    due = np.cumsum([outcome.message.pages for outcome in strongest])
    # What is heard equally strongly is on the same side of every threshold.
    last = np.flatnonzero(np.diff([-outcome.score for outcome in strongest], append=np.inf))
    return list(right[last] / (last + 1)), list(due[last] / due[-1])


def confusion(outcomes: Sequence[Outcome]) -> NDArray[np.int_]:
    """How many messages of each labelled severity (rows) were given each (columns), as in LEVELS."""
    counts = np.zeros((len(LEVELS), len(LEVELS)), dtype=int)
    for outcome in outcomes:
        counts[LEVELS.index(outcome.message.severity), LEVELS.index(outcome.severity)] += 1
    return counts


def _draw_curves(axes: Axes, curves: dict[Language, Curve]) -> None:
    for language, (right, found) in curves.items():
        colour, line, name = _STYLES[language]
        axes.plot(right, found, line, color=colour, label=name)
    axes.set(xlabel="Of the pages, how many are right", ylabel="Of what should page, how many do")
    axes.set(xlim=(0, 1.01), ylim=(0, 1.01))
    if curves:
        axes.legend(loc="lower left")
    else:
        axes.text(0.5, 0.5, "There is nothing to find", ha="center", va="center")


def _curves_in_figures(curves: dict[Language, Curve]) -> Table:
    """How many pages are right at the strictness at which so much is found."""
    return [
        ["Found at least", *(_STYLES[language][2] for language in curves)],
        *([_percent(share), *(_right_where(found, share) for found in curves.values())] for share in _FOUND),
    ]


def _right_where(along: Curve, share: float) -> str:
    right, found = along
    at = next(at for at, recall in enumerate(found) if recall >= share)
    told = f"{_percent(right[at])} right"
    return told if at < len(found) - 1 else f"{told}, when every message pages"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _draw_confusion(axes: Axes, counts: NDArray[np.int_]) -> None:
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(_NAMES)), _NAMES)
    axes.set_yticks(range(len(_NAMES)), _NAMES)
    axes.set(xlabel="Screening", ylabel="Label")
    for (row, column), count in np.ndenumerate(counts):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour)


def _confusion_in_figures(counts: NDArray[np.int_]) -> Table:
    rows = zip(_NAMES, counts, strict=True)
    return [["Label", *_NAMES], *([name, *map(str, row)] for name, row in rows)]


def _draw_reliability(axes: Axes, tenths: Sequence[measured.Tenth], brier: float) -> None:
    axes.plot([0, 1], [0, 1], "--", color="grey")
    axes.scatter(
        [tenth.called for tenth in tenths],
        [tenth.due.value for tenth in tenths],
        s=[10 + tenth.due.total / 2 for tenth in tenths],
        color="#1d70b8",
    )
    axes.set(xlabel="The classifier's probability", ylabel="Share that should page")
    axes.set_title(f"Mean square error (Brier) {brier:.3f}", fontsize=10)


def _reliability_in_figures(tenths: Sequence[measured.Tenth]) -> Table:
    rows = [(f"{one.called:.2f}", one.due) for one in tenths]
    return [
        ["The classifier said", "So it was (95 %)", "Messages"],
        *([said, bracketed(due.value, due.interval, digits=2), str(due.total)] for said, due in rows),
    ]


def _page(outcomes: Sequence[Outcome], drawn: Sequence[Plot], table: Sequence[str]) -> Iterator[str]:
    heard, alarms = measured.recall(outcomes), measured.false_alarms(outcomes)
    yield '<!doctype html><html lang="en"><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>What screening hears</title><style>{_STYLE_SHEET}</style>"
    yield "<h1>What screening hears</h1>"
    yield (
        f"<p>Of {heard.total} messages that should page somebody, {heard.hits} did and "
        f"<strong>{heard.total - heard.hits} did not</strong>. Of {alarms.total} messages without a concern, "
        f"{alarms.hits} paged somebody for nothing.</p>"
    )
    yield from (f"<p>{html.escape(line)}</p>" for line in measured.untold(outcomes))
    yield from _table("By language", _by_language(outcomes))
    yield f"<p>{_BY_LANGUAGE}</p>"
    yield from _table("In short, for all languages", _in_short(outcomes))
    for plot in drawn:
        yield f"<h2>{plot.name}</h2><p>{_WORDS[plot.name]}</p><figure>{_svg(plot)}"
        yield "<details><summary>The same in figures</summary>"
        yield from _table(plot.name, plot.table)
        yield "</details></figure>"
    yield f"<h2>All figures</h2><p>{_ALL_FIGURES}</p>"
    # Whoever has no mouse scrolls what has the focus.
    yield '<pre tabindex="0" role="region" aria-label="All figures">'
    yield f"{html.escape(chr(10).join(table))}</pre></html>"


def _by_language(outcomes: Sequence[Outcome]) -> Table:
    """What is found and what pages for nothing in each language that there is, and in all."""
    rows = []
    for language in (*Language, None):
        chosen = [outcome for outcome in outcomes if language in (None, outcome.message.language)]
        if chosen:
            found, alarms = measured.recall(chosen), measured.false_alarms(chosen)
            rows.append([_language_name(language), _counted(found, 100), _counted(alarms, 1000)])
    found_head = "Of 100 that should page, how many did (95 %)"
    return [["Language", found_head, "False alarms in 1,000 ordinary ones (95 %)"], *rows]


def _language_name(language: Language | None) -> str:
    if language is None:
        return "All"
    return _STYLES[language][2] if language in _STYLES else "Not known"


def _counted(share: measured.Share, times: int) -> str:
    """A share of so many, with its interval and the messages behind it."""
    if not share.total:
        return NOTHING
    return f"{bracketed(share.value, share.interval, times, 0)}: {share.hits} of {share.total}"


def _in_short(outcomes: Sequence[Outcome]) -> Table:
    """The figures that matter most, with what they say."""
    found, alarms = measured.recall(outcomes), measured.false_alarms(outcomes)
    right = measured.precision(outcomes)
    here = (
        bracketed(found.value, found.interval),
        bracketed(alarms.value, alarms.interval, 1000, 0),
        bracketed(right.value, right.interval),
        bracketed(measured.auc(outcomes), measured.auc_interval(outcomes)),
        bracketed(measured.macro_f1(outcomes), measured.macro_f1_interval(outcomes)),
    )
    rows = zip(_MEANINGS.items(), here, strict=True)
    return [["Figure", "Here (95 %)", "What it says"], *([name, value, says] for (name, says), value in rows)]


def _table(caption: str, rows: Table) -> Iterator[str]:
    head, *body = [[html.escape(cell) for cell in row] for row in rows]
    yield f"<table><caption>{html.escape(caption)}</caption><tr>"
    yield "".join(f'<th scope="col">{cell}</th>' for cell in head) + "</tr>"
    for name, *cells in body:
        yield f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
    yield "</table>"


def _svg(plot: Plot) -> str:
    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    plot.draw(figure.subplots())
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None})
    drawn = written.getvalue().split("?>", 1)[1].split(">", 1)[1].strip()
    told = html.escape(f"{plot.name}: a plot. {_WORDS[plot.name]} The same in figures is below it.")
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{told}" ', 1)
