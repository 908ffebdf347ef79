"""Code stays short enough to read."""

import ast
from functools import cache
from pathlib import Path
from statistics import median, quantiles

from tests.project.tree import ROOT, code_files

FILE_LINES = 300
FUNCTION_LINES = 50
MEDIAN_LINES = 8
NINETIETH_PERCENTILE_LINES = 25


@cache
def function_lengths(path: Path) -> list[tuple[str, int]]:
    """Each function's place, and its lines from `def` to its end."""
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]


def test_no_file_is_long() -> None:
    sizes = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for path in code_files(".py", ".html", ".js", ".scss")
    }
    assert sizes
    assert [f"{path.relative_to(ROOT)}: {size}" for path, size in sizes.items() if size > FILE_LINES] == []


def test_no_function_is_long() -> None:
    lengths = [pair for path in code_files(".py") for pair in function_lengths(path)]
    assert lengths
    assert [f"{place}: {length}" for place, length in lengths if length > FUNCTION_LINES] == []


def test_most_functions_are_short() -> None:
    lengths = [
        length
        for path in code_files(".py")
        if path.relative_to(ROOT).parts[0] in {"bot", "actions"}
        for _, length in function_lengths(path)
    ]
    assert median(lengths) <= MEDIAN_LINES
    assert quantiles(lengths, n=10)[-1] <= NINETIETH_PERCENTILE_LINES
