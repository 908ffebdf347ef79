"""Files of texts that are not whole are refused by name."""

from pathlib import Path

import pytest

from bot.content import LANGUAGES, ContentError, load_content

_, CY = LANGUAGES


def test_a_missing_language_is_named(tmp_path: Path) -> None:
    (tmp_path / "some.yml").write_text("texts:\n  hello:\n    en: Hi\n    cy: ' '\n")
    with pytest.raises(ContentError, match=r"some\.yml: hello has no text in cy"):
        load_content(tmp_path)


@pytest.mark.parametrize(
    ("welsh", "problem"),
    [
        ("Haia {enw}", "hello does not take the same values in every language"),
        ("Haia {who", "hello: .*'}'"),
    ],
)
def test_a_text_that_could_not_be_filled_in_is_named(tmp_path: Path, welsh: str, problem: str) -> None:
    (tmp_path / "some.yml").write_text(f"texts:\n  hello:\n    en: 'Hi {{who}}'\n    cy: '{welsh}'\n")
    with pytest.raises(ContentError, match=rf"some\.yml: {problem}"):
        load_content(tmp_path)


def test_a_file_without_texts_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "lines.yml").write_text("helplines: []\n")
    (tmp_path / "some.yml").write_text("texts:\n  hello: {en: 'Hi {who}', cy: 'Haia {who}'}\n")
    content = load_content(tmp_path)
    assert content.text("some.hello", CY, who="Mabli") == "Haia Mabli"
    assert len(content.texts) == 2
