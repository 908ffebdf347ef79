"""Writing a rule over HTTP: what is refused before it is read, and what somebody else wrote meanwhile."""

import re

import pytest

from bot.domain.staff import Role
from bot.safeguarding_changes import rule_text
from tests.safeguarding_changes.deciding import approved, wider
from tests.safeguarding_changes.writing import Folder
from tests.web.conftest import Browser, Service

pytestmark = pytest.mark.service

RULE = "/safeguarding/rules/missing-plain/change"
# Written out it would hold 2 to the power of 59 letters.
DOUBLED = "".join(f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n" for n in range(1, 60))


def text_of(folder: Folder, patterns: str) -> str:
    text = rule_text.find(folder.released.texts(), "missing-plain").text
    return text.replace('"ran away"', patterns)


async def sends(browser: Browser, place: str, text: str, **more: str) -> tuple[int, str, str]:
    """(status, the page, where it leads) of a form sent as the page has it."""
    seen = hidden((await browser.get(place)).text, "seen")
    form = {"text": text, "reason": "because", "do": "propose", "seen": seen} | more
    answer = await browser.post(place, **form)
    return answer.status_code, answer.text, answer.headers.get("location", "").split("?")[0]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("do", ["propose", "try", "words", "withdraw"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "b0: &b0 [x]\n" + "".join(f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n" for n in range(1, 60)),
            "Write every",
        ),
        ("id: &a [*a]", "Write every list out"),
        ("id: " + "[" * 3_000, "too many brackets"),
        ("id: " + "x" * 40_000, "That is too long"),
    ],
)
async def test_a_text_that_could_hold_up_the_service_is_refused_unread(
    service: Service, folder: Folder, do: str, text: str, told: str
) -> None:
    _, trainer = await service.member(Role.TRAINER)
    status, page, _ = await sends(trainer, RULE, text, do=do)
    assert status == 422
    assert told in page


@pytest.mark.parametrize(
    "text", ["id: missing-plain\nreviewed: 2026-02-30\n", "id: missing-plain\n1: a\nb: c\n", "must_fire: 5"]
)
async def test_a_slip_in_the_text_is_told_and_is_no_failure(
    service: Service, folder: Folder, text: str
) -> None:
    _, trainer = await service.member(Role.TRAINER)
    assert (await sends(trainer, RULE, text, more="ran off"))[0] == 422


async def test_word_lists_that_multiply_are_refused(service: Service, folder: Folder) -> None:
    words = folder.rules / "words.yml"
    words.write_text(words.read_text() + f"many: [{', '.join(f'one{n}' for n in range(200))}]\n")
    _, trainer = await service.member(Role.TRAINER)
    status, page, _ = await sends(trainer, RULE, text_of(folder, '"({many} {many} {many})"'))
    assert status == 422
    assert "too many phrases" in page


async def test_what_another_lead_wrote_since_is_not_written_over_unread(
    service: Service, folder: Folder
) -> None:
    _, one = await service.member(Role.SAFEGUARDING_LEAD)
    _, other = await service.member(Role.SAFEGUARDING_LEAD)
    _, _, change = await sends(one, RULE, text_of(folder, '"(ran|runned) away"'))
    place = f"{RULE}?change={change.rsplit('/', 1)[1]}"
    stale = hidden((await one.get(place)).text, "seen")
    assert (await sends(other, place, text_of(folder, '"(ran|legged) away"')))[0] == 303
    mine = text_of(folder, '"(ran|scarpered) away"')
    status, page, _ = await sends(one, place, mine, seen=stale)
    assert status == 422
    assert "Somebody changed this" in page
    assert "scarpered" in page
    # Trying it, or sending it once more, does not make it read.
    assert hidden(page, "seen") == stale
    assert "legged" in (await one.get(change)).text


async def test_a_page_opened_before_an_approval_is_not_sent_as_if_made_after_it(
    service: Service, folder: Folder
) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    stale = hidden((await lead.get(RULE)).text, "seen")
    await approved(service.world, folder, wider(folder))
    assert (await sends(lead, RULE, text_of(folder, '"(ran|legged) away"'), seen=stale))[0] == 422


async def test_a_proposal_that_is_written_anew_is_measured_against_what_serves_now(
    service: Service, folder: Folder
) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    _, _, change = await sends(lead, RULE, text_of(folder, '"(ran|legged) away"'))
    await approved(service.world, folder, wider(folder))
    place = f"{RULE}?change={change.rsplit('/', 1)[1]}"
    assert (await sends(lead, place, text_of(folder, '"(ran|runned|legged) away"')))[0] == 303
    page = (await lead.get(change)).text
    assert "- &#34;(ran|runned) away&#34;" in page
    assert "- &#34;ran away&#34;" not in page


async def test_only_the_first_lead_takes_a_proposal_on_and_only_as_they_read_it(
    service: Service, folder: Folder
) -> None:
    _, trainer = await service.member(Role.TRAINER)
    (one_id, one), (other_id, other) = [await service.member(Role.SAFEGUARDING_LEAD) for _ in range(2)]
    _, _, change = await sends(trainer, RULE, text_of(folder, '"(ran|runned) away"'))
    stale = hidden((await one.get(change)).text, "edition")
    place = f"{RULE}?change={change.rsplit('/', 1)[1]}"
    assert (await sends(other, place, text_of(folder, '"(ran|legged) away"')))[0] == 303
    for edition in (stale, hidden((await one.get(place)).text, "seen").split("-")[0], ""):
        answer = await one.post(f"{change}/take-on", edition=edition)
        assert answer.headers["location"].endswith("refused=edited")
    [row] = await service.world.rows("SELECT written_by FROM safeguarding_changes")
    assert row.written_by == other_id != one_id
