"""Questions about us, however they are put."""

import pytest

from bot.domain.honesty import Question, asked


@pytest.mark.parametrize(
    ("text", "question"),
    {
        "who sees this?": Question.WHO_SEES,
        "does my mum see this": Question.WHO_SEES,
        "is this private": Question.WHO_SEES,
        "pwy sy'n gweld hwn": Question.WHO_SEES,
        "ydi hwn yn breifat": Question.WHO_SEES,
        "are you a bot": Question.A_BOT,
        "r u real": Question.A_BOT,
        "am i talking to a real person": Question.A_BOT,
        "ti'n bot?": Question.A_BOT,
        "what happens if i tell you": Question.WHAT_HAPPENS,
        "if i tell you something will you tell anyone": Question.WHAT_HAPPENS,
        "will you tell my mum": Question.WHAT_HAPPENS,
        "be sy'n digwydd os dwi'n deud rwbath": Question.WHAT_HAPPENS,
        "nei di ddeud wrth mam": Question.WHAT_HAPPENS,
        "what if i tell you something bad": Question.WHAT_HAPPENS,
        "be os dwi'n deud rwbath drwg": Question.WHAT_HAPPENS,
        "be os dwi'n deud wrthat ti": Question.WHAT_HAPPENS,
    }.items(),
)
def test_a_question_about_us_is_heard_by_its_words(text: str, question: Question) -> None:
    assert asked(text) is question


@pytest.mark.parametrize(
    "text",
    ["7", "he said if i tell hed hurt me", "who won", "pwy wyt ti efo", "be os dwi'n deud wrth mam", ""],
)
def test_other_texts_ask_nothing_about_us(text: str) -> None:
    assert asked(text) is None
