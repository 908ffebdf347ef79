"""What a rehearsal may say must come of a turn, and that it cannot say nothing."""

from io import StringIO
from typing import Any

import pytest

from bot.content import load_content
from bot.rehearsal_outcomes import Outcome, TextsByName, misses
from bot.rehearsal_scripts import Expected, ScriptError, read_yaml

TEXTS = TextsByName(load_content())


def outcome(**changes: Any) -> Outcome:
    plain: dict[str, Any] = {
        "replies": (),
        "signals": {},
        "alerts": frozenset(),
        "tasks": frozenset(),
        "language": "en",
        "opted_out": False,
        "pause": None,
    }
    return Outcome(**plain | changes)


def one_turn(turn: str) -> str:
    return f"- id: one\n  lang: en\n  turns:\n    - {turn}\n"


@pytest.mark.parametrize("turn", ["hello", "{text: hello}", "{happens: weeks_pass}", "{text: hi, via: chat}"])
def test_a_turn_that_expects_nothing_is_refused(turn: str) -> None:
    with pytest.raises(ScriptError, match="turn 1 expects nothing"):
        read_yaml(StringIO(one_turn(turn)))


@pytest.mark.parametrize("turn", ["{happens: pigs_fly, says: ''}", "{text: hi, via: pigeon, says: ''}"])
def test_what_cannot_be_played_is_refused(turn: str) -> None:
    with pytest.raises(ScriptError, match="no such"):
        read_yaml(StringIO(one_turn(turn)))


def test_safe_hours_that_nobody_knows_are_refused() -> None:
    script = one_turn("{text: hi, says: ''}") + "  agreed: {safe_hours: soon}\n"
    with pytest.raises(ScriptError, match="no such safe hours"):
        read_yaml(StringIO(script))


def test_no_signals_at_all_means_that_none_may_be_kept() -> None:
    assert misses(Expected(signals={}), outcome(), TEXTS) == []
    assert misses(Expected(signals={}), outcome(signals={"mood": 9}), TEXTS)


def test_an_open_question_is_not_one_that_was_left_out() -> None:
    open_, left_out = Expected(signals={"mood": "open"}), Expected(signals={"mood": None})
    assert misses(open_, outcome(), TEXTS) == []
    assert misses(left_out, outcome(signals={"mood": None}), TEXTS) == []
    assert misses(open_, outcome(signals={"mood": None}), TEXTS)
    assert misses(left_out, outcome(), TEXTS)


def test_a_name_must_stand_in_what_is_said() -> None:
    said = outcome(replies=("Siân has it.",))
    assert misses(Expected(contains="Siân"), said, TEXTS) == []
    assert misses(Expected(contains="Mared"), said, TEXTS)


def test_tasks_are_neither_more_nor_fewer_than_named() -> None:
    left = outcome(tasks=frozenset({"opted_out"}))
    assert misses(Expected(tasks=frozenset({"opted_out"})), left, TEXTS) == []
    assert misses(Expected(tasks=frozenset()), left, TEXTS)
    assert misses(Expected(tasks=frozenset({"opted_out"})), outcome(), TEXTS)
