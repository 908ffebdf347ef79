import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some

from bot.examples.patch import patch
from bot.safeguarding_changes import objections, overlay, rule_text
from bot.safeguarding_changes.objections import Why
from bot.safeguarding_changes.released import RULES_FOLDER
from bot.safeguarding_changes.rule_text import NotWrittenError, Texts, find, put, take_out
from bot.screening.loading import RuleError, load_texts, read_texts
from bot.storage.safeguarding_changes import Change, Content, Kind
from tests.safeguarding_changes.writing import MISSING, WORDS

TEXTS = {"words.yml": WORDS, "missing.yml": MISSING}


def changed(text: str, base: str, name: str = "missing-plain", *, removes: bool = False) -> Change:
    return Change(Kind.RULE, name, removes, Content(text, base, "missing.yml"))


def test_a_rule_is_shown_with_the_list_that_it_repeats() -> None:
    shown = find(TEXTS, "missing-hint").text
    assert yaml.safe_load(shown)["unless"] == ["{self} won"]


def test_a_rule_put_back_unchanged_leaves_its_file_as_it_was() -> None:
    for name in ("missing-plain", "missing-hint"):
        assert put(TEXTS, name, "missing.yml", find(TEXTS, name).text) == TEXTS


def test_every_rule_of_ours_can_be_taken_out_and_put_back_as_it_was() -> None:
    texts = read_texts(RULES_FOLDER)
    one_of_each = {rule.file: rule.id for rule in load_texts(texts).rules}
    for file, name in one_of_each.items():
        assert put(texts, name, file, find(texts, name).text) == texts, name


def test_a_change_touches_no_other_line() -> None:
    text = find(TEXTS, "missing-hint").text.replace("sofa tonight", "sofa again tonight", 1)
    after = put(TEXTS, "missing-hint", "missing.yml", text)
    diff = patch({"m": MISSING}, {"m": after["missing.yml"]})
    assert [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")] == [
        '-    patterns: ["sofa tonight"]',
        '+    patterns: ["sofa again tonight"]',
    ]


def test_a_new_rule_stands_at_the_end_and_can_be_read() -> None:
    text = find(TEXTS, "missing-hint").text.replace("missing-hint", "missing-new")
    after = put(TEXTS, "missing-new", "missing.yml", text)
    assert [rule.id for rule in load_texts(after).rules][-1] == "missing-new"


def test_a_rule_of_no_known_file_is_refused() -> None:
    with pytest.raises(NotWrittenError):
        put(TEXTS, "new", "other.yml", "id: new")


def test_a_withdrawn_rule_leaves_the_others() -> None:
    assert [rule.id for rule in load_texts(take_out(TEXTS, "missing-hint")).rules] == ["missing-plain"]


def test_a_list_that_others_repeat_outlives_the_rule_that_named_it() -> None:
    left = load_texts(take_out(TEXTS, "missing-plain"))
    assert [rule.unless[0].source for rule in left.rules] == ["{self} won"]
    text = find(TEXTS, "missing-plain").text.replace('["{self} won"]', '["other"]')
    both = load_texts(put(TEXTS, "missing-plain", "missing.yml", text))
    assert [rule.unless[0].source for rule in both.rules] == ["other", "{self} won"]


def test_a_list_that_others_repeat_is_shown_without_its_name() -> None:
    shown = find(TEXTS, "missing-plain").text
    assert 'unless: ["{self} won"]' in shown
    assert "&" not in "".join(one.text for one in rule_text.shown(TEXTS))


NEW = "id: missing-new\nseverity: high\n"
LINES = {**TEXTS, "missing.yml": MISSING.replace('&games ["{self} won"]', '&games\n      - "{self} won"')}


@pytest.mark.parametrize(
    ("texts", "old", "new"),
    [
        (TEXTS, '["{self} won"]', '["{self} won", "tonight"]'),
        (LINES, '  - "{self} won"', '  - "{self} won"\n  - "tonight"'),
        (LINES, 'unless:\n  - "{self} won"\n', ""),
    ],
)
def test_a_word_put_into_one_rules_list_changes_no_rule_that_repeats_it(
    texts: Texts, old: str, new: str
) -> None:
    text = find(texts, "missing-plain").text
    assert old in text
    after = put(texts, "missing-plain", "missing.yml", text.replace(old, new))
    assert rule_text.fingerprint(find(after, "missing-plain").text) == rule_text.fingerprint(
        text.replace(old, new)
    )
    assert find(after, "missing-hint").text == find(texts, "missing-hint").text
    assert rule_text.others_changed(texts, after, "missing-plain") == []


