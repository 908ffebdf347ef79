"""`hafan evaluate` and `hafan rules`, as they are typed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.screening.classifier import ARTEFACT
from bot.screening.evaluation import HELD_APART, THRICE
from tests.screening import folder as rules
from tests.screening.labelled import concern, line
from tests.screening.test_classifier import build
from tests.test_cli import logs_as_before, run

# A command sets up logging for its process.
pytestmark = pytest.mark.usefixtures(logs_as_before.__name__)

# For a file whose name tells no language; a rule hears the first alone.
THREE_LANGUAGES = [
    concern("1", "my dad hits me when we get home", "physical_abuse"),
    concern("2", "xylophones are very quiet on the stairs", "missing", "medium"),
    concern("3", "dwi'm yn siwr be i neud am y peth yna rwan", "suicide", "emergency"),
    concern("4", "he was there yn y gegin eto and nobody said dim byd", "hsb", "low"),
    line("5", "what time is the bus on saturday"),
    line("6", "dwi'n mynd i'r dre efo mam heno"),
    line("7", "dwi'n mynd adra to watch the match with taid", kind="hard_negative"),
]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a classifier of a few made-up messages."""
    folder = tmp_path_factory.mktemp("models")
    build(folder, folder / ARTEFACT)
    return folder


@pytest.fixture
def own_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one rule, in the place of those that serve."""
    monkeypatch.setattr(app, "RULES_FOLDER", rules.write(tmp_path))
    return tmp_path


@pytest.fixture
def small(models: Path, own_rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One rule and a small classifier, in the place of what serves."""
    monkeypatch.setenv("HAFAN_MODELS_FOLDER", str(models))


def labelled(folder: Path, *lines: dict[str, Any] | str) -> Path:
    """A file of labelled messages; a text is a line as it is."""
    file = folder / "own.jsonl"
    written = [given if isinstance(given, str) else json.dumps(given) for given in lines]
    file.write_text("".join(f"{given}\n" for given in written), encoding="utf-8")
    return file


def row(said: str, name: str) -> str:
    """What the table says beside a name, with single spaces."""
    (found,) = [line for line in said.splitlines() if re.match(rf"{re.escape(name)}  ", line)][:1]
    return " ".join(found.removeprefix(name).split())


@pytest.mark.usefixtures("small")
def test_labelled_messages_are_measured_with_every_figure(tmp_path: Path) -> None:
    code, said, _ = run("evaluate", str(labelled(tmp_path, *THREE_LANGUAGES)))
    assert code == 0
    assert said.startswith("7 messages, 3 of them to page for.\n")
    heads = ("recall >= medium", "false alarms / 1,000", "precision", "AUC")
    assert row(said, "in brackets: 95 %").split() == " ".join(heads).split()
    # Wilson's intervals of one or none in three, in two, or in one.
    for language, figures in (
        ("", "0.333 (0.061-0.792) 0 (0-561) 1.000 (0.207-1.000) 0.667 ("),
        (", en", "0.500 (0.095-0.905) 0 (0-793) 1.000 (0.207-1.000) 0.750 ("),
        (", cy", "0.000 (0.000-0.793) 0 (0-793) - 0.500 ("),
        (", mixed", "- 0 (0-793) - -"),
    ):
        assert row(said, f"rules alone{language}").startswith(figures)
        for reader in ("classifier alone", "rules and classifier"):
            told = re.sub(r"[\d.]+ \([\d.]+-[\d.]+\)", "-", row(said, f"{reader}{language}"))
            assert told == "- - - -"
    shares = r"[\d.]+ [\d.]+-[\d.]+"
    for name, total in (("emergency", 1), ("high", 1), ("medium", 1), ("physical_abuse", 1), ("missing", 1)):
        assert re.fullmatch(rf"{shares} {total}", row(said, name))
    assert re.fullmatch(r"\d+ / 1,000 \d+-\d+ 1", row(said, "false alarms on traps"))
    assert re.fullmatch(rf"{shares} 1", row(said, "emergencies graded emergency"))
    assert re.fullmatch(rf"{shares} 3", row(said, "severity within one step"))
    assert re.fullmatch(shares, row(said, "category macro-F1"))
    assert re.fullmatch(r"p50 \d+\.\d+ p95 \d+\.\d+", row(said, "milliseconds a message"))
    assert row(said, "classifier's probability of a page") == "said so it was 95 % of"
    assert re.fullmatch(r"\d\.\d{3}", row(said, "mean square error (Brier)"))
    assert not any(message["text"] in said for message in THREE_LANGUAGES)


