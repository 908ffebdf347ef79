"""Training messages and locked disclosures: looked for, counted, and proposed to be changed."""

import json
import re
from pathlib import Path
from uuid import UUID

import pytest

from bot.domain.staff import Role
from bot.storage import safeguarding_changes as changes
from bot.storage.safeguarding_changes import Change
from tests.safeguarding_changes.writing import Folder, small_release
from tests.web.conftest import Browser, Service

pytestmark = pytest.mark.service


@pytest.fixture
def folder(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    folder = small_release(tmp_path, monkeypatch)
    service.app.ctx.released = folder.released
    return folder


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
