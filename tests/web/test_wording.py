"""Everything that a practitioner reads exists in Welsh, and every term of ours has words."""

import re
from enum import Enum
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from bot.alerts import Outcome
from bot.channels.contract import DeliveryStatus
from bot.domain.concerns import Category, Severity
from bot.domain.contact_gate import Purpose, Refusal
from bot.domain.ladder import Rung
from bot.domain.languages import Language
from bot.domain.signals import SignalKind
from bot.domain.staff import Capacity, Role
from bot.web import access_wording, wording
from bot.web.languages import TRANSLATIONS, catalog
from tests.project.tree import ROOT

KEYWORDS = {"_": None, "t": None, "translatable": None, "gettext": None, "ngettext": (1, 2)}


@cache
def texts() -> frozenset[str]:
    """Every text in templates and code that is to be translated."""
    with (TRANSLATIONS / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_ours)
    return frozenset(message[2] if isinstance(message[2], str) else message[2][0] for message in found)


def _ours(folder: str) -> bool:
    place = Path(folder).relative_to(ROOT)
    return (place.is_relative_to("bot") and "static" not in place.parts) or place == Path()


def known() -> dict[str, tuple[str, ...]]:
    """The Welsh of each text: one form, or one for each plural."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in catalog(Language.WELSH)
        if message.id and not message.fuzzy
    }


def test_every_text_has_its_welsh() -> None:
    assert len(texts()) > 200
    assert texts() - known().keys() == set()
    assert [text for text, welsh in known().items() if not all(form.strip() for form in welsh)] == []


def test_no_welsh_is_left_over() -> None:
    assert known().keys() - texts() == set()


def test_the_welsh_keeps_every_placeholder() -> None:
    welsh = catalog(Language.WELSH)
    problems = [(message.id, [str(error) for error in message.check(welsh)]) for message in welsh]
    assert [problem for problem in problems if problem[1]] == []


# What `audit.record` is given in the code: whole, or beginning with what stands before a brace.
RECORDED = re.compile(r'audit\.record\([^"]*?f?"([a-z_]+:[a-z_]*)', re.DOTALL)


def test_every_entry_of_the_audit_trail_has_words() -> None:
    written = {
        found
        for folder in ("bot", "actions")
        for file in (ROOT / folder).rglob("*.py")
        for found in RECORDED.findall(file.read_text())
    }
    assert len(written) > 60
    silent = [one for one in written if not any(known.startswith(one) for known in access_wording.ACTIONS)]
    assert silent == []


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (Category, wording.CATEGORIES),
        (Severity, wording.SEVERITIES),
        (Rung, wording.RUNGS),
        (Outcome, wording.OUTCOMES),
        (Role, wording.ROLES),
        (Capacity, wording.CAPACITIES),
        (Language, wording.SPOKEN),
        (SignalKind, wording.SIGNALS),
        (Purpose, wording.PURPOSES),
        (Refusal, wording.WITHHELD),
        (DeliveryStatus, wording.DELIVERIES),
    ],
)
def test_every_term_has_words(terms: type[Enum], words: dict[object, str]) -> None:
    assert [term for term in terms if term not in words] == []