@pytest.mark.slow
def test_what_serves_is_measured_on_labelled_messages(tmp_path: Path) -> None:
    told = ["he says hell hurt me if i tell", "dwi'm isio bod yma ddim mwy", "dwi ofn mynd adra cos of him"]
    ordinary = [line("o", "my phone died lol"), line("p", "diolch")]
    file = labelled(tmp_path, *(concern(text[:5], text, "coercion_threat") for text in told), *ordinary)
    code, said, _ = run("evaluate", str(file))
    assert code == 0
    assert row(said, "rules and classifier").startswith("1.000 (0.439-1.000) 0 (0-658) 1.000 (0.439-1.000)")
    assert row(said, "coercion_threat") == "1.000 0.439-1.000 3"


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_without_a_file_the_messages_held_apart_are_measured_and_languages_compared() -> None:
    code, said, _ = run("evaluate")
    assert code == 0
    apart, thrice = (sum(count(file) for file in at.glob("*.jsonl")) for at in (HELD_APART, THRICE))
    assert said.startswith(f"{apart} messages, ")
    assert f"\n{thrice} messages: the same situations told in each language.\n" in said


def count(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


@pytest.mark.usefixtures("small")
def test_the_page_is_written_where_it_was_asked_for(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    file = labelled(tmp_path, *THREE_LANGUAGES)
    code, said, told = run("evaluate", str(file), "--page", str(page))
    assert code == 0
    assert f"Written:{page}" in "".join(told.split())
    written = page.read_text(encoding="utf-8")
    assert written.count("<svg ") == 3
    assert said.splitlines()[0] in written
    code, _, told = run("evaluate", str(file), "--page", str(tmp_path / "nowhere" / "page.html"))
    assert code == 2
    assert "there is no folder" in told


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("he hit me again", "is not JSON"),
        (line("2", "he hit me again", severity="grave"), "'grave' is not a valid Severity"),
        (line("2", "he hit me again", labels=["missing"]), "severity is 'none' exactly when"),
        ({"id": "2", "text": "he hit me again"}, "has no 'labels'"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_what_to_do(
    bad: dict[str, Any] | str, reason: str, tmp_path: Path
) -> None:
    code, said, told = run("evaluate", str(labelled(tmp_path, line("1", "fine"), bad)))
    told = " ".join(told.split())
    assert (code, said) == (1, "")
    assert f"hafan: own.jsonl: line 2: {reason}" in told
    assert "Mend the file, or leave these lines out; docs/labelling-guide.md shows" in told
    assert "again" not in told


@pytest.mark.usefixtures("small")
def test_an_empty_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    code, said, told = run("evaluate", str(labelled(tmp_path)))
    assert (code, said) == (1, "")
    assert "hafan: there is no message to measure on: give files with" in " ".join(told.split())


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("lines", "untold", "figures"),
    [
        (THREE_LANGUAGES[4:], "None of the messages is to page for", "- 0 (0-561) - -"),
        (THREE_LANGUAGES[:3], "Every message has a concern", "0.333 (0.061-0.792) - 1.000 (0.207-1.000) -"),
        (THREE_LANGUAGES[3:4], "None of the messages is to page for", "- - - -"),
    ],
    ids=["no disclosure", "nothing ordinary", "only worth knowing"],
)
def test_what_the_messages_cannot_tell_is_said(
    lines: list[dict[str, Any]], untold: str, figures: str, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    code, said, _ = run("evaluate", str(labelled(tmp_path, *lines)), "--page", str(page))
    assert code == 0
    assert said.splitlines()[1].startswith(untold)
    assert row(said, "rules alone") == figures
    assert "nan" not in said
    assert untold in page.read_text(encoding="utf-8")


def test_a_file_that_is_not_there_is_wrong_usage() -> None:
    assert run("evaluate", "no-such-file.jsonl")[0] == 2


def test_the_rules_that_serve_hold() -> None:
    code, _, told = run("rules", "test")
    assert code == 0
    assert re.search(r"\d+ rules, \d+ examples, 0 do not hold\.", told)


def test_an_example_that_does_not_hold_is_named_by_rule_and_line(own_rules: Path) -> None:
    rules.write(own_rules, rules.HEAD + rules.RULE.replace('["my dad hits me"]', '["my dad hits you"]'))
    code, _, told = run("rules", "test")
    assert code == 1
    assert "some.yml:5: rule 'hits' must fire: my dad hits you" in told
    assert "1 rules, 2 examples, 1 do not hold." in told


@pytest.mark.parametrize("command", [("test",), ("explain", "my dad hits me")], ids=" ".join)
def test_a_broken_rule_is_refused_by_name_and_line(command: tuple[str, ...], own_rules: Path) -> None:
    rules.write(own_rules, rules.HEAD + rules.RULE.replace("severity: high", "severity: grave"))
    code, said, told = run("rules", *command)
    assert (code, said) == (1, "")
    assert told.startswith("hafan: some.yml:5: rule 'hits': 'severity' must be one of ")


WHY = "'my dad hits me' is what '{relation} (hit|hits|hitting) me' looks for"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("well my dad hits me", f"physical_abuse / hits (some.yml:5): high; {WHY}\n"),
        ("its not true my dad hits me", "(some.yml:5): cancelled by a negation before it; 'my dad hits me'"),
        ("nice day", "No rule finds anything here.\n"),
    ],
    ids=["fires", "cancelled", "nothing"],
)
@pytest.mark.usefixtures("own_rules")
def test_what_fires_is_explained_and_why(text: str, told: str) -> None:
    code, said, _ = run("rules", "explain", text)
    assert code == 0
    assert told in said
