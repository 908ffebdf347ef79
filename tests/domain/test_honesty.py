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


WHAT_COMES_OF_TELLING = """
    wat happens if i tell someone
    wot happens wen i tell u
    whats gonna happen if i tell you
    will mum find out
    will they find out what i said
    will my dad find out if i tell u
    is my mum gonna find out
    will mam know about this
    will school know
    does nan get told
    will u tell my mum
    wil u tell skool
    r u gonna tell any1
    do u have to tell social services
    did u tell my mum
    who will you tell
    can u keep a secret
    will u report it
    will i get taken away if i tell u
    be ddigwyddith os dduda i wrthat ti?
    beth fydd yn digwydd os dw i'n dweud wrthot ti
    be sy'n digwydd os weda i wrth rywun
    fydd mam yn cael gwybod?
    fydd o'n ffeindio allan
    ydi mam yn cal gwbod
    geith dad wybod
    gaiff mam wbod be dwi'n ddeud
    neith dad ffeindio allan
    fydd rysgol yn cal gwbod
    pwy sy'n cael gwybod
    nei di ddeud wrth mam?
    ti'n mynd i ddeud wrth mam
    wyt ti am ddeud wrth rywun
    dach chi'n mynd i ffonio mam
    fydd raid i chi ddeud wrth yr heddlu
    what happens os dwi'n deud wrthat ti
    be sy'n digwydd if i tell u
    fydd mum yn find out
    will u ddeud wrth mam
    nei di tell mam fi
    if i tell u ti'n gorfod deud wrth mam?
"""


@pytest.mark.parametrize("text", WHAT_COMES_OF_TELLING.strip().splitlines())
def test_what_comes_of_telling_is_heard_in_both_languages_mixed_and_as_it_is_texted(text: str) -> None:
    assert asked(text.strip()) is Question.WHAT_HAPPENS


@pytest.mark.parametrize(
    "text",
    [
        *("7", "he said if i tell hed hurt me", "who won", "pwy wyt ti efo", "be os dwi'n deud wrth mam", ""),
        *("what happens in the film", "be sy'n digwydd yn y ffilm", "what happens if i fail"),
        *("be ddigwyddodd", "peidiwch a ffonio os geith o wbod bo fi di siarad fydd hi'n waeth"),
        *("mum will find out who won", "will mum find out who won", "mum found out", "mam yn gwbod"),
        *("i told my mum", "nes i ddeud wrth mam", "dwi am ddeud wrth mam", "he said dont tell mum"),
        *("ti'n deud wrth neb iawn medda fo", "ydi mam adra", "does anyone know the score", "pwy sy'n gwbod"),
        *("nei di ddeud wrth gweithiwr fi am ffonio", "can u tell her to ring me"),
    ],
)
def test_other_texts_ask_nothing_about_us(text: str) -> None:
    assert asked(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("no will mum find out", "no but will u tell my mum", "not really what happens if i tell u"),
        *("nadw, geith mam wybod?", "na fydd mam yn cael gwybod", "not rly who will u tell"),
        *("can u keep a secret? no", "nei di ddeud wrth mam? nadw"),
        *("yes will mum find out", "ia fydd mam yn cael gwybod", "3 will mum find out"),
    ],
)
def test_an_answer_beside_a_question_about_us_is_not_lost_to_it(text: str) -> None:
    assert asked(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "ok will you tell my mum",
        "yeah but will u tell my mum",
        "iawn nei di ddeud wrth mam",
        "hi will dad find out",
    ],
)
def test_a_mere_ok_before_a_question_about_us_is_no_answer(text: str) -> None:
    assert asked(text) is Question.WHAT_HAPPENS
