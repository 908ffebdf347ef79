"""Taking a conversation over, writing with care, and handing it back, on the pages."""

import html
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from bot import contact
from bot.domain.doubts import UNPROVEN
from bot.storage import people
from tests.fixtures import World
from tests.web.conftest import Browser, Case, Service

pytestmark = pytest.mark.service


def place(case: Case) -> str:
    return f"/young-people/{case.young_person}"


async def take_over(case: Case, browser: Browser | None = None, **form: str) -> httpx.Response:
    browser = browser or case.theirs
    await browser.get(f"{place(case)}/conversation")
    return await browser.post(f"{place(case)}/take-over", **{"shown_name": "Mari"} | form)


async def send(case: Case, text: str, **form: str) -> httpx.Response:
    values = {"text": text, "step": "send", "once": str(uuid4())} | form
    return await case.theirs.post(f"{place(case)}/write", **values)


async def to_confirm(answer: httpx.Response) -> str:
    found = re.search(r'name="confirmed"[^>]*value="([^"]*)"', answer.text)
    assert found, "nothing is to be confirmed"
    return found[1]


async def written(world: World) -> list[Any]:
    return await world.rows("SELECT purpose, written_by FROM messages WHERE NOT inbound ORDER BY sequence")


def words(answer: httpx.Response) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text))


async def agreed(case: Case) -> None:
    """With their agreement written down, a plain text raises no caution."""
    await case.theirs.get(f"{place(case)}/contact-safety")
    await case.theirs.post(f"{place(case)}/consent", given="yes", detail="Told them who reads. Said fine.")


async def test_a_text_leaves_under_the_name_of_whoever_took_over(service: Service, case: Case) -> None:
    await agreed(case)
    assert (await take_over(case)).status_code == 303
    assert (await send(case, "Can I ring you at four?")).headers["location"].endswith("done=text-sent")
    rows = await written(service.world)
    assert [(row.purpose, row.written_by) for row in rows] == [
        ("handover", case.practitioner),
        ("person", case.practitioner),
    ]
    page = words(await case.theirs.get(f"{place(case)}/conversation"))
    assert "Mari Enghraifft" in page
    assert "Can I ring you at four?" in page
    shown = words(await case.theirs.get(place(case)))
    assert "You hold this conversation." in shown


async def test_without_taking_over_nothing_is_written_and_nothing_lost(service: Service, case: Case) -> None:
    await case.theirs.get(f"{place(case)}/conversation")
    answer = await send(case, "Can I ring you?")
    assert answer.status_code == 409
    assert "Can I ring you?" in answer.text
    assert await written(service.world) == []


@pytest.mark.parametrize(
    ("text", "caution"),
    [
        ("My number is 07700 900123", "phone number in it"),
        ("Come to 12 High Street LL55 1AB", "address, a postcode"),
        ("Look at https://example.org", "address, a postcode"),
        ("I saw Jordan today", "name another young person"),
        ("a" * 400, "It is long"),
    ],
)
async def test_what_may_harm_is_asked_about_before_it_leaves(
    service: Service, case: Case, text: str, caution: str
) -> None:
    await service.world.add_young_person(assigned=case.practitioner, name="Jordan Invented")
    await agreed(case)
    await take_over(case)
    answer = await send(case, text)
    assert answer.status_code == 200
    assert caution in words(answer)
    assert "person" not in {row.purpose for row in await written(service.world)}
    assert (await send(case, text, confirmed=await to_confirm(answer))).status_code == 303
    assert (await written(service.world))[-1].purpose == "person"


async def test_the_number_of_a_helpline_is_no_reason_to_ask(case: Case) -> None:
    await agreed(case)
    await take_over(case)
    assert (await send(case, "Childline is on 0800 1111")).status_code == 303


async def test_a_caution_that_was_not_on_the_page_is_asked_about_again(case: Case) -> None:
    await agreed(case)
    await take_over(case)
    answer = await send(case, "My number is 07700 900123 https://x.example", confirmed="number")
    assert answer.status_code == 200


async def test_a_text_that_is_too_long_is_refused_with_its_words_kept(service: Service, case: Case) -> None:
    await take_over(case)
    answer = await send(case, "b" * 1000)
    assert answer.status_code == 400
    assert "too long" in words(answer)
    assert "b" * 1000 in answer.text


async def test_what_makes_a_text_dear_is_marked_and_never_changed(service: Service, case: Case) -> None:
    await take_over(case)
    answer = await send(case, "Dŵr – iawn?", step="look")
    assert "<mark>ŵ</mark>" in answer.text
    assert "<mark>–</mark>" in answer.text
    assert "Instead of – you could type -" in words(answer)
    assert "Instead of ŵ" not in words(answer)
    assert "Dŵr – iawn?" in answer.text


async def test_outside_safe_hours_a_text_waits_and_says_until_when(service: Service, case: Case) -> None:
    await agreed(case)
    hours = {f"day_{day}": "8-21" for day in range(7)}
    await case.theirs.post(f"{place(case)}/contact-safety", hours="own", **hours)
    service.world.clock.forward(hours=11)
    case.theirs = await service.sign_in(case.practitioner)
    await take_over(case)
    answer = await send(case, "Morning, how did it go?")
    assert "waits until the next one" in words(answer)
    done = await send(case, "Morning, how did it go?", confirmed=await to_confirm(answer))
    assert done.headers["location"].endswith("done=text-held")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("opted_out_at = now()", "They asked us to stop texting"),
        ("pause_reason = 'wrong_person', paused_at = now()", "Contact is paused"),
    ],
)
async def test_what_the_gate_refuses_is_explained_and_cannot_be_confirmed_away(
    service: Service, case: Case, change: str, reason: str
) -> None:
    await take_over(case)
    async with service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(f"UPDATE young_people SET {change}")
    answer = await send(case, "haia", confirmed="held,number,no_consent_recorded")
    assert answer.status_code == 400
    assert reason in words(answer)
    assert "person" not in {row.purpose for row in await written(service.world)}


