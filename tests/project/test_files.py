"""Nothing in the project depends on, or tells of, the machine it was written on."""

import re
from fnmatch import fnmatch

import pytest

from tests.project.tree import ROOT, files, lines_matching

MACHINE_PATH = r"(?<![\w.~}<>-])/(?:root|work|workspace|home/\w+|Users/\w+)/"
# Written so that the pattern does not find itself.
REGISTRY = r"pypi[.]org|python.?hosted[.]org|registry[.]npmjs[.]|registry[.]yarnpkg[.]|deb[.]debian[.]org"
WORD_OF_PATH = re.compile(r"^(?:[\w.<>*-]+/[\w.<>*/-]*|[\w<>*-]*\.[\w.]+|Makefile)$")


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry host"])
def test_no_file_names_a(pattern: str) -> None:
    assert [place for path in files() for place in lines_matching(path, pattern)] == []


def test_the_readme_draws_a_map() -> None:
    assert {"bot", "actions", "data", "docs", "tests"} <= {path.split("/")[0] for path in mapped()}


def test_every_place_on_the_readme_map_exists() -> None:
    assert [path for path in mapped() if not exists(path)] == []


def test_every_folder_at_the_top_is_on_the_readme_map() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in files() if len(path.relative_to(ROOT).parts) > 1}
    shown = {path.split("/")[0] for path in mapped()}
    assert sorted(top for top in tops - shown if not top.startswith(".")) == []


def mapped() -> list[str]:
    """Each place that the README's drawing of the folders names, `<such>` parts as `*`."""
    readme = (ROOT / "README.md").read_text()
    drawings = [
        block for block in re.findall(r"```\w*\n(.*?)```", readme, re.DOTALL) if "\nbot/" in f"\n{block}"
    ]
    places: list[str] = []
    folder = ""
    for line in drawings[0].splitlines():
        names = leading_paths(line)
        inside = folder if line.startswith(" ") else ""
        places += [inside + name for name in names]
        if names and not line.startswith(" "):
            folder = names[0] if names[0].endswith("/") else ""
    return places


def leading_paths(line: str) -> list[str]:
    """The paths that a line of the drawing starts with, before the words that explain them."""
    names: list[str] = []
    for word in line.split():
        if not WORD_OF_PATH.match(word.rstrip(",")):
            break
        names.append(re.sub(r"<\w+>", "*", word.rstrip(",")))
    return names


def exists(place: str) -> bool:
    """Whether a file of the project is there, or whether it is something that is built."""
    pattern = place + "*" if place.endswith("/") else place
    if any(fnmatch(str(path.relative_to(ROOT)), pattern) for path in files()):
        return True
    return f"/{place}" in (ROOT / ".gitignore").read_text().splitlines()
