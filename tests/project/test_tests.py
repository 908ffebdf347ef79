"""Every test runs: none is left out, expected to fail, or left for later."""

from tests.project.tree import ROOT, code_files, lines_matching

LEFT_OUT = r"\bpytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b|\bunittest\.(?:skip|expectedFailure)"
LEFT_FOR_LATER = r"\b(?:TO[D]O|FIX[M]E|XX[X])\b"


def in_tests(pattern: str) -> list[str]:
    paths = [path for path in code_files(".py") if path.is_relative_to(ROOT / "tests")]
    assert paths
    return [place for path in paths for place in lines_matching(path, pattern)]


def test_no_test_is_left_out_or_expected_to_fail() -> None:
    assert in_tests(LEFT_OUT) == []


def test_no_test_is_left_for_later() -> None:
    assert in_tests(LEFT_FOR_LATER) == []