async def test_a_text_survives_a_sign_in_that_ran_out(service: Service, case: Case) -> None:
    await take_over(case)
    service.world.clock.forward(minutes=45)
    answer = await send(case, "I was just writing this")
    assert answer.status_code == 303
    assert f"{place(case)}/conversation".replace("/", "%2F") in answer.headers["location"]
    again = await service.sign_in(case.practitioner)
    assert "I was just writing this" in (await again.get(f"{place(case)}/conversation")).text
    assert "person" not in {row.purpose for row in await written(service.world)}


async def test_nothing_is_kept_for_a_session_that_was_ended_or_a_form_that_was_forged(
    service: Service, case: Case
) -> None:
    await take_over(case)
    service.world.clock.forward(minutes=45)
    await case.theirs.post(f"{place(case)}/write", text="forged", csrf_token="0" * 64)
    async with service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE sign_ins SET ended_at = now()")
    await send(case, "ended")
    assert await service.world.rows("SELECT 1 FROM drafts") == []


async def test_a_second_person_sees_who_holds_it_and_takes_it_knowingly(service: Service, case: Case) -> None:
    await take_over(case)
    deputy, browser = await service.member(name="Dewi Sampl")
    async with service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO assignments (id, young_person_id, practitioner_id, capacity, since)"
            f" VALUES (gen_random_uuid(), '{case.young_person}', '{deputy}', 'deputy', '2020-01-01')"
        )
    assert "Mari Enghraifft holds this conversation." in words(
        await browser.get(f"{place(case)}/conversation")
    )
    refused = await take_over(case, browser, shown_name="Dewi")
    assert refused.status_code == 409
    assert (await take_over(case, browser, shown_name="Dewi", take_it="yes")).status_code == 303
    answer = await send(case, "still me?")
    assert answer.status_code == 409
    assert "still me?" in answer.text


async def test_handing_back_is_said_and_only_the_holder_can(service: Service, case: Case) -> None:
    await take_over(case)
    async with service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE dispatches SET status = 'sent'")
    assert (await case.theirs.post(f"{place(case)}/hand-back")).status_code == 303
    assert [row.purpose for row in await written(service.world)] == ["handover", "handover"]
    assert (await case.theirs.post(f"{place(case)}/hand-back")).status_code == 409


@pytest.mark.parametrize("path", ["conversation", "contact-safety"])
async def test_somebody_elses_young_person_is_not_there(case: Case, path: str) -> None:
    assert (await case.others.get(f"{place(case)}/{path}")).status_code == 404
    assert (await case.others.get(f"/live/conversations/{case.young_person}")).status_code == 404


@pytest.mark.parametrize("path", ["take-over", "hand-back", "write", "ask-who", "contact-safety", "consent"])
async def test_nobody_acts_for_somebody_elses_young_person(service: Service, case: Case, path: str) -> None:
    form = {"shown_name": "X", "text": "haia", "step": "send", "given": "yes", "detail": "x"}
    assert (await case.others.post(f"{place(case)}/{path}", **form)).status_code == 404
    assert await written(service.world) == []


async def test_a_doubt_that_nobody_could_dispel_stops_no_person_and_is_shown_to_them(
    service: Service, case: Case
) -> None:
    await agreed(case)
    await take_over(case)
    async with service.world.parts.database.transaction() as connection:
        await contact.pause(connection, case.young_person, UNPROVEN, service.world.clock())
    page = words(await case.theirs.get(f"{place(case)}/conversation"))
    assert "it may not be them who writes, and no safe word is agreed" in page
    assert "Contact again" in page
    await send(case, "Is that you? Ring me")
    assert "person" in {row.purpose for row in await written(service.world)}


async def test_every_look_and_every_act_is_on_the_trail(service: Service, case: Case) -> None:
    await agreed(case)
    await take_over(case)
    await send(case, "haia")
    await case.theirs.post(f"{place(case)}/hand-back")
    rows = await service.world.rows("SELECT action FROM audit WHERE actor = :a", a=str(case.practitioner))
    assert {
        "conversation:look",
        "conversation:take_over",
        "message:write",
        "conversation:hand_back",
        "contact_profile:look",
        "consent:record",
    } <= {row.action for row in rows}


async def test_words_with_script_in_them_stay_words(service: Service, case: Case) -> None:
    await take_over(case)
    answer = await send(case, "<script>alert(1)</script>", step="look")
    assert "<script>alert(1)" not in answer.text


@pytest.mark.parametrize("reason", ["wrong_person", "who_is_it", "unproven"])
async def test_the_one_who_may_hold_the_phone_is_asked_in_words_that_tell_nothing(
    service: Service, case: Case, reason: str
) -> None:
    await case.theirs.get(f"{place(case)}/conversation")
    assert (await case.theirs.post(f"{place(case)}/ask-who")).status_code == 404
    async with service.world.parts.database.transaction() as connection:
        await people.change(
            connection, case.young_person, pause_reason=reason, paused_at=service.world.clock()
        )
    assert (await case.theirs.post(f"{place(case)}/ask-who")).status_code == 303
    assert [row.purpose for row in await written(service.world)] == ["identity"]
