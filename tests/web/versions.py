"""Models that were made, compared and refused, without training any: for the pages that show them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from bot.domain.languages import Language
from bot.promotion.comparison import Heard, compare
from bot.promotion.examples import Example
from bot.promotion.objections import Kind, Objection
from bot.promotion.promoting import take_in
from bot.promotion.versions import Beside, Report, State, Store, Version
from bot.settings import Settings
from tests.promotion import building

TOPICS = ("greet", "affirm", "deny", "mood_report_low", "sleep_bad", "goodbye", "thanks", "school_worry")
DISCLOSURE = Objection(
    Kind.LOOKS_LIKE_DISCLOSURE,
    {"text": "he hit me last nite", "topic": "greet", "category": "physical_abuse", "severity": "high"},
)
HALVED = Objection(Kind.EXAMPLES_LOST, {"language": "cy", "before": 3200, "count": 1600, "share": 10})
LOCKED = Objection(Kind.LOCKED_MISSED, {"number": 12})
_minutes = count(1)


def settings(folder: Path, **others: object) -> Settings:
    """Settings under which these models are the service's own."""
    return Settings(models_folder=folder, **others)  # type: ignore[arg-type]


def store_with_serving(folder: Path) -> Store:
    """A folder in which one model serves."""
    store = building.serving_folder(folder)
    assert take_in(store, building.NOW)
    return store


def add_candidate(
    store: Store, author: object, *, objections: Sequence[Objection] = (), state: State = State.CANDIDATE
) -> Version:
    """A candidate that was compared with what serves; one message got worse, four got better."""
    serving = store.serving()
    assert serving
    made = building.candidate(
        store, f"number {next(_minutes)}", serving.id, minutes=next(_minutes), state=state
    )
    candidate, before = _heard(worse=1), _heard(worse=4)
    report = Report(
        examples={"en": {"greet": 1650}, "cy": {"greet": 1648}},
        heard=tuple(candidate),
        comparison=compare(candidate, before),
        objections=tuple(objections),
    )
    return store.write(replace(made, author=str(author)), report)


def beside_promoted(store: Store, author: object = "owner") -> Version:
    """A candidate made after somebody rolled back from what two people had promoted."""
    serving = store.serving()
    assert serving
    promoted = add_candidate(store, author)
    building.promote(store, promoted.id, building.ELERI, building.NIA, building.NOW)
    building.roll_back(store, building.NIA, building.NOW)
    version = add_candidate(store, author)
    unlearned = (Example(Language.WELSH, "greet", "helo bobol", "nlu/cy/smalltalk.yml"),)
    beside = Beside(promoted.id, compare(_heard(worse=4), _heard(worse=1)), unlearned)
    return store.write(version, replace(store.report(version.id), promoted=beside))


def _heard(worse: int) -> list[Heard]:
    """Ten messages a topic and language; in the first topics some are taken for the next topic."""
    found = []
    for language, text in ((Language.ENGLISH, "a message about"), (Language.WELSH, "neges am")):
        for place, topic in enumerate(TOPICS):
            for number in range(10):
                wrong = number < worse and (place + worse) % 4 == 0
                heard = TOPICS[(place + 1) % len(TOPICS)] if wrong else topic
                found.append(Heard(language, topic, f"{text} {topic} {number}", heard, 0.8))
    return found
