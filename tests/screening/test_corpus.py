import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.domain.concerns import Category, Severity
from bot.domain.languages import Language
from bot.screening.classifier_training import checked
from bot.screening.corpus import (
    CORPUS,
    LANGUAGES,
    CorpusError,
    Kind,
    Message,
    Part,
    language_of,
    load_corpus,
    read_messages,
    shortages,
)
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
        ({"text": None}, "'text' is not a text"),
        ({"labels": "missing"}, "'labels' is not a list"),
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


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"labels": ["bullying"]},
            "'bullying' is not a valid Category: use one of suicide, .*, worker_contact",
        ),
        ({"severity": "grave"}, "'grave' is not a valid Severity: use one of low, .*, emergency, none"),
        ({"kind": "odd"}, "'odd' is not a valid Kind: use one of explicit, .*, admin"),
        ({"set": "test"}, "'test' is not a valid Part: use one of train, validation"),
    ],
)
def test_an_unknown_value_is_refused_with_those_there_are(
    fields: dict[str, Any], told: str, tmp_path: Path
) -> None:
    with pytest.raises(CorpusError, match=rf"^some\.jsonl: line 1: {told}$"):
        load_corpus(write(tmp_path, [line("en-1", "fine") | fields]))


FIRST, SECOND = (json.dumps(line(f"en-{n}", "one\u2028two"), ensure_ascii=False) for n in (1, 2))


@pytest.mark.parametrize(
    "written",
    [
        f"\ufeff{FIRST}\n{SECOND}\n",
        f"{FIRST}\n{SECOND}",
        f"{FIRST}\n{SECOND}\n\n \n",
        f"\n{FIRST}\n\n{SECOND}\n",
        f"\ufeff{FIRST}\r\n\r\n{SECOND}\r\n",
    ],
    ids=["byte-order mark", "no last end", "blank at the end", "blank between", "from Windows"],
)
def test_a_file_is_read_as_editors_leave_it(written: str, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_bytes(written.encode())
    messages = read_messages(file, Language.ENGLISH)
    assert [(one.id, one.text) for one in messages] == [("en-1", "one\u2028two"), ("en-2", "one\u2028two")]


def test_blank_lines_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text(f"{FIRST}\n\n[1]\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="line 3: is not a JSON object"):
        read_messages(file, Language.ENGLISH)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("eng.jsonl", Language.WELSH),
        ("en.jsonl", Language.ENGLISH),
        ("deeper/../eng.jsonl", Language.WELSH),
        ("../mixed/eng.jsonl", Language.MIXED),
        ("../eng.jsonl", None),
    ],
)
def test_the_folder_one_works_in_tells_the_language_where_the_name_does_not(
    name: str, language: Language | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("cy/deeper", "mixed"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "cy")
    assert language_of(Path(name)) is language


def test_a_line_that_is_no_object_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, [line("en-1", "fine")])
    (folder / "en" / "some.jsonl").write_text("[1]\n")
    with pytest.raises(CorpusError, match="line 1: is not a JSON object"):
        load_corpus(folder)


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
    assert "en: missing has 1 messages, at least 300 are needed" in shortages(messages)
    assert "cy: missing has 0 messages, at least 300 are needed" in shortages(messages)
    assert "mixed: missing has 0 messages, at least 200 are needed" in shortages(messages)
    assert "cy: none has 0 messages, at least 3000 are needed" in shortages(messages)


def corpus_of(languages: Mapping[Language, tuple[int, int, int]], different: int = 601) -> list[Message]:
    """So many messages about suicide, ordinary ones and hard negatives, in so many different words."""
    kinds = (
        ((Category.SUICIDE,), Severity.HIGH, Kind.HINT),
        ((), None, Kind.ORDINARY),
        ((), None, Kind.HARD_NEGATIVE),
    )
    return [
        Message(f"{language}-{n}", " ".join(f"{part}{n % different}" for part in "defghi"), *told, language)
        for language, numbers in languages.items()
        for told, number in zip(kinds, numbers, strict=True)
        for n in range(number)
    ]


# As many as there must be, as many ordinary as not, and two fifths of the ordinary ones traps.
ENOUGH = {
    Language.ENGLISH: (3500, 2100, 1400),
    Language.WELSH: (3500, 2100, 1400),
    Language.MIXED: (2500, 1500, 1000),
}


def wanting(changed: dict[Language, tuple[int, int, int]], different: int = 601) -> list[str]:
    """What a corpus lacks, apart from the categories that this one leaves out."""
    told = shortages(corpus_of(ENOUGH | changed, different))
    left_out = {category.value for category in Category} - {"suicide"}
    return [line for line in told if not any(f": {name} has 0 messages" in line for name in left_out)]


def test_a_corpus_as_large_and_balanced_as_it_must_be_lacks_nothing() -> None:
    assert wanting({}) == []


@pytest.mark.parametrize(
    ("language", "numbers", "told"),
    [
        (Language.ENGLISH, (3499, 2100, 1400), "en: 6999 messages in all, at least 7000 are needed"),
        (Language.WELSH, (3499, 2100, 1400), "cy: 6999 messages in all, at least 7000 are needed"),
        (Language.MIXED, (2499, 1500, 1000), "mixed: 4999 messages in all, at least 5000 are needed"),
    ],
)
def test_a_language_with_too_few_messages_in_all_is_named(
    language: Language, numbers: tuple[int, int, int], told: str
) -> None:
    assert wanting({language: numbers}) == [told]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((5270, 2100, 1400), "39.9 %"),
        ((2780, 2520, 1720), "60.4 %"),
    ],
    ids=["too few", "too many"],
)
def test_about_half_of_the_messages_are_ordinary(numbers: tuple[int, int, int], told: str) -> None:
    (line,) = wanting({Language.ENGLISH: numbers})
    assert line == f"en: {told} of the messages are ordinary, 40 to 60 % are needed"


def test_of_the_ordinary_messages_two_in_five_are_hard_negatives() -> None:
    (line,) = wanting({Language.WELSH: (3500, 2114, 1386)})
    assert line == "cy: 39.6 % of the ordinary messages are hard negatives, at least 40 % are needed"


def test_messages_in_always_the_same_words_are_refused() -> None:
    told = wanting({}, different=31)
    assert "en: suicide has 186 different words in 100 messages, at least 250 are needed" in told[0]
    assert len(told) == len(LANGUAGES) * 2


def test_training_refuses_what_is_wanting() -> None:
    with pytest.raises(CorpusError, match="cy: 3 messages in all, at least 7000 are needed"):
        checked(tuple(corpus_of({Language.WELSH: (1, 1, 1)})))


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
