"""Changes between two states of the files, undone and carried over to newer files."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.languages import Language
from bot.examples import editing
from bot.examples.editing import Edit, Files, Kind, addition, removal

EN = """\
nlu:
  - intent: greet
    examples: |
      - hi there you
      - hello
      - hiya mate  # not a remark
  - intent: goodbye
    examples: |
      - bye now
      - ta ra
      - see you tomorrow then
"""
HELD: Files = {"nlu/en/small.yml": EN, "nlu/cy/small.yml": EN}


def edited(text: str) -> Files:
    return {**HELD, "nlu/en/small.yml": text}


def test_each_kind_of_change_is_told_from_the_files_alone() -> None:
    after = edited(
        EN.replace("      - ta ra\n", "")
        .replace("- bye now\n", "- bye for now\n      - wela i di\n")
        .replace("      - hello\n", "")
        .replace("see you tomorrow then\n", "see you tomorrow then\n      - hello\n")
    )
    found = editing.differences(HELD, after)
    assert {(edit.kind, edit.before, edit.after, edit.to) for edit in found} == {
        (Kind.REMOVED, "ta ra", None, "goodbye"),
        (Kind.CHANGED, "bye now", "bye for now", "goodbye"),
        (Kind.ADDED, None, "wela i di", "goodbye"),
        (Kind.MOVED, "hello", "hello", "goodbye"),
    }
    assert {edit.language for edit in found} == {Language.ENGLISH}


def test_a_new_order_and_a_remark_are_no_change_of_words() -> None:
    turned = EN.replace("      - ta ra\n", "").replace("- bye now\n", "- ta ra\n      - bye now\n")
    assert editing.differences(HELD, edited(turned.replace("nlu:", "nlu:  # all"))) == []


def test_undoing_every_change_in_any_order_leaves_no_trace() -> None:
    made = [
        removal(Language.ENGLISH, "greet", "hi there you"),
        removal(Language.ENGLISH, "greet", "hello"),
        addition(Language.ENGLISH, "goodbye", "nos da"),
        Edit(Language.ENGLISH, "goodbye", "ta ra", "ta ra", "greet"),
        Edit(Language.ENGLISH, "goodbye", "bye now", "bye for now", "goodbye"),
    ]
    after = HELD
    for edit in made:
        after = editing.apply(after, edit)
    for order in (1, -1):
        back = after
        for edit in editing.differences(HELD, after)[::order]:
            back = editing.undo(back, HELD, edit)
        assert back == HELD


def test_changes_meet_those_of_a_newer_release_without_loss() -> None:
    trainers = EN.replace("- hello\n", "- helo\n      - shwmae\n").replace("      - ta ra\n", "")
    newer = EN.replace("- bye now", "- bye for now").replace("# not a remark", "# still none")
    edits = editing.differences(HELD, edited(trainers))
    met = editing.carry_over(edits, edited(newer))["nlu/en/small.yml"]
    assert met == newer.replace("- hello\n", "- helo\n").replace("      - ta ra\n", "").replace(
        "hiya mate  # still none\n", "hiya mate  # still none\n      - shwmae\n"
    )
    assert "- bye for now" in met
    assert "- ta ra" not in met


def test_an_example_that_both_sides_changed_stays_in_both_forms() -> None:
    edits = editing.differences(HELD, edited(EN.replace("- ta ra", "- ta ra then")))
    met = editing.carry_over(edits, edited(EN.replace("- ta ra", "- ta ra mate")))
    assert {"ta ra mate", "ta ra then"} <= set(editing.texts_of(met, Language.ENGLISH, "goodbye"))


def test_a_change_set_that_was_released_changes_nothing_more() -> None:
    trainers = edited(EN.replace("- ta ra", "- ta ra then").replace("      - hello\n", ""))
    edits = editing.differences(HELD, trainers)
    assert editing.carry_over(edits, trainers) == trainers
    assert editing.differences(trainers, editing.carry_over(edits, trainers)) == []


TEXTS = st.lists(
    st.sampled_from("hi hello hiya helo iawn shwmae bye hwyl ta nos".split()),
    min_size=1,
    max_size=6,
    unique=True,
)


def small(greet: list[str], goodbye: list[str]) -> Files:
    texts = {"greet": greet, "goodbye": goodbye}
    body = "".join(
        f"  - intent: {topic}\n    examples: |\n" + "".join(f"      - {text}\n" for text in held)
        for topic, held in texts.items()
    )
    return {"nlu/cy/small.yml": f"nlu:\n{body}"}


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_the_differences_say_everything_but_the_order(
    greet: list[str], goodbye: list[str], greet_after: list[str], goodbye_after: list[str]
) -> None:
    before, after = small(greet, goodbye), small(greet_after, goodbye_after)
    held = {"greet": sorted(greet), "goodbye": sorted(goodbye)}
    for edit in editing.differences(before, after):
        if edit.before is not None:
            held[edit.topic].remove(edit.before)
        if edit.after is not None:
            held[edit.to].append(edit.after)
    assert {topic: sorted(texts) for topic, texts in held.items()} == {
        "greet": sorted(greet_after),
        "goodbye": sorted(goodbye_after),
    }
