import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.domain.concerns import Category, Concern, Severity
from bot.domain.languages import Language
from bot.screening import screen
from bot.screening.classifier import Classifier
from bot.screening.classifier_training import calibrate, fit
from bot.screening.corpus import LANGUAGES, Kind, Message, load_corpus
from bot.screening.encoder import load_encoder
from bot.screening.evaluation import (
    Outcome,
    auc,
    auc_interval,
    false_alarms,
    look,
    macro_f1,
    macro_f1_interval,
    precision,
    recall,
)
from bot.screening.report import NOTHING
from bot.screening.report_page import LEVELS, plots, write_page
from bot.screening.samples import samples
from tests.screening.encoders import write_tiny
from tests.screening.folder import HEAD, RULE, load
from tests.screening.labelled import SMALL, THRESHOLDS, write

NAMES = {"en": "English", "cy": "Welsh", "mixed": "Mixed"}
PLOTS = ("Found against right", "How grave", "How sure")


@dataclass
class Made:
    """A page, and what it was made of."""

    page: str
    messages: list[Message]
    outcomes: list[Outcome]
    likely: list[float]

    @property
    def drawings(self) -> list[str]:
        return re.findall(r"<svg.*?</svg>", self.page, re.DOTALL)

    def rows(self, caption: str) -> list[list[str]]:
        """The cells of the table that is called so."""
        table = re.search(rf"<caption>{caption}</caption>(.*?)</table>", self.page, re.DOTALL)
        assert table
        rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table[1].split("<tr>")[1:]]
        return [[html.unescape(cell) for cell in row] for row in rows]


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    folder = tmp_path_factory.mktemp("classifier")
    learned = samples(load_corpus(write(folder, SMALL)))
    model, encoder = fit(learned), load_encoder(write_tiny(folder / "encoder.onnx"))
    return Classifier(model, encoder, calibrate(model, encoder, learned), THRESHOLDS)


def make(folder: Path, classifier: Classifier, only: Sequence[Severity | None] = LEVELS) -> Made:
    """A page on small messages of these severities, in each language by turns."""
    turns = zip(load_corpus(write(folder, SMALL)), cycle(LANGUAGES), strict=False)
    messages = [replace(m, language=language) for m, language in turns if m.severity in only]
    rules, file = load(folder, HEAD + RULE), folder / "report.html"
    write_page(file, messages, rules, classifier, ["suicide <0.9"])
    outcomes = list(look(messages, partial(screen, rules=rules, readers=(classifier,))))
    return Made(file.read_text(), messages, outcomes, [classifier.scores(m.text).page for m in messages])


@pytest.fixture(scope="module")
def made(classifier: Classifier, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("report"), classifier)


def outcome(at: int, severity: Severity | None, heard: Severity | None, score: float) -> Outcome:
    labels = (Category.MISSING,) if severity else ()
    message = Message(f"m{at}", "made up", labels, severity, Kind.HINT, LANGUAGES[at % 3])
    concern = heard and Concern(Category.MISSING, heard, "model", None, score, None)
    return Outcome(message, (concern,) if concern else (), 1.0)


def chance_outcomes(many: int = 300) -> tuple[list[Outcome], list[float]]:
    """Every severity heard as every other, many equally strongly; and as how likely each was called."""
    chance = np.random.default_rng(3)
    pairs = chance.integers(len(LEVELS), size=(many, 2))
    scores = chance.integers(1, 10, size=many) / 10
    outcomes = [
        outcome(at, LEVELS[one], LEVELS[other], score)
        for at, ((one, other), score) in enumerate(zip(pairs, scores.tolist(), strict=True))
    ]
    return outcomes, chance.random(many).tolist()


OUTCOMES, LIKELY = chance_outcomes()


def strictnesses(outcomes: list[Outcome], language: Language) -> list[tuple[float, float]]:
    """Precision and recall of one language if whatever is heard so strongly, or more so, were to page."""
    own = [o for o in outcomes if o.message.language is language]
    due = sum(o.message.pages for o in own)
    found = []
    for strictness in sorted({o.score for o in own}, reverse=True):
        paged = [o.message for o in own if o.score >= strictness]
        right = sum(message.severity is not None for message in paged)
        found.append((right / len(paged), sum(message.pages for message in paged) / due))
    return found


def drawn(name: str) -> Axes:
    axes = Figure().subplots()
    next(plot for plot in plots(OUTCOMES, LIKELY) if plot.name == name).draw(axes)
    return axes


def test_each_language_has_a_curve_through_every_strictness() -> None:
    curves = {str(line.get_label()): line.get_xydata() for line in drawn("Found against right").lines}
    assert set(curves) == set(NAMES.values())
    for language in LANGUAGES:
        expected = np.array(strictnesses(OUTCOMES, language))
        assert np.asarray(curves[NAMES[language]]) == pytest.approx(expected)


def test_each_cell_of_the_confusion_holds_its_count() -> None:
    axes = drawn("How grave")
    names = [label.get_text() for label in axes.get_xticklabels()]
    assert names == [label.get_text() for label in axes.get_yticklabels()]
    counts = Counter((o.message.severity, o.severity) for o in OUTCOMES)
    shown = {text.get_position(): text.get_text() for text in axes.texts}
    for row, label in enumerate(LEVELS):
        assert names[row] == (label.value if label else "none")
        for column, heard in enumerate(LEVELS):
            assert shown[column, row] == str(counts[label, heard])


