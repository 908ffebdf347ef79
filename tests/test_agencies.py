"""The file of agencies: ours ships no number that nobody has checked, and what is wrong is named."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from bot.agencies import AGENCIES_FILE, AgenciesError, load_agencies
from bot.domain.agencies import AgencyKind, Contact, phone_problem

AUTHORITIES = {"anglesey", "gwynedd", "conwy", "denbighshire", "flintshire", "wrexham"}


def test_ours_has_the_six_authorities_the_police_and_the_health_board() -> None:
    found = load_agencies().all
    of_kind = {kind: {one.id for one in found.values() if one.kind is kind} for kind in AgencyKind}
    assert of_kind == {
        AgencyKind.CHILDRENS_SERVICES: AUTHORITIES,
        AgencyKind.POLICE: {"police"},
        AgencyKind.HEALTH: {"health"},
    }
    for agency in found.values():
        assert [contact.id for contact in agency.contacts] == ["duty", "out_of_hours"]


def test_ours_claims_no_number_and_no_test() -> None:
    ways = [contact for agency in load_agencies().all.values() for contact in agency.contacts]
    assert {(one.phone, one.email, one.tested) for one in ways} == {(None, None, None)}


@pytest.mark.parametrize(
    ("part", "value", "problem"),
    [
        ("phone", "ring Mair", "gwynedd: duty: phone is not a number"),
        ("phone", 1286, "gwynedd: duty: phone is not a number"),
        ("email", "nobody", "gwynedd: duty: email is not an address"),
        ("tested", "yes", "gwynedd: duty: tested is not a date"),
        ("tested", date(2026, 1, 1), "gwynedd: duty: tested, but there is nothing to test"),
        ("name", {"en": "Duty team", "cy": " "}, "gwynedd: name has no cy"),
    ],
)
def test_wrong_data_is_refused_by_name(tmp_path: Path, part: str, value: object, problem: str) -> None:
    data = yaml.safe_load(AGENCIES_FILE.read_text(encoding="utf-8"))
    data["agencies"]["gwynedd"]["contacts"]["duty"][part] = value
    with pytest.raises(AgenciesError, match=problem):
        load_agencies(_written(tmp_path, data))


@pytest.mark.parametrize(
    ("part", "value", "problem"),
    [
        ("kind", "council", "gwynedd: 'council' is not a valid"),
        ("name", {"en": "Gwynedd"}, "gwynedd: name has no cy"),
        ("contacts", {}, "gwynedd: at least one of contacts"),
        ("contacts", None, "gwynedd: "),
    ],
)
def test_a_wrong_agency_is_refused_by_name(tmp_path: Path, part: str, value: object, problem: str) -> None:
    data = yaml.safe_load(AGENCIES_FILE.read_text(encoding="utf-8"))
    data["agencies"]["gwynedd"][part] = value
    with pytest.raises(AgenciesError, match=problem):
        load_agencies(_written(tmp_path, data))


@pytest.mark.parametrize("days", [0, "90", None])
def test_days_that_are_none_are_refused(tmp_path: Path, days: object) -> None:
    data = yaml.safe_load(AGENCIES_FILE.read_text(encoding="utf-8")) | {"stale_after_days": days}
    with pytest.raises(AgenciesError, match="stale_after_days"):
        load_agencies(_written(tmp_path, data))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AgenciesError, match=r"agencies\.yml"):
        load_agencies(tmp_path / "agencies.yml")


def _written(folder: Path, data: object) -> Path:
    file = folder / "agencies.yml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("tested", "days_ago", "phone", "stale"),
    [(True, 90, "101", False), (True, 91, "101", True), (False, 0, "101", True), (True, 0, None, True)],
)
def test_what_was_not_tested_lately_is_stale(
    tested: bool, days_ago: int, phone: str | None, stale: bool
) -> None:
    today = date(2026, 11, 18)
    contact = Contact("duty", {}, phone, None, today - timedelta(days=days_ago) if tested else None)
    assert contact.stale(today, timedelta(days=90)) is stale


@pytest.mark.parametrize(
    "number", ["101", "999", "01286 000000", "+44 1286 000000", "07700 900123", "116 123"]
)
def test_numbers_that_can_be_rung(number: str) -> None:
    assert phone_problem(number) is None


@pytest.mark.parametrize("number", ["", "12", "0", "call me", "01286-000000", "0" * 40])
def test_what_cannot_be_rung(number: str) -> None:
    assert phone_problem(number) == "phone_wrong"