def test_a_change_of_others_is_named() -> None:
    narrowed = {**TEXTS, "missing.yml": MISSING.replace('["{self} won"]', '["{self} won", "tonight"]')}
    assert rule_text.others_changed(TEXTS, narrowed, "missing-plain") == ["missing-hint"]


def bomb(times: int) -> str:
    lists = "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 10)}]\n" for n in range(1, times))
    return f"id: missing-plain\nb0: &b0 [x]\n{lists}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (bomb(10), "named"),
        ("a: &a [*a]", "named"),
        ("id: x\nunless: &games [a]", "named"),
        ("id: x\nunless: *games", "named"),
        ("id: " + "[" * 5_000, "deep"),
        ("id: " + "[" * 20 + "]" * 20, "deep"),
        ("id: " + "x" * 40_000, "long"),
        ("id: [x", ""),
        ('id: x\npatterns: ["fish & *chips*"] # &name', ""),
    ],
)
def test_what_could_stand_for_more_than_memory_holds_is_not_read(text: str, why: str) -> None:
    assert rule_text.unfit(text) == why


def test_every_rule_of_ours_may_be_sent_as_it_is_shown() -> None:
    texts = read_texts(RULES_FOLDER)
    assert {rule_text.unfit(one.text) for one in rule_text.shown(texts)} == {""}


@pytest.mark.parametrize("text", ["reviewed: 2026-02-30", "1: a\nb: c", "id: 0x" + "f" * 9_000])
def test_a_day_or_a_number_that_is_none_breaks_nothing(text: str) -> None:
    assert rule_text.fingerprint(text)
    assert rule_text.name_in(text) == ""


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("    reviewed: 2026-02-30\n", "'reviewed' holds a day or a number that there is not"),
        ("    severity: low\n", "'severity' is written twice"),
    ],
)
def test_a_file_that_would_be_taken_otherwise_is_refused_with_line_and_rule(wrong: str, told: str) -> None:
    line = len(MISSING.splitlines()) + 1
    with pytest.raises(RuleError, match=rf"^missing\.yml:{line}: rule 'missing-hint': {told}"):
        find({**TEXTS, "missing.yml": MISSING + wrong}, "missing-plain")
    told_alone = objections.of_rule(TEXTS, "missing-new", "missing.yml", NEW + wrong.lstrip())
    assert [(one.why, one.values["line"]) for one in told_alone] == [(Why.BROKEN, 3)]
    assert str(told_alone[0].values["what"]).startswith(told)


def test_the_overlay_is_empty_once_the_files_say_the_same() -> None:
    base = find(TEXTS, "missing-plain").text
    change = changed(base.replace("high", "emergency"), base)
    laid = overlay.lay(TEXTS, [change])
    assert laid.pending == [change]
    assert overlay.lay(laid.texts, [change]).pending == []


def test_the_newest_of_several_changes_counts_and_is_no_clash() -> None:
    base = find(TEXTS, "missing-plain").text
    first, second = base.replace("high", "emergency"), base.replace("high", "medium")
    laid = overlay.lay(TEXTS, [changed(first, base), changed(second, first)])
    assert find(laid.texts, "missing-plain").text == second
    assert laid.clashes == []


def test_a_rule_that_the_files_changed_too_is_named_and_the_approved_one_serves() -> None:
    base = find(TEXTS, "missing-plain").text
    change = changed(base.replace("high", "emergency"), base)
    moved = put(TEXTS, "missing-plain", "missing.yml", base.replace("ran away", "run away"))
    laid = overlay.lay(moved, [change])
    assert laid.clashes == [change]
    assert "emergency" in find(laid.texts, "missing-plain").text


def test_a_withdrawn_rule_stays_withdrawn_until_the_files_have_it_no_more() -> None:
    base = find(TEXTS, "missing-hint").text
    change = changed("", base, "missing-hint", removes=True)
    assert "missing-hint" not in overlay.lay(TEXTS, [change]).texts["missing.yml"]
    assert overlay.lay(take_out(TEXTS, "missing-hint"), [change]).pending == []


WORDING = some.text("abc yz'\"#:-[]{}*&!%@\\", min_size=1, max_size=30).map(str.strip).filter(bool)


@given(some.lists(WORDING, min_size=1, max_size=4))
def test_whatever_examples_are_written_come_back_and_harm_no_neighbour(examples: list[str]) -> None:
    data = yaml.safe_load(find(TEXTS, "missing-hint").text) | {"must_fire": examples}
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    after = put(TEXTS, "missing-hint", "missing.yml", text)
    assert yaml.safe_load(find(after, "missing-hint").text) == data
    assert find(after, "missing-plain").text == find(TEXTS, "missing-plain").text
    assert rule_text.fingerprint(text) == rule_text.fingerprint(find(after, "missing-hint").text)
