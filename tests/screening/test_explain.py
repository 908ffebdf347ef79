from pathlib import Path

from bot.screening.explain import check_examples, explain
from tests.screening.folder import HEAD, RULE, load


def test_what_fired_is_explained_with_its_place_and_evidence(tmp_path: Path) -> None:
    (line,) = explain("well my dad hits me", load(tmp_path, HEAD + RULE))
    assert line == (
        "physical_abuse / hits (some.yml:5): high; "
        "'my dad hits me' is what '{relation} (hit|hits|hitting) me' looks for"
    )


def test_what_was_taken_back_is_explained_too(tmp_path: Path) -> None:
    lines = explain("its not true my dad hits me", load(tmp_path, HEAD + RULE))
    assert any("cancelled by a negation before it" in line for line in lines)


def test_whom_a_rule_hears_of_is_said_where_it_is_not_who_writes(tmp_path: Path) -> None:
    rule = RULE.replace("severity: high", "severity: high\n    about: friend")
    (line,) = explain("well my dad hits me", load(tmp_path, HEAD + rule))
    assert "(some.yml:5): high, about a friend; " in line


def test_nothing_found_has_nothing_to_explain(tmp_path: Path) -> None:
    assert explain("nice day", load(tmp_path, HEAD + RULE)) == ()


def test_an_example_that_does_not_hold_is_named(tmp_path: Path) -> None:
    rules = RULE.replace('["my dad hits me"]', '["my dad hits you"]').replace(
        "my dad fits me in", "dad hit me"
    )
    failures = check_examples(load(tmp_path, HEAD + rules))
    assert [str(failure) for failure in failures] == [
        "some.yml:5: rule 'hits' must fire: my dad hits you",
        "some.yml:5: rule 'hits' must not fire: dad hit me",
    ]
