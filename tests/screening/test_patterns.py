from pathlib import Path

import pytest

from bot.domain.concerns import Severity
from bot.screening.loading import RuleError, load_rules
from bot.screening.patterns import PatternError, parse
from tests.screening.folder import WORDS, found, load, rule, write


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("owe them", "i OWE them"),
        ("(owe|owes) them", "she owes them"),
        ("{relation} shouts", "stepdad shouts"),
        ("owe .. money", "i owe these lads some money"),
        ("owe ..1 money", "i owe some money"),
        ("owe them (loads of)? money", "owe them money"),
        ("owe them (loads of)? money", "owe them loads of money"),
        ("(he will|gonna) hit me", "he'll hit me"),
        ("dwi mewn dyled", "dwi'n mewn ddyled"),
        ("do not tell", "dont tell"),
    ],
)
def test_a_pattern_finds_what_it_describes(tmp_path: Path, pattern: str, message: str) -> None:
    assert found(tmp_path, rule(pattern, negation="ignored"), message)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("owe them", "owe to them"),
        ("owe .. money", "i owe one two three four money"),
        ("owe ..1 money", "owe some more money"),
        ("owe .. money", "i owe him. money is tight"),
        ("owe them", "owe. them"),
        ("{relation} shouts", "teacher shouts"),
    ],
)
def test_a_pattern_finds_nothing_else(tmp_path: Path, pattern: str, message: str) -> None:
    assert not found(tmp_path, rule(pattern, negation="ignored"), message)


@pytest.mark.parametrize(
    "pattern", ["(he|she", "he)", "hits ..", "(he||she) hits", "{nobody} hits", "he?", "{relation"]
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse(pattern, {"relation": frozenset({"dad"})})


@pytest.mark.parametrize(
    "message",
    ["im not gonna rob him", "never gonna rob him", "ddim gonna rob him", "gonna not ever rob him"],
)
def test_a_negation_cancels(tmp_path: Path, message: str) -> None:
    assert not found(tmp_path, rule("gonna .. rob him"), message)


@pytest.mark.parametrize(
    "message",
    [
        "gonna rob him",
        "im not joking gonna rob him",
        "im not well but gonna rob him",
        "not today. gonna rob him",
        "dont talk to me i am here all day long gonna rob him",
    ],
)
def test_a_negation_elsewhere_cancels_nothing(tmp_path: Path, message: str) -> None:
    assert found(tmp_path, rule("gonna .. rob him"), message)


@pytest.mark.parametrize("message", ["help", "HELP ME!!", "help \N{LOUDLY CRYING FACE}"])
def test_an_alone_pattern_finds_a_message_that_says_nothing_else(tmp_path: Path, message: str) -> None:
    assert found(tmp_path, rule("mayday", alone='["help me?"]'), message)


@pytest.mark.parametrize("message", ["help with maths", "can you help me", "help. its maths"])
def test_an_alone_pattern_finds_nothing_in_a_longer_message(tmp_path: Path, message: str) -> None:
    assert not found(tmp_path, rule("mayday", alone='["help me?"]'), message)


def test_a_negation_that_is_the_sign_itself_cancels_nothing(tmp_path: Path) -> None:
    rules = rule("dont want to be here", negation="ignored")
    assert found(tmp_path, rules, "really dont wanna be here")
    assert found(tmp_path, rules, "honestly not lying i never lie i dont want to be here")


def test_an_unless_nearby_cancels_and_one_far_away_does_not(tmp_path: Path) -> None:
    rules = rule("he hit me", unless='["in hockey"]')
    assert not found(tmp_path, rules, "he hit me in hockey")
    assert found(tmp_path, rules, "he hit me. played in hockey")
    assert found(tmp_path, rules, "in hockey we lost and then on the way home he hit me")


def test_an_unless_anywhere_cancels_from_anywhere(tmp_path: Path) -> None:
    rules = rule("he hit me", unless_anywhere='["in hockey"]')
    assert not found(tmp_path, rules, "he hit me. it was in hockey")


def test_what_a_rule_needs_may_stand_anywhere(tmp_path: Path) -> None:
    rules = rule("he hit me", needs='["{relation}"]')
    assert found(tmp_path, rules, "my dad was drunk. he hit me")
    assert not found(tmp_path, rules, "he hit me")


@pytest.mark.parametrize(
    ("message", "severity"),
    [
        ("he hit me", Severity.HIGH),
        ("he hit me tonight", Severity.EMERGENCY),
        ("he hit me when i was little", Severity.MEDIUM),
        ("he hit me lol", Severity.LOW),
    ],
)
def test_time_and_tone_change_the_severity(tmp_path: Path, message: str, severity: Severity) -> None:
    rules = rule("he hit me", when_now="emergency", when_past="medium", when_joking="low")
    (concern,) = found(tmp_path, rules, message)
    assert concern.severity is severity


def test_now_never_makes_a_rule_milder(tmp_path: Path) -> None:
    (concern,) = found(tmp_path, rule("he hit me", when_now="low"), "he hit me tonight")
    assert concern.severity is Severity.HIGH


def test_words_that_no_rule_uses_are_not_kept_in_memory(tmp_path: Path) -> None:
    rules = load(tmp_path, rule("he hit me"))
    vocabulary = rules._finder._vocab.strings
    list(rules.concerns("my name is Aelwydoniaeth and he hit me"))
    assert "hit" in " ".join(vocabulary)
    assert "aelwydoniaeth" not in vocabulary


MANY = {"adult": frozenset(f"one{n}" for n in range(150))}


def test_word_lists_side_by_side_are_refused_before_they_are_multiplied() -> None:
    with pytest.raises(PatternError, match="3375000 phrases"):
        parse("({adult} {adult} {adult})", MANY)
    assert len(parse("({adult} or so)", MANY).steps[0].phrases) == 150


def test_a_rule_of_many_patterns_is_refused_before_any_is_written_out(tmp_path: Path) -> None:
    words = ", ".join(sorted(MANY["adult"]))
    many = "|".join(f"{{adult}} w{n} {{adult}}" for n in range(2_000))
    with pytest.raises(RuleError, match="too many phrases"):
        load_rules(write(tmp_path, rule(f"({many})"), f"{WORDS}adult: [{words}]\n"))
