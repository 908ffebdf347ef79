"""The table in docs/operations.md tells of every setting, and of no other."""

import re

from bot.settings import Settings
from tests.project.tree import ROOT

ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def variable(name: str) -> str:
    """The environment variable that a field is read from."""
    alias = Settings.model_fields[name].validation_alias
    return alias if isinstance(alias, str) else f"{Settings.model_config['env_prefix']}{name}".upper()


def documented() -> dict[str, tuple[str, str]]:
    rows = ROW.findall((ROOT / "docs/operations.md").read_text(encoding="utf-8"))
    return {name: (default.strip(), meaning.strip()) for name, default, meaning in rows}


def test_every_setting_is_documented() -> None:
    assert {variable(name) for name in Settings.model_fields} - documented().keys() == set()


def test_no_setting_is_documented_that_is_not_there() -> None:
    assert documented().keys() - {variable(name) for name in Settings.model_fields} == set()


def test_the_documented_numbers_are_the_defaults() -> None:
    table = documented()
    numbers = {
        variable(name): str(field.default)
        for name, field in Settings.model_fields.items()
        if isinstance(field.default, int | float) and not isinstance(field.default, bool)
    }
    assert numbers
    assert {name: table[name][0].strip("`") for name in numbers} == numbers
