from pathlib import Path
from typing import Any

import pytest

from bot.domain.concerns import Category, Severity
from bot.domain.languages import Language
from bot.screening.classifier_training import checked
from bot.screening.corpus import CORPUS, CorpusError, Kind, Message, Part, load_corpus, shortages
from bot.screening.evaluation import HELD_APART, read_labelled
from bot.screening.likeness import near_copies
from tests.screening.labelled import concern, line, write

PAIRS = HELD_APART.with_name("pairs")


def test_a_message_is_read_with_its_labels_and_language(tmp_path: Path) -> None:
    data = [concern("cy-1", "nath o frifo fi", "physical_abuse")]
    (message,) = load_corpus(write(tmp_path, data, "cy/some.jsonl"))
    assert message == Message(
        "cy-1",
        "nath o frifo fi",
        (Category.PHYSICAL_ABUSE,),
        Severity.HIGH,
        Kind.EXPLICIT,
        Language.WELSH,
        Part.TRAIN,
    )
    assert message.pages


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"labels": ["sadness"]}, "sadness"),
        ({"severity": "grave"}, "grave"),
        ({"severity": "low"}, "exactly when"),
        ({"labels": ["missing"]}, "exactly when"),
        ({"labels": ["missing", "missing"], "severity": "high"}, "twice"),
        ({"labels": ["worker_contact"], "severity": "high"}, "always low"),
        ({"kind": "odd"}, "odd"),
        ({"set": "test"}, "test"),
        ({"text": "  "}, "'text' is empty"),
    ],
)
def test_a_wrong_label_is_refused_by_file_and_line(
    fields: dict[str, Any], problem: str, tmp_path: Path
) -> None:
    folder = write(tmp_path, [line("en-1", "fine"), line("en-2", "iawn") | fields])
    with pytest.raises(CorpusError, match=rf"some\.jsonl: line 2: .*{problem}"):
        load_corpus(folder)


def test_a_line_that_is_not_json_is_refused_without_its_words(tmp_path: Path) -> None:
    folder = write(tmp_path, [line("en-1", "fine")])
    (folder / "en" / "some.jsonl").write_text("he hit me\n")
    with pytest.raises(CorpusError, match="line 1: is not JSON") as refused:
        load_corpus(folder)
    assert "hit" not in str(refused.value)


@pytest.mark.parametrize("field", ["id", "text", "labels", "severity", "kind"])
def test_a_missing_field_is_named(field: str, tmp_path: Path) -> None:
    data = line("en-1", "fine")
    del data[field]
    with pytest.raises(CorpusError, match=f"line 1: has no '{field}'"):
        load_corpus(write(tmp_path, [data]))


def test_an_id_is_used_once_in_the_whole_corpus(tmp_path: Path) -> None:
    write(tmp_path, [line("en-1", "fine")])
    with pytest.raises(CorpusError, match="en-1: the id is used twice"):
        load_corpus(write(tmp_path, [line("en-1", "iawn")], "cy/other.jsonl"))


def test_near_copies_are_refused_by_name(tmp_path: Path) -> None:
    data = [
        line("en-1", "the match on saturday was so good"),
        line("en-2", "the match on sunday was so good"),
        line("en-3", "nothing like the other two at all"),
    ]
    with pytest.raises(CorpusError, match="en-1 and en-2 are nearly the same") as refused:
        checked(load_corpus(write(tmp_path, data)))
    assert "en-3" not in str(refused.value)


def test_bare_answers_may_be_alike() -> None:
    assert list(near_copies({"one": "who is this", "two": "Who is this??"})) == []


def test_long_laughter_has_few_runs_of_letters_and_still_is_a_near_copy() -> None:
    laughter = {"one": "haha" * 9, "two": "haha" * 11, "three": "hehe" * 9}
    assert list(near_copies(laughter)) == [("one", "two")]


@pytest.mark.parametrize("texts", [{}, {"one": "only one text here"}])
def test_where_there_are_no_two_none_are_alike(texts: dict[str, str]) -> None:
    assert list(near_copies(texts)) == []


def test_a_category_with_too_few_messages_is_named(tmp_path: Path) -> None:
    messages = load_corpus(write(tmp_path, [concern("en-1", "gone from home", "missing")]))
    assert "en: missing has 1 messages, at least 150 are needed" in shortages(messages)
    assert "cy: none has 0 messages, at least 1000 are needed" in shortages(messages)


@pytest.mark.slow
def test_the_corpus_is_sound_and_shares_no_near_copy_with_what_is_held_apart() -> None:
    corpus = load_corpus(CORPUS)
    files = [*HELD_APART.rglob("*.jsonl"), *PAIRS.glob("*.jsonl")]
    apart = read_labelled(sorted(files), lambda _: Language.UNKNOWN)
    assert shortages(corpus) == []
    ids = {message.id for message in corpus}
    assert ids.isdisjoint(message.id for message in apart)
    assert list(near_copies({message.id: message.text for message in (*corpus, *apart)})) == []
    assert len(apart) >= 8_000
