"""Files of examples keep every byte that a change does not concern."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.examples import files
from bot.examples.files import START, ExampleFileError, GoneError, ThereAlreadyError
from bot.examples.kept import read_folder
from tests.project.tree import ROOT

ODD = """\
# Written by   people, each in their own way.
version: "3.1"   # quoted, since it is no number

nlu:
  # Greetings first.
  - intent: greet   # hi
    examples: |
      - hiya
      -   iawn?
      # a remark that Rasa passes over

      - shwmae 👋
# Between two topics.
  - synonym: mam
    examples: |
      - mum
  - intent: 'goodbye'
    examples: |
      - hwyl
      - ta ra
"""


def test_examples_are_read_as_rasa_reads_them() -> None:
    assert files.texts_of(ODD) == {"greet": ("hiya", "iawn?", "shwmae 👋"), "goodbye": ("hwyl", "ta ra")}


def test_a_new_example_is_one_new_line() -> None:
    assert files.add(ODD, "greet", "hei") == ODD.replace("shwmae 👋\n", "shwmae 👋\n      - hei\n")
    assert files.add(ODD, "greet", "hei", "hiya") == ODD.replace("- hiya\n", "- hiya\n      - hei\n")
    assert files.add(ODD, "goodbye", "nos da", START) == ODD.replace("- hwyl\n", "- nos da\n      - hwyl\n")


def test_a_changed_example_keeps_the_spaces_before_it() -> None:
    assert files.replace(ODD, "greet", "iawn?", "iawn met?") == ODD.replace("-   iawn?", "-   iawn met?")
    assert files.remove(ODD, "goodbye", "ta ra") == ODD.replace("      - ta ra\n", "")


@pytest.mark.parametrize("content", [ODD.replace("\n", "\r\n"), ODD.removesuffix("\n")])
def test_line_ends_stay_as_they_are(content: str) -> None:
    end = "\r\n" if "\r" in content else "\n"
    added = files.add(content, "goodbye", "nos da")
    assert added.split(end)[:-2] == content.split(end)[: len(added.split(end)) - 2]
    assert files.texts_of(added)["goodbye"] == ("hwyl", "ta ra", "nos da")
    assert ("\r" in added.replace("\r\n", "")) is False
    assert files.replace(content, "greet", "hiya", "haia") == content.replace("hiya", "haia")


def test_what_cannot_be_done_is_refused() -> None:
    with pytest.raises(GoneError):
        files.replace(ODD, "greet", "helo", "haia")
    with pytest.raises(GoneError):
        files.remove(ODD, "greet", "helo")
    with pytest.raises(ThereAlreadyError):
        files.add(ODD, "greet", "hiya")
    with pytest.raises(ThereAlreadyError):
        files.replace(ODD, "greet", "hiya", "iawn?")
    with pytest.raises(ExampleFileError, match="not a topic"):
        files.add(ODD, "thanks", "ta")
    with pytest.raises(ExampleFileError, match="last example"):
        files.remove(files.remove(ODD, "goodbye", "ta ra"), "goodbye", "hwyl")


@pytest.mark.parametrize(
    "text", ["two\nlines", " spaces ", "a\n  - intent: deny", "\x85", "next\u2028line\n- x"]
)
def test_what_would_not_come_back_as_it_was_is_refused(text: str) -> None:
    with pytest.raises(ExampleFileError):
        files.add(ODD, "greet", text)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("version: [", "line 1"),
        ("version: '3.1'\n", "line 1"),
        (ODD.replace("'goodbye'", "greet"), "line 17"),
        (ODD.replace("examples: |\n      - hwyl", "examples:\n      - hwyl"), "line 17"),
        (ODD.replace("examples: |\n      - hwyl", "examples: >\n      - hwyl"), "line 17"),
        (ODD.replace("examples: |\n      - hwyl", "examples: |1\n      - hwyl"), "line 17"),
    ],
)
def test_a_file_in_another_form_is_refused_by_its_line(content: str, line: str) -> None:
    with pytest.raises(ExampleFileError, match=line):
        files.blocks(content)


def test_every_file_of_the_project_can_be_changed() -> None:
    held = read_folder(ROOT / "data")
    assert len(held) == 6
    for content in held.values():
        assert files.blocks(content)


WORDS = st.text(st.sampled_from("abcŵïé'? 👋#-:|\"&*"), min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_after_any_edits_only_the_wanted_lines_differ(data: st.DataObject) -> None:
    content, wanted = ODD, {topic: list(texts) for topic, texts in files.texts_of(ODD).items()}
    lines = ODD.split("\n")
    for _ in range(data.draw(st.integers(1, 6))):
        topic = data.draw(st.sampled_from(["greet", "goodbye"]))
        here = wanted[topic]
        what, text = data.draw(st.sampled_from(["add", "replace", "remove"])), data.draw(WORDS)
        at = data.draw(st.integers(0, len(here) - 1))
        if what != "remove" and text in here:
            continue
        if what == "add":
            content = files.add(content, topic, text, here[at])
            lines.insert(_line(lines, topic, here, at) + 1, f"      - {text}")
            here.insert(at + 1, text)
        elif what == "replace":
            number = _line(lines, topic, here, at)
            content = files.replace(content, topic, here[at], text)
            lines[number] = lines[number][: len(lines[number]) - len(here[at])] + text
            here[at] = text
        elif len(here) > 1:
            content = files.remove(content, topic, here[at])
            del lines[_line(lines, topic, here, at)]
            del here[at]
    assert content == "\n".join(lines)
    assert files.texts_of(content) == {topic: tuple(texts) for topic, texts in wanted.items()}


def _line(lines: list[str], topic: str, here: list[str], at: int) -> int:
    """Where the example at that place stands: an oracle that knows this one file and nothing of YAML."""
    start = next(n for n, line in enumerate(lines) if "- intent:" in line and topic in line) + 2
    dashes = [n for n, line in enumerate(lines) if n >= start and line.startswith("      -")]
    return dashes[at]
