"""Imports go one way."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from importlinter.cli import lint_imports

from tests.project.tree import ROOT, code_files

# What decides: plain data and the standard library, with nothing that reads a clock, a file or a network.
IMPURE = {
    "asyncio",
    "http",
    "os",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "threading",
    "time",
    "urllib",
}


def imported(path: Path) -> Iterator[str]:
    """Each module that the file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def files_under(folder: str) -> list[Path]:
    return [path for path in code_files(".py") if path.is_relative_to(ROOT / folder)]


def test_the_import_contracts_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_what_runs_inside_rasa_imports_nothing_else_of_ours() -> None:
    found = [(path.name, name) for path in files_under("bot/assistant") for name in imported(path)]
    assert found
    ours = ("bot", "actions", "bench", "setup", "tests")
    assert [
        pair for pair in found if pair[1].split(".")[0] in ours and not pair[1].startswith("bot.assistant")
    ] == []


def test_nothing_of_the_service_imports_what_runs_inside_rasa() -> None:
    service = [*files_under("bot"), *files_under("actions")]
    outside = [path for path in service if not path.is_relative_to(ROOT / "bot/assistant")]
    assert [
        path.name for path in outside for name in imported(path) if name.startswith("bot.assistant")
    ] == []


def test_the_contract_of_channels_imports_nothing_of_ours() -> None:
    found = list(imported(ROOT / "bot/channels/contract.py"))
    assert found
    assert [name for name in found if name.startswith((".", "bot", "actions"))] == []


def test_the_domain_is_pure() -> None:
    allowed = (set(sys.stdlib_module_names) - IMPURE) | {"bot"}
    found = [(path.name, name) for path in files_under("bot/domain") for name in imported(path)]
    assert found
    assert [pair for pair in found if pair[1] and pair[1].split(".")[0] not in allowed] == []
