"""What a dispatch carries when it is about to leave."""

import pytest

from bot.domain.contact_gate import HOME
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.letters import Carriers, TextLetter, letter_of
from bot.receive import receive
from bot.storage import dispatches
from tests.fixtures import NUMBERS, PUBLIC, World
from tests.ringing import Ringing
from tests.test_receive import text_from

pytestmark = pytest.mark.service


async def test_an_unknown_number_is_told_at_night_of_no_line_that_is_closed(world: World) -> None:
    for hour, named in ((3, False), (12, True)):
        world.clock.forward(hours=(hour - world.clock().astimezone(HOME).hour) % 24)
        await receive(text_from(next(NUMBERS), "who is this"), world.parts_of("hafan_intake"))
        query = "SELECT id FROM dispatches WHERE purpose = 'unknown_number' ORDER BY created_at DESC LIMIT 1"
        [row] = await world.rows(query)
        parts = world.parts_of("hafan_worker")
        async with parts.database.transaction() as connection:
            found = await dispatches.held(connection, row.id)
            letter = await letter_of(connection, parts, Carriers(None, None, None), found)  # type: ignore[arg-type]
        assert isinstance(letter, TextLetter)
        assert ("Meic" in letter.body, "999" in letter.body) == (named, True)


@pytest.mark.parametrize(("theirs", "young_persons"), [("en", "cy"), ("cy", "en")])
async def test_staff_are_texted_mailed_and_rung_in_their_own_language_whatever_the_young_persons(
    ringing: Ringing, theirs: str, young_persons: str
) -> None:
    language, lead = Language(theirs), Role.SAFEGUARDING_LEAD
    # Leads are told by every means.
    _, number = await ringing.staff(role=lead, language=language, email="mari@hafan.example")
    alert = await ringing.alert(None, language=Language(young_persons))
    reference = await ringing.reference(alert)
    await ringing.send_all()
    await ringing.twilio.calls.next_to(number)
    heard = await ringing.twilio.calls.answer(number)

    def say(name: str, **values: str) -> str:
        return ringing.world.parts.content.text(f"notifications.{name}", language, **values)

    where = {"reference": reference, "url": f"{PUBLIC}/alerts/{reference}"}
    code = ", ".join(reference)
    assert ringing.texts(number) == [say("alert_emergency", **where)]
    assert list(heard) == [say("call_emergency", code=code), say("call_keys", code=code)]
    [mail] = ringing.mail.to("mari@hafan.example")
    severity = say("severity_emergency")
    assert mail["Subject"] == say("email_subject", severity=severity, **where)
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert page
    assert plain.get_content().strip().replace("\r\n", "\n") == say("email_text", severity=severity, **where)
    assert f'<html lang="{theirs}">' in page.get_content()
