"""Training messages and locked disclosures: looked for, counted, and proposed to be changed."""

import json
import re
from uuid import UUID

import pytest

from bot.domain.staff import Role
from bot.storage import safeguarding_changes as changes
from bot.storage.safeguarding_changes import Change
from tests.safeguarding_changes.writing import Folder
from tests.web.conftest import Browser, Service

pytestmark = pytest.mark.service


async def sent(service: Service, lead: Browser, path: str, **form: str) -> Change:
    """What a form proposed."""
    answer = await lead.post(path, **form)
    assert answer.status_code == 303, answer.text
    place = answer.headers["location"].split("?")[0]
    async with service.world.parts.database.transaction() as connection:
        held = await changes.one(connection, service.world.vault, UUID(place.rsplit("/", 1)[1]))
    assert held
    assert (await lead.get(place)).status_code == 200
    return held.change


async def test_messages_are_found_by_label_and_by_language_and_counted(
    service: Service, folder: Folder
) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    missing = (await lead.get("/safeguarding/corpus?label=missing&language=en")).text
    assert "kipping at the station" in missing
    assert "the dog ran away" not in missing
    assert "2 messages" in missing
    assert "the dog ran away" in (await lead.get("/safeguarding/corpus?label=none")).text
    assert "0 messages" in (await lead.get("/safeguarding/corpus?language=cy")).text
    table = missing[missing.index("hafan-counts") :]
    row = table[table.index("?label=missing") :].split("</tr>")[0]
    assert re.findall(r">(\d+)</td>", row) == ["2", "0", "0"]


async def test_a_new_message_is_proposed_with_its_label_and_language(
    service: Service, folder: Folder
) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    form = {"words": "dwi di rhedeg i ffwr", "label": "missing", "severity": "high", "language": "cy"}
    change = await sent(service, lead, "/safeguarding/corpus", **form, reason="Missing.", do="propose")
    line = json.loads(change.content.text)
    assert (change.content.base, change.content.file) == ("", "cy/missing.jsonl")
    assert (line["text"], line["labels"], line["severity"]) == (form["words"], ["missing"], "high")


async def test_a_locked_disclosure_is_weighed_otherwise_and_taken_off(
    service: Service, folder: Folder
) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    form = {"words": "they ran away", "reason": "Weighed again."}
    change = await sent(service, lead, "/safeguarding/locked", **form, severity="medium", do="propose")
    assert (change.removes, change.content.severity) == (False, "medium")
    assert change.content.base == "they ran away"
    change = await sent(service, lead, "/safeguarding/locked", **form, do="remove")
    assert (change.removes, change.content.severity) == (True, "high")


DOUBTFUL = {
    "words": "wnes i redeg i ffwrdd efo Megan o Fangor neithiwr a dwi ddim yn mynd adra",
    "label": "missing",
    "severity": "high",
    "language": "en",
    "reason": "Missing.",
}


async def test_words_to_think_of_are_proposed_knowingly_and_whoever_approves_is_told(
    service: Service, folder: Folder
) -> None:
    _, trainer = await service.member(Role.TRAINER)
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    told = ("This may hold a name, place or number of somebody", "This looks like the other language")
    stopped = await trainer.post("/safeguarding/corpus", **DOUBTFUL, do="propose")
    assert stopped.status_code == 422
    assert "“Megan”" in stopped.text
    assert await service.world.rows("SELECT 1 FROM safeguarding_changes") == []
    [known] = re.findall(r'name="known" value="(\w+)"', stopped.text)
    other = DOUBTFUL | {"words": DOUBTFUL["words"] + " heno"}
    assert (await trainer.post("/safeguarding/corpus", **other, known=known, do="propose")).status_code == 422
    answer = await trainer.post("/safeguarding/corpus", **DOUBTFUL, known=known, do="propose")
    assert answer.status_code == 303, answer.text
    for page in (
        stopped.text,
        *[(await one.get(answer.headers["location"])).text for one in (trainer, lead)],
    ):
        assert all(words in page for words in told)


async def test_words_that_need_no_thought_are_not_held_up(service: Service, folder: Folder) -> None:
    _, trainer = await service.member(Role.TRAINER)
    tried = await trainer.post("/safeguarding/corpus", **DOUBTFUL | {"language": "cy"}, do="try")
    assert "This looks like the other language" not in tried.text
    assert "This may hold a name" in tried.text
    mixed = DOUBTFUL | {"language": "mixed", "words": "wnes i redeg i ffwrdd a dwi ddim yn mynd adra"}
    await sent(service, trainer, "/safeguarding/corpus", **mixed, do="propose")


async def test_a_new_label_for_words_that_are_there_asks_nothing_about_them(
    service: Service, folder: Folder
) -> None:
    held = json.loads(folder.messages.read_text().splitlines()[0])
    folder.messages.write_text(json.dumps(held | {"text": "i ran away to Bangor with Megan"}) + "\n")
    _, trainer = await service.member(Role.TRAINER)
    form = {"id": "en-1", "words": "i ran away to Bangor with Megan", "label": "missing"}
    form |= {"severity": "medium", "reason": "It is over.", "language": "en"}
    await sent(service, trainer, "/safeguarding/corpus", **form, do="propose")


async def test_nearly_the_same_words_as_another_message_are_refused_before_they_are_proposed(
    service: Service, folder: Folder
) -> None:
    _, trainer = await service.member(Role.TRAINER)
    form = {"label": "missing", "severity": "high", "language": "en", "reason": "Missing."}
    near = form | {"words": "im kipping at the station"}
    for do, status in (("propose", 422), ("try", 200)):
        answer = await trainer.post("/safeguarding/corpus", **near, do=do)
        assert answer.status_code == status
        assert "/safeguarding/corpus?id=en-2#propose" in answer.text
    assert await service.world.rows("SELECT 1 FROM safeguarding_changes") == []
    # The message itself may be written anew, or be about something else.
    await sent(service, trainer, "/safeguarding/corpus", **near, id="en-2", do="propose")
    other = form | {"words": "kipping at the station", "severity": "medium"}
    await sent(service, trainer, "/safeguarding/corpus", **other, id="en-2", do="propose")
