"""The page of what was agreed about safe contact: clear about what is wrong, and nothing typed is lost."""

import html
import re
from typing import Any

import httpx
import pytest

from tests.web.conftest import Case, Service

pytestmark = pytest.mark.service

PLAIN = {
    "device": "own",
    "hours": "service",
    "opening": "plain",
    "safety_replies": "any_hour",
    "language": "en",
}


def words(answer: httpx.Response) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text))


async def keep(case: Case, **form: str) -> httpx.Response:
    return await case.theirs.post(f"/young-people/{case.young_person}/contact-safety", **PLAIN | form)


async def profile(service: Service) -> Any:
    rows = await service.world.rows("SELECT * FROM contact_profiles")
    return rows[0] if rows else None


async def test_what_was_agreed_is_kept_and_shown_with_its_history(service: Service, case: Case) -> None:
    answer = await keep(
        case,
        device="shared",
        hours="own",
        day_0="7-8:15, 16.00 to 18.30",
        day_6="16:00-24:00",
        opening="no_name",
        safe_word="marmalade",
        danger_word="blue penguin",
        full_confirmed="yes",
        preferred_name="Lex",
        pronouns="they",
        language_call="cy",
        sender_sense="football club",
    )
    assert answer.headers["location"].endswith("done=contact-safety")
    kept = await profile(service)
    assert kept.windows == [[0, 420, 495], [0, 960, 1110], [6, 960, 1440]]
    page = words(await case.theirs.get(f"/young-people/{case.young_person}/contact-safety"))
    assert "Monday 07:00–08:15, Monday 16:00–18:30, Sunday 16:00–24:00" in page
    assert "Danger word changed" in page
    assert "Not known yet → Shared with others" in page
    assert "nothing → Lex" in page
    assert "nothing → they" in page
    assert "nothing → football club" in page
    form = (await case.theirs.get(f"/young-people/{case.young_person}/contact-safety")).text
    for field, value in (("pronouns", "they"), ("sender_sense", "football club")):
        [box] = re.findall(rf"<input[^>]*name=\"{field}\"[^>]*>", form)
        assert f'value="{value}"' in box
    shown = words(await case.theirs.get(f"/young-people/{case.young_person}"))
    assert "Lex" in shown
    assert "Safe word and danger word" in shown
    assert "penguin" not in shown


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"hours": "own", "day_2": "after school"}, "Enter hours like 16:00 to 18:30"),
        ({"hours": "own", "day_2": "25:00-26:00"}, "Enter hours like 16:00 to 18:30"),
        ({"hours": "own", "day_2": "18-16"}, "The end of the hours must come after their beginning"),
        ({"hours": "own", "day_2": "16-18, 17-19"}, "These hours overlap"),
        ({"hours": "own"}, "Confirm that no text may be sent at any hour"),
        ({"hours": "never"}, "Confirm that no text may be sent at any hour"),
        ({"device": "watched"}, "Select a neutral opening"),
        ({"opening": "own"}, "Enter the agreed opening"),
        ({"opening": "own", "own_opening": "Hafan here"}, "must not say who we are"),
        ({"opening": "own", "own_opening": "Gweithiwr sy 'ma"}, "must not say who we are"),
        ({"danger_word": "stop"}, "already means something else"),
        ({"danger_word": "cymorth"}, "already means something else"),
        ({"danger_word": "school"}, "would be said by accident"),
        ({"danger_word": "ysgol"}, "would be said by accident"),
        ({"danger_word": "abc"}, "at least 4 letters"),
        ({"safe_word": "penguin", "danger_word": "penguin"}, "must not contain each other"),
        ({"preferred_name": "x" * 201}, "200 characters or fewer"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    service: Service, case: Case, form: dict[str, str], problem: str
) -> None:
    answer = await keep(case, pronouns="kept as typed", **form)
    assert answer.status_code == 400
    assert problem in words(answer)
    assert "kept as typed" in answer.text
    assert await profile(service) is None


async def test_never_is_kept_once_it_is_confirmed(service: Service, case: Case) -> None:
    assert (await keep(case, hours="never", never_confirmed="yes")).status_code == 303
    assert (await profile(service)).windows == []
    shown = words(await case.theirs.get(f"/young-people/{case.young_person}"))
    assert "No hour is safe" in shown


OTHERS_LOOK = {"opening": "no_name", "pronouns": "kept as typed"}
IN_FULL = {
    "en": "Confirm that a disclosure may be answered with the numbers to call, although others look",
    "cy": "Cadarnhewch y ceir ateb datgeliad gyda'r rhifau i'w ffonio, er bod eraill yn edrych ar y ffôn hwn",
}


@pytest.mark.parametrize("interface", ["en", "cy"])
@pytest.mark.parametrize("replies", ["any_hour", "safe_hours"])
@pytest.mark.parametrize("device", ["shared", "watched"])
async def test_whom_to_call_reaches_a_phone_that_others_read_only_once_it_is_confirmed(
    service: Service, case: Case, device: str, replies: str, interface: str
) -> None:
    form = OTHERS_LOOK | {"device": device, "safety_replies": replies}
    await case.theirs.post("/language", to=interface)
    answer = await keep(case, **form)
    assert answer.status_code == 400
    assert IN_FULL[interface] in words(answer)
    assert 'href="#full_confirmed"' in answer.text
    assert "kept as typed" in answer.text
    [chosen] = re.findall(rf'<input[^>]*name="safety_replies"[^>]*value="{replies}"[^>]*>', answer.text)
    assert "checked" in chosen
    assert await profile(service) is None
    assert (await keep(case, **form, full_confirmed="yes")).status_code == 303
    assert (await profile(service)).safety_replies == replies


