from pathlib import Path

import pytest

from bot.domain.concerns import Severity
from bot.screening import RuleError, load_rules
from tests.screening.folder import HEAD, RULE, RULES, WORDS, write


def test_the_rules_that_serve_load() -> None:
    assert load_rules(RULES).rules


def test_a_rule_knows_where_it_is_written(tmp_path: Path) -> None:
    (rule,) = load_rules(write(tmp_path)).rules
    assert (rule.file, rule.line) == ("some.yml", 5)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("severity: high", "severity: grave", "'severity' must be one of"),
        ("language: en", "language: fr", "'language' must be one of"),
        ("{relation} (hit", "{relative} (hit", "no word list called {relative}"),
        ("(hit|hits|hitting)", "(hit|hits|hitting", "stray '('"),
        ("    must_fire:", "    must_fir:", "unknown field 'must_fir'"),
        ('["my dad fits me in"]', "[]", "'must_not_fire' needs at least one entry"),
        ('["my dad hits me"]', "[yes]", "'must_fire' must be a list of texts"),
        ("    severity: high\n", "", "has no 'severity'"),
        ("- id: hits", "- id: 7", "'id' must be a text"),
    ],
)
def test_a_broken_rule_is_named_with_its_file_and_line(
    tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    second = RULE.replace("id: hits", "id: second").replace(right.replace("id: hits", "id: second"), wrong)
    with pytest.raises(RuleError) as refusal:
        load_rules(write(tmp_path, HEAD + RULE + second))
    assert str(refusal.value).startswith("some.yml:12: rule ")
    assert told in str(refusal.value)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (HEAD.replace("rules:", "rules: []"), "some.yml:1: needs a list called 'rules'"),
        (HEAD + RULE + "what: now\n", "some.yml:1: unknown field 'what'"),
        (HEAD + RULE + RULE, "some.yml:12: rule 'hits' is also at some.yml:5"),
        (HEAD + "  - just a text\n", "some.yml:1: a rule must have named fields"),
        (HEAD.replace("2026-11-22", "yesterday") + RULE, "'reviewed' must be a date"),
        (
            HEAD.replace("2026-11-22", "2026-02-30") + RULE,
            "some.yml:3: 'reviewed' holds a day or a number that there is not: write a day that there is",
        ),
        (
            HEAD + RULE + "    reviewed: 2026-02-30\n",
            "some.yml:12: rule 'hits': 'reviewed' holds a day or a number that there is not",
        ),
        (HEAD + RULE.replace("id: hits", "id: 0x" + "f" * 9_000), "some.yml:5: 'id' holds a day or a number"),
        (HEAD + RULE.replace('["my dad hits me"]', "[!!bool hits]"), "some.yml:10: rule 'hits': 'must_fire'"),
        (
            HEAD + RULE + '    patterns: ["hits"]\n',
            "some.yml:12: rule 'hits': 'patterns' is written twice, first on line 8: keep one",
        ),
        (
            HEAD + RULE + "    <<: {about: other, about: self}\n",
            "some.yml:12: rule 'hits': 'about' is written twice",
        ),
        ("category: missing\n" + HEAD + RULE, "some.yml:2: 'category' is written twice, first on line 1"),
        ("category: [", ": cannot be read"),
        ("- a list", "some.yml:1: must hold named fields"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, rules: str, told: str) -> None:
    with pytest.raises(RuleError) as refusal:
        load_rules(write(tmp_path, rules))
    assert told in str(refusal.value)


@pytest.mark.parametrize("words", [WORDS + 'more: ["{none}"]\n', WORDS + "more: 7\n", "["])
def test_a_broken_word_list_is_named(tmp_path: Path, words: str) -> None:
    with pytest.raises(RuleError, match=r"words\.yml"):
        load_rules(write(tmp_path, words=words))


def test_a_word_list_written_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    line = len(WORDS.splitlines()) + 1
    with pytest.raises(RuleError, match=rf"^words\.yml:{line}: 'now' is written twice, first on line 4: "):
        load_rules(write(tmp_path, words=WORDS + 'now: ["today"]\n'))


def test_a_rule_may_write_over_what_it_takes_from_another(tmp_path: Path) -> None:
    first = RULE.replace("- id", "- &hits\n    id")
    second = "  - <<: *hits\n    <<: {note: kept}\n    id: second\n    severity: low\n"
    rules = load_rules(write(tmp_path, HEAD + first + second)).rules
    assert [(rule.id, rule.severity, rule.note) for rule in rules] == [
        ("hits", Severity.HIGH, ""),
        ("second", Severity.LOW, "kept"),
    ]


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.yml").write_text(WORDS, encoding="utf-8")
    with pytest.raises(RuleError, match="holds no rules"):
        load_rules(tmp_path)
