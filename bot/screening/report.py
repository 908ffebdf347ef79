"""What screening hears and misses on labelled messages, as a table to read."""

import math
import statistics
from collections.abc import Callable, Iterator, Sequence

from bot.domain.concerns import Category, Severity
from bot.domain.languages import Language
from bot.screening import Ruleset, screen
from bot.screening import evaluation as measured
from bot.screening.classifier import Classifier
from bot.screening.corpus import Kind, Message
from bot.screening.evaluation import Outcome, Screen

BOTH = "rules and classifier"
# In the place of a figure that these messages cannot tell.
NOTHING = "-"


def report(
    messages: Sequence[Message], rules: Ruleset, classifier: Classifier, thrice: Sequence[Message] = ()
) -> Iterator[str]:
    """The lines of the whole table; raises CorpusError when there is no message.

    `thrice` are situations that were told in each language, by which languages are compared.
    """
    looks = {name: list(measured.look(messages, look)) for name, look in _screens(rules, classifier).items()}
    outcomes = measured.check_any(looks[BOTH])
    due = sum(outcome.message.pages for outcome in outcomes)
    yield f"{len(outcomes)} messages, {due} of them to page for."
    yield from measured.untold(outcomes)
    yield from _sides(looks)
    yield from _details(outcomes)
    yield from _calibration(messages, [classifier.scores(message.text).page for message in messages])
    if thrice:
        yield ""
        yield f"{len(thrice)} messages: the same situations told in each language."
        yield from _sides({BOTH: list(measured.look(thrice, _screens(rules, classifier)[BOTH]))})


def _screens(rules: Ruleset, classifier: Classifier) -> dict[str, Screen]:
    return {
        "rules alone": lambda text: screen(text, rules),
        "classifier alone": classifier,
        BOTH: lambda text: screen(text, rules, (classifier,)),
    }


def _sides(looks: dict[str, list[Outcome]]) -> Iterator[str]:
    """Recall, false alarms, precision and area under the curve of each way of screening, by language."""
    yield ""
    yield _row("in brackets: 95 %", "recall >= medium", "false alarms / 1,000", "precision", "AUC", wide=True)
    for name, outcomes in looks.items():
        for language in (None, *Language):
            chosen = [o for o in outcomes if language in (None, o.message.language)]
            if chosen:
                yield _side(f"{name}, {language}" if language else name, chosen)


def _side(name: str, outcomes: Sequence[Outcome]) -> str:
    recall, alarms = measured.recall(outcomes), measured.false_alarms(outcomes)
    right = measured.precision(outcomes)
    return _row(
        name,
        bracketed(recall.value, recall.interval),
        bracketed(alarms.value, alarms.interval, 1000, 0),
        bracketed(right.value, right.interval),
        bracketed(measured.auc(outcomes), measured.auc_interval(outcomes)),
        wide=True,
    )


def _details(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Both together, looked at more closely."""
    yield ""
    yield _row(BOTH, "recall >= medium", "95 %", "of")
    yield from _recalls(
        outcomes, [(s.value, _has_severity(s)) for s in reversed(Severity) if s >= Severity.MEDIUM]
    )
    yield from _recalls(
        outcomes, [(c.value, _has_label(c)) for c in Category if c is not Category.WORKER_CONTACT]
    )
    yield from _recalls(outcomes, [(kind.value, _is_kind(kind)) for kind in Kind])
    traps = measured.false_alarms(outcomes, Kind.HARD_NEGATIVE)
    emergencies = measured.graded_emergency(outcomes)
    took = [outcome.took for outcome in outcomes]
    yield ""
    yield _row(
        "false alarms on traps",
        f"{_figure(traps.value, 1000, 0)} / 1,000",
        _interval(traps.interval, 1000, 0),
        str(traps.total),
    )
    yield _row(
        "emergencies graded emergency",
        _figure(emergencies.value),
        _interval(emergencies.interval),
        str(emergencies.total),
    )
    steps = measured.within_one_step(outcomes)
    yield _row("severity within one step", _figure(steps.value), _interval(steps.interval), str(steps.total))
    naming = measured.macro_f1_interval(outcomes)
    yield _row("category macro-F1", _figure(measured.macro_f1(outcomes)), _interval(naming))
    p95 = statistics.quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    yield _row("milliseconds a message", f"p50 {statistics.median(took):.2f}", f"p95 {p95:.2f}")


def _calibration(messages: Sequence[Message], likely: Sequence[float]) -> Iterator[str]:
    """Whether the classifier's probability of a page means what it says."""
    yield ""
    yield _row("classifier's probability of a page", "said", "so it was", "95 %", "of")
    for tenth in measured.reliability(messages, likely):
        due = tenth.due
        yield _row("", f"{tenth.called:.2f}", _figure(due.value), _interval(due.interval), str(due.total))
    yield _row("mean square error (Brier)", f"{measured.brier(messages, likely):.3f}")


Choice = Callable[[Outcome], bool]


def _recalls(outcomes: Sequence[Outcome], choices: Sequence[tuple[str, Choice]]) -> Iterator[str]:
    yield ""
    for name, chosen in choices:
        recall = measured.recall(outcome for outcome in outcomes if chosen(outcome))
        if recall.total:
            yield _row(name, _figure(recall.value), _interval(recall.interval), str(recall.total))


def _has_severity(severity: Severity) -> Choice:
    return lambda outcome: outcome.message.severity is severity


def _has_label(category: Category) -> Choice:
    return lambda outcome: category in outcome.message.labels


def _is_kind(kind: Kind) -> Choice:
    return lambda outcome: outcome.message.kind is kind


def _row(name: str, *cells: str, wide: bool = False) -> str:
    width = 22 if wide else 18
    return (f"{name:34}" + "".join(f"{cell:>{width}}" for cell in cells)).rstrip()


def bracketed(value: float, interval: tuple[float, float], times: int = 1, digits: int = 3) -> str:
    """A figure and its interval; both may be told in thousandths ("39 (28-54)")."""
    if math.isnan(value):
        return NOTHING
    return f"{_figure(value, times, digits)} ({_interval(interval, times, digits)})"


def _figure(value: float, times: int = 1, digits: int = 3) -> str:
    return NOTHING if math.isnan(value) else f"{value * times:.{digits}f}"


def _interval(interval: tuple[float, float], times: int = 1, digits: int = 3) -> str:
    low, high = interval
    return NOTHING if math.isnan(low) else f"{low * times:.{digits}f}-{high * times:.{digits}f}"
