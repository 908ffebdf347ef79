"""The command line: its help, its exit codes, and what it says of a bad line."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from typer.testing import CliRunner

from bot.cli import app

COMMANDS = (
    "run",
    "serve",
    "worker",
    "migrate",
    "train",
    "promote",
    "rollback",
    "models",
    "screen",
    "understand",
    "rehearse",
    "evaluate",
    "texts",
    "doctor",
)
GROUPED = (
    ("people", "list"),
    ("people", "code"),
    ("people", "add", "practitioner"),
    ("people", "add", "young-person"),
    ("rules", "test"),
    ("rules", "explain"),
)


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command sets up logging for its process, which here is that of all tests."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def run(*arguments: str, given: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(app, arguments, input=given)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("command", [*((name,) for name in COMMANDS), *GROUPED], ids=" ".join)
def test_every_command_helps_with_an_example(command: tuple[str, ...]) -> None:
    code, said, _ = run(*command, "--help")
    assert code == 0
    assert "Example: " in said


@pytest.mark.parametrize("arguments", [["nonsense"], ["screen"], ["screen", "no-such-file.jsonl"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert run(*arguments)[0] == 2


def test_screening_answers_line_by_line_and_ignores_unknown_fields() -> None:
    lines = '{"id":"1","text":"my phone died lol","more":true}\n\n'
    lines += '{"id":2,"text":"he says hell hurt me if i tell"}\n'
    code, said, _ = run("screen", "-", given=lines)
    first, second = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert first == {"id": "1", "language": "en", "severity": "none", "concerns": []}
    assert (second["id"], second["severity"]) == (2, "high")
    assert set(second["concerns"][0]) == {"category", "severity", "source", "rule", "score"}


def test_a_bad_line_is_named_by_its_number_and_the_others_still_count() -> None:
    lines = '{"id":"1","text":"haia"}\nnot json\n[1]\n{"id":"4"}\n{"id":"5","text":"hwyl"}\n'
    code, said, complained = run("screen", "-", given=lines)
    assert code == 1
    assert [json.loads(line)["id"] for line in said.splitlines()] == ["1", "5"]
    for number, problem in ((2, "not JSON"), (3, "not a JSON object"), (4, "no 'text'")):
        assert any(f"line {number}: " in line and problem in line for line in complained.splitlines())


def test_a_conversation_that_cannot_be_played_is_named() -> None:
    code, _, complained = run("rehearse", "-", given='{"id":"1","lang":"fr","turns":[]}\n')
    assert code == 1
    assert 'line 1: lang must be "en" or "cy"' in complained


def test_rules_explain_themselves() -> None:
    code, said, _ = run("rules", "explain", "he says hell hurt me if i tell")
    assert code == 0
    assert "coercion_threat" in said


def test_codes_are_printed_for_invented_staff_alone() -> None:
    code, said, complained = run("people", "code", "somebody")
    assert (code, said) == (1, "")
    assert "invented staff only" in complained


def test_texts_are_listed_in_both_languages_with_what_they_cost_and_are_for() -> None:
    code, said, _ = run("texts", "utter_what_happens")
    english, welsh = (line.split("\t") for line in said.splitlines())
    assert code == 0
    assert english[:4] == ["utter_what_happens", "en", "2", "gsm7"]
    assert welsh[:4] == ["utter_what_happens", "cy", "2", "gsm7"]
    assert english[4] == welsh[4] == "says what comes of telling, and no more than what surely happens"
    assert english[5].startswith("If you tell me something, [worker] and the team")
    assert welsh[5].startswith("Os ti'n deud rhywbeth, mae [worker] a'r criw")


def test_a_text_that_hangs_on_something_says_on_what() -> None:
    code, said, _ = run("texts", "utter_ok")
    assert code == 0
    assert [line.split("\t")[4].rpartition(" (")[2] for line in said.splitlines()][2:] == ["paused)"] * 2
