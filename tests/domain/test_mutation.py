import pytest

from bot.domain.mutation import mutations, radicals_by_form


@pytest.mark.parametrize(
    ("radical", "forms"),
    [
        ("brifo", {"frifo", "mrifo"}),
        ("torri", {"dorri", "nhorri", "thorri"}),
        ("curo", {"guro", "nghuro", "churo"}),
        ("lladd", {"ladd"}),
        ("gwaed", {"waed", "ngwaed"}),
        ("rhoi", {"roi"}),
        ("marw", {"farw"}),
        ("chwerthin", set()),
        ("ffrind", set()),
    ],
)
def test_a_radical_has_its_soft_nasal_and_aspirate_forms(radical: str, forms: set[str]) -> None:
    assert mutations(radical) == forms


def test_a_form_that_is_a_word_of_its_own_stands_for_nothing_else() -> None:
    assert radicals_by_form(frozenset({"tad"}), keep=frozenset({"dad"})) == {"nhad": "tad", "thad": "tad"}


def test_a_form_shared_by_two_radicals_is_not_guessed() -> None:
    assert "fath" not in radicals_by_form(frozenset({"bath", "math"}), keep=frozenset())
