"""What a safeguarding lead found harmless passes the gate: these words alone, in this topic and language."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import model_run
from bot.domain.concerns import Category, Concern, Severity
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.promotion.candidate import Order
from bot.promotion.examination import Examined, about_safety
from bot.promotion.examples import Example
from bot.promotion.objections import Kind
from bot.promotion.versions import Store
from bot.recipes import TrainingError
from bot.screening.gate import Locked
from bot.storage import handed_over_examples, model_runs
from bot.storage.handed_over_examples import Answer, Answered
from tests.fixtures import World

WORDS = "ta but he said hell hurt me"
CLEARED = frozenset({("en", "thanks", WORDS)})


def hears_hurt(text: str) -> tuple[Concern, ...]:
    """A stand-in for screening: one word."""
    return (Concern(Category.COERCION_THREAT, Severity.HIGH, "rule", "hurt", 1.0, (0, 4)),) * ("hurt" in text)


def objected(
    topic: str, text: str, language: Language = Language.ENGLISH, locked: Sequence[Locked] = ()
) -> set[Kind]:
    one = Example(language, topic, text, "nlu/en/smalltalk.yml")
    examined = Examined([one], [], frozenset({topic}), CLEARED)
    return {found.kind for found in about_safety(examined, hears_hurt, locked, Severity.MEDIUM)}


def test_what_a_lead_found_harmless_is_not_objected_to() -> None:
    assert objected("thanks", WORDS) == set()


@pytest.mark.parametrize(
    ("topic", "text", "language"),
    [
        ("greet", WORDS, Language.ENGLISH),
        ("thanks", f"{WORDS} again", Language.ENGLISH),
        ("thanks", WORDS, Language.WELSH),
    ],
)
def test_other_words_topics_and_languages_are_objected_to_as_ever(
    topic: str, text: str, language: Language
) -> None:
    assert objected(topic, text, language) == {Kind.LOOKS_LIKE_DISCLOSURE}


def test_a_locked_disclosure_is_objected_to_whatever_a_lead_said_of_it() -> None:
    locked = [Locked(WORDS, Severity.HIGH)]
    assert objected("thanks", WORDS, locked=locked) == {Kind.LOCKED_AS_EXAMPLE}


@pytest.mark.service
async def test_a_candidate_is_made_with_what_leads_cleared(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, lead = await world.add_staff(Role.TRAINER), await world.add_staff(Role.SAFEGUARDING_LEAD)
    async with world.database("hafan_web").transaction(user=trainer) as connection:
        await handed_over_examples.add(
            connection,
            world.vault,
            words=WORDS,
            language=Language.ENGLISH,
            topic="thanks",
            severity=Severity.HIGH,
            categories=[Category.COERCION_THREAT],
            by=trainer,
            now=world.clock(),
        )
        run = await model_runs.start(connection, {}, world.clock())
    async with world.database("hafan_web").transaction(user=lead) as connection:
        [handed] = await handed_over_examples.waiting(connection, world.vault)
        said = Answered(Answer.HARMLESS, "", lead, world.clock())
        assert await handed_over_examples.answer(connection, world.vault, handed, said)
    orders: list[Order] = []

    def made(_data: object, _store: object, order: Order, _report: object) -> None:
        orders.append(order)
        raise TrainingError("enough")

    monkeypatch.setattr(model_run, "train_candidate", made)
    assert run
    await model_run.train(world.parts_of("hafan_worker"), Store(tmp_path), run)

    assert [order.cleared for order in orders] == [CLEARED]
