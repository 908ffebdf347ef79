"""Objections in words."""

import re

import pytest

from bot.promotion.objections import SENTENCES, Kind, Objection

PARAMETER = re.compile(r"%\((\w+)\)([ds]|\.1f)")


@pytest.mark.parametrize("kind", Kind)
def test_every_objection_can_be_said(kind: Kind) -> None:
    given = {name: "cy" if form == "s" else 3 for name, form in PARAMETER.findall(SENTENCES[kind])}
    said = str(Objection(kind, given))
    assert "%" not in said
    assert said.endswith(".")


@pytest.mark.parametrize("kind", Kind)
def test_every_objection_says_what_to_do(kind: Kind) -> None:
    todo = r"\b(use|write|put back|keep|undo|ask|take it|tell|see)\b"
    assert re.search(todo, SENTENCES[kind], re.IGNORECASE)
