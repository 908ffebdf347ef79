"""What leads decide after a candidate passed counts before it serves."""

from pathlib import Path

import pytest

from bot.domain.concerns import Category, Concern, Severity
from bot.promotion.objections import Kind
from bot.promotion.promoting import PromotionRefusedError, Refusal, take_in
from bot.promotion.reexamination import Decisions, examine_again
from bot.promotion.versions import State, Store, Version
from bot.screening.gate import Locked
from tests.promotion.building import ELERI, NIA, NOW, candidate, learn, promote, roll_back, serving_folder

WORDS = "he said hell hurt me"
CLEARED = frozenset({("en", "greet", WORDS)})


def hears_hurt(text: str) -> tuple[Concern, ...]:
    """A stand-in for screening: one word."""
    return (Concern(Category.COERCION_THREAT, Severity.HIGH, "rule", "hurt", 1.0, (0, 4)),) * ("hurt" in text)


def hears_nothing(_: str) -> tuple[Concern, ...]:
    return ()


PASSED = Decisions(hears_nothing, (), frozenset())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = serving_folder(tmp_path)
    serving = take_in(made, NOW)
    assert serving
    learn(made, serving.id, ["hiya"])
    return made


def waiting(store: Store, *examples: str) -> Version:
    serving = store.serving()
    assert serving
    return candidate(store, "second", serving.id, examples=["hiya", *examples])


@pytest.mark.parametrize(
    ("leads", "kind"),
    [
        (Decisions(hears_nothing, [Locked(WORDS, Severity.HIGH)], CLEARED), Kind.LOCKED_AS_EXAMPLE),
        (Decisions(hears_hurt, (), frozenset()), Kind.LOOKS_LIKE_DISCLOSURE),
    ],
    ids=["a disclosure was locked", "a rule hears one now, or an answer was taken back"],
)
def test_what_leads_decided_since_keeps_a_candidate_from_serving(
    store: Store, leads: Decisions, kind: Kind
) -> None:
    version = waiting(store, WORDS)
    assert examine_again(store, version.id, PASSED) == []
    assert [objection.kind for objection in examine_again(store, version.id, leads)] == [kind]
    with pytest.raises(PromotionRefusedError) as refusal:
        promote(store, version.id, ELERI, NIA, NOW)
    assert refusal.value.refusal is Refusal.OBJECTIONS
    assert [objection.kind for objection in refusal.value.objections] == [kind]


def test_examined_twice_it_is_objected_to_once(store: Store) -> None:
    version = waiting(store, WORDS)
    for _ in range(2):
        examine_again(store, version.id, Decisions(hears_hurt, (), frozenset()))
    assert len(store.report(version.id).objections) == 1


def test_what_leads_found_harmless_and_still_do_serves(store: Store) -> None:
    version = waiting(store, WORDS)
    assert examine_again(store, version.id, Decisions(hears_hurt, (), CLEARED)) == []
    assert promote(store, version.id, ELERI, NIA, NOW).state is State.SERVING


def test_what_was_rolled_back_from_is_examined_before_it_serves_again(store: Store) -> None:
    version = waiting(store, WORDS)
    promote(store, version.id, ELERI, NIA, NOW)
    roll_back(store, NIA, NOW)
    examine_again(store, version.id, Decisions(hears_hurt, (), frozenset()))
    with pytest.raises(PromotionRefusedError, match="looks like a disclosure"):
        promote(store, version.id, ELERI, NIA, NOW)