async def test_that_it_is_confirmed_stays_ticked_while_something_else_is_wrong(
    service: Service, case: Case
) -> None:
    answer = await keep(case, **OTHERS_LOOK, device="watched", full_confirmed="yes", danger_word="abc")
    [box] = re.findall(r'<input[^>]*name="full_confirmed"[^>]*>', answer.text)
    assert "checked" in box
    assert IN_FULL["en"] not in words(answer)


async def test_a_phone_that_began_to_be_watched_is_asked_about_though_its_own_was_not(
    service: Service, case: Case
) -> None:
    assert (await keep(case)).status_code == 303
    assert (await keep(case, **OTHERS_LOOK, device="watched")).status_code == 400
    assert (await profile(service)).device == "own"


@pytest.mark.parametrize(
    "form",
    [
        {"device": "own"},
        {"device": "unknown"},
        {"device": "watched", "safety_replies": "neutral"},
        {"device": "shared", "safety_replies": "none"},
    ],
)
async def test_nothing_is_to_be_confirmed_where_others_read_nothing_that_tells(
    service: Service, case: Case, form: dict[str, str]
) -> None:
    assert (await keep(case, **OTHERS_LOOK | form)).status_code == 303


async def test_a_profile_from_before_is_shown_and_asked_about_at_its_next_change(
    service: Service, case: Case
) -> None:
    await keep(case, **OTHERS_LOOK, device="watched", full_confirmed="yes")
    page = await case.theirs.get(f"/young-people/{case.young_person}/contact-safety")
    assert page.status_code == 200
    [box] = re.findall(r'<input[^>]*name="full_confirmed"[^>]*>', page.text)
    assert "checked" not in box
    assert (await keep(case, **OTHERS_LOOK, device="watched", danger_word="red kettle")).status_code == 400


async def test_the_language_of_texts_changes_with_the_rest(service: Service, case: Case) -> None:
    await keep(case, language="cy")
    rows = await service.world.rows("SELECT language, last_language FROM young_people")
    assert [(row.language, row.last_language) for row in rows] == [("cy", "cy")]
    assert "Language of texts: English → Welsh" in words(
        await case.theirs.get(f"/young-people/{case.young_person}/contact-safety")
    )


@pytest.mark.parametrize(("texts", "spoken"), [("en", "cy"), ("cy", "en")])
async def test_whoever_calls_or_writes_a_letter_reads_which_language_was_agreed_for_that(
    service: Service, case: Case, texts: str, spoken: str
) -> None:
    """Calls to them and letters are a person's own doing: these two pages are where that person looks."""
    name = {"en": "English", "cy": "Welsh"}
    await keep(case, language=texts, language_call=spoken, language_letter=spoken, language_chat=texts)
    agreed = {"Phone calls": name[spoken], "Letters": name[spoken], "Web chat": name[texts]}
    for page in ("", "/conversation"):
        shown = (await case.theirs.get(f"/young-people/{case.young_person}{page}")).text
        pairs = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd>([^<]+)</dd>", shown))
        assert {channel: pairs.get(channel) for channel in agreed} == agreed, page
    form = (await case.theirs.get(f"/young-people/{case.young_person}/contact-safety")).text
    for channel, language in (("call", spoken), ("letter", spoken), ("chat", texts)):
        [choice] = re.findall(rf'(?s)<select[^>]*name="language_{channel}".*?</select>', form)
        assert re.findall(r'value="(\w*)" selected', choice) == [language]
    assert f"Language of phone calls: nothing → {name[spoken]}" in words(
        await case.theirs.get(f"/young-people/{case.young_person}/contact-safety")
    )
    [row] = await service.world.rows("SELECT language, last_language FROM young_people")
    assert (row.language, row.last_language) == (texts, texts)


async def test_nothing_of_it_stands_in_the_database_in_words(service: Service, case: Case) -> None:
    await keep(case, danger_word="blue penguin", safe_word="marmalade", preferred_name="Lex Invented")
    for table in ("contact_profiles", "contact_changes"):
        for row in await service.world.rows(f"SELECT {table}::text AS all FROM {table}"):
            raw = row.all.encode() + bytes.fromhex("".join(re.findall(r"\\x([0-9a-f]*)", row.all)) or "")
            assert not any(word in raw for word in (b"penguin", b"marmalade", b"Lex"))


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"detail": "Said yes."}, "Select whether they agree"),
        ({"given": "yes", "detail": " "}, "Enter what they were told"),
    ],
)
async def test_consent_needs_an_answer_and_their_words(
    service: Service, case: Case, form: dict[str, str], problem: str
) -> None:
    answer = await case.theirs.post(f"/young-people/{case.young_person}/consent", **form)
    assert answer.status_code == 400
    assert problem in words(answer)
    assert await service.world.rows("SELECT 1 FROM consents") == []


async def test_consent_keeps_its_history(service: Service, case: Case) -> None:
    address = f"/young-people/{case.young_person}"
    await case.theirs.post(f"{address}/consent", given="yes", detail="Told who reads; said ok.")
    service.world.clock.forward(minutes=1)
    await case.theirs.post(f"{address}/consent", given="no", detail="Does not want texts any more.")
    page = words(await case.theirs.get(f"{address}/contact-safety"))
    assert page.index("Does not want texts any more.") < page.index("Told who reads; said ok.")
    assert "No, taken back" in words(await case.theirs.get(address))