def test_each_tenth_is_a_point_as_high_as_its_share_to_page_for() -> None:
    (points,) = drawn("How sure").collections
    expected = []
    for tenth in range(10):
        inside = [
            (called, o) for called, o in zip(LIKELY, OUTCOMES, strict=True) if int(called * 10) == tenth
        ]
        called, due = sum(c for c, _ in inside), sum(o.message.pages for _, o in inside)
        expected.append((called / len(inside), due / len(inside)))
    assert np.asarray(points.get_offsets()) == pytest.approx(np.array(expected))


def test_each_plot_stands_on_the_page_with_a_description_and_its_figures(made: Made) -> None:
    assert made.page.count("<figure>") == len(made.drawings) == len(PLOTS)
    for name, drawing in zip(PLOTS, made.drawings, strict=True):
        assert f"<h2>{name}</h2><p>" in made.page
        described = re.match(r'<svg role="img" aria-label="([^"]+)"', drawing)
        assert described
        assert described[1].startswith(f"{name}: a plot. ")
        assert len(made.rows(name)) > 1


def test_the_drawings_are_of_these_messages(made: Made) -> None:
    words = [re.findall(r"<text[^>]*>([^<]*)</text>", drawing) for drawing in made.drawings]
    assert set(NAMES.values()) <= set(words[0])
    counts = Counter((o.message.severity, o.severity) for o in made.outcomes)
    assert words[1][-25:] == [str(counts[label, heard]) for label in LEVELS for heard in LEVELS]


def test_the_same_in_figures_is_what_was_counted(made: Made) -> None:
    counts = Counter((o.message.severity, o.severity) for o in made.outcomes)
    _, *rows = made.rows("How grave")
    assert [row[1:] for row in rows] == [[str(counts[label, heard]) for heard in LEVELS] for label in LEVELS]
    _, *tenths = made.rows("How sure")
    assert [int(row[2]) for row in tenths] == [
        many for _, many in sorted(Counter(min(int(called * 10), 9) for called in made.likely).items())
    ]
    head, *rows = made.rows("Found against right")
    assert head[1:] == list(NAMES.values())
    for share, *cells in rows:
        for language, cell in zip(LANGUAGES, cells, strict=True):
            along = strictnesses(made.outcomes, language)
            right = next(right for right, found in along if found * 100 >= int(share.split()[0]))
            assert cell.split(",")[0] == f"{right * 100:.0f} % right"


def test_the_page_tells_the_main_figures_with_their_intervals(made: Made) -> None:
    shown = {row[0]: row[1] for row in made.rows("In short, for all languages")}
    right, every = precision(made.outcomes), made.outcomes
    for name, value, (low, high) in (
        ("Precision", right.value, right.interval),
        ("Area under the curve", auc(every), auc_interval(every)),
        ("Category macro-F1", macro_f1(every), macro_f1_interval(every)),
    ):
        assert shown[name] == f"{value:.3f} ({low:.3f}-{high:.3f})"
    assert {"Recall", "False alarms per 1,000"} < set(shown)


def test_the_page_holds_no_message_and_no_markup_from_outside(made: Made) -> None:
    assert not any(message.text in made.page for message in made.messages)
    assert "suicide &lt;0.9" in made.page
    assert "<script" not in made.page


def test_the_same_figures_give_the_same_page(made: Made, classifier: Classifier, tmp_path: Path) -> None:
    assert make(tmp_path, classifier).page == made.page


@pytest.mark.parametrize(
    ("only", "told"),
    [
        ([None], "None of the messages is to page for"),
        ([Severity.LOW], "None of the messages is to page for"),
        ([Severity.HIGH], "Every message has a concern"),
    ],
)
def test_what_the_messages_cannot_tell_is_said(
    only: list[Severity | None], told: str, classifier: Classifier, tmp_path: Path
) -> None:
    page = make(tmp_path, classifier, only)
    assert told in page.page
    assert "nan" not in page.page
    assert ("There is nothing to find" in page.page) is (only != [Severity.HIGH])


def test_each_language_has_its_figures_in_words_that_need_no_explaining(made: Made) -> None:
    head, *rows = made.rows("By language")
    assert [row[0] for row in rows] == [*(NAMES[language] for language in LANGUAGES), "All"]
    assert head[1].startswith("Of 100 that should page")
    for name, found, alarms in rows:
        chosen = [one for one in made.outcomes if name in ("All", NAMES[one.message.language])]
        for cell, times, share in ((found, 100, recall(chosen)), (alarms, 1000, false_alarms(chosen))):
            assert cell.startswith(f"{share.value * times:.0f} (")
            assert cell.endswith(f"{share.hits} of {share.total}")


def test_a_language_without_anything_to_find_is_said_to_have_none(
    classifier: Classifier, tmp_path: Path
) -> None:
    page = make(tmp_path, classifier, [None])
    assert {row[1] for row in page.rows("By language")[1:]} == {NOTHING}


def test_a_phone_lays_the_page_out_in_its_own_width(made: Made) -> None:
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in made.page


def test_what_may_puzzle_is_explained(made: Made) -> None:
    for told in (
        "Below the threshold of the reading list nothing is ranked",
        "one for a message labelled low counts as right too",
        "On a small screen this block scrolls sideways",
    ):
        assert told in made.page
