"""Which figures stand against a candidate."""

from bot.domain.languages import Language
from bot.promotion.comparison import Comparison, Figures, LanguageFigures, TopicFigures
from bot.promotion.objections import Kind
from bot.promotion.weighing import about_figures

WELSH, ENGLISH = Language.WELSH, Language.ENGLISH
SAME = Figures(32, 32, 26)


def comparison(
    english: tuple[float, float], welsh: tuple[float, float], topic: tuple[Figures, Figures] = (SAME, SAME)
) -> Comparison:
    """(now, before) of each language, and of the topic of greeting in Welsh."""
    languages = (LanguageFigures(ENGLISH, 704, *english), LanguageFigures(WELSH, 704, *welsh))
    return Comparison(languages, (TopicFigures(WELSH, "greet", *topic),), (), (), ())


def kinds(found: Comparison) -> list[Kind]:
    return [objection.kind for objection in about_figures(found)]


def test_as_good_as_before_is_good_enough() -> None:
    assert kinds(comparison((0.84, 0.84), (0.82, 0.82))) == []


def test_a_point_may_be_lost_and_no_more() -> None:
    assert kinds(comparison((0.83, 0.84), (0.82, 0.82))) == []
    assert kinds(comparison((0.829, 0.84), (0.82, 0.82))) == [Kind.LANGUAGE_WORSE]


def test_welsh_may_not_fall_further_behind_even_while_it_rises() -> None:
    assert kinds(comparison((0.87, 0.84), (0.825, 0.82))) == [Kind.WELSH_BEHIND]


def test_a_lead_of_welsh_may_be_lost() -> None:
    assert kinds(comparison((0.84, 0.80), (0.835, 0.835))) == []


def test_a_topic_may_lose_some_messages_and_not_many() -> None:
    assert kinds(comparison((0.8, 0.8), (0.8, 0.8), (Figures(32, 32, 22), SAME))) == []
    assert kinds(comparison((0.8, 0.8), (0.8, 0.8), (Figures(32, 32, 20), SAME))) == [Kind.TOPIC_WORSE]


def test_an_objection_says_the_figures_and_what_to_do() -> None:
    [said] = about_figures(comparison((0.8, 0.8), (0.8, 0.8), (Figures(32, 32, 16), SAME)))
    assert str(said) == (
        "The topic greet in Welsh falls from 81.2 to 50.0: see what it is taken for now, and write examples "
        "that tell the two apart."
    )
