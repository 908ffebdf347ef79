"""What was wrong about alerts that were no concern, counted without anybody's name or words."""

from datetime import date

import pytest

from bot.domain.follow_up import FalseAlarm
from bot.domain.staff import Role
from bot.storage import false_alarms
from bot.storage.false_alarms import Count
from bot.web.false_alarms_page import culprits, last_months
from tests.fixtures import World
from tests.web.conftest import Case, Service

WHY = {"outcome": "not_a_concern", "note": "a line of her favourite song"}


async def dismiss(case: Case, reason: str) -> int:
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    answer = await case.theirs.post(f"/alerts/{case.reference}/close", **WHY | {"false_alarm": reason})
    return answer.status_code


@pytest.mark.service
async def test_a_lead_sees_which_rule_was_wrong_and_why_but_not_about_whom(
    service: Service, case: Case
) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    assert "No alert was closed" in (await lead.get("/false-alarms")).text
    assert await dismiss(case, "song_film_or_game") == 303
    page = (await lead.get("/false-alarms")).text
    for shown in ("test:hurt", "Threats or coercion", "High", "From a song, film or game (1)", "Nov 2026"):
        assert shown in page
    for hidden in ("Alex", "favourite", case.reference, str(case.young_person), "Mari"):
        assert hidden not in page


@pytest.mark.service
async def test_the_counts_keep_nothing_that_leads_back(case: Case, world: World) -> None:
    await dismiss(case, "joke")
    [row] = await world.rows("SELECT * FROM false_alarms")
    assert row._asdict() == {
        "month": date(2026, 11, 1),
        "category": "coercion_threat",
        "severity": "high",
        "rule": "test:hurt",
        "score_tenths": 0,
        "reason": "joke",
        "count": 1,
    }


@pytest.mark.service
async def test_the_alert_itself_says_what_it_really_was(case: Case) -> None:
    await dismiss(case, "joke")
    page = (await case.theirs.get(f"/alerts/{case.reference}")).text
    assert "A joke or banter" in page
    assert "a line of her favourite song" in page


@pytest.mark.service
@pytest.mark.parametrize("reason", ["", "because"])
async def test_a_reason_from_the_list_is_needed_and_nothing_is_lost(
    case: Case, world: World, reason: str
) -> None:
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    answer = await case.theirs.post(f"/alerts/{case.reference}/close", **WHY | {"false_alarm": reason})
    assert (answer.status_code, answer.text.count("Select what it really was")) == (422, 2)
    assert WHY["note"] in answer.text
    assert await world.rows("SELECT 1 FROM false_alarms") == []


@pytest.mark.service
async def test_another_outcome_counts_nothing(case: Case, world: World) -> None:
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    await case.theirs.post(
        f"/alerts/{case.reference}/close", outcome="safe_and_planned", note="", false_alarm="joke"
    )
    assert await world.rows("SELECT 1 FROM false_alarms") == []


@pytest.mark.service
async def test_nobody_counts_an_alert_that_they_do_not_see(case: Case, world: World) -> None:
    stranger = await world.add_staff()
    await dismiss(case, "joke")
    [alert] = await world.rows("SELECT id FROM alerts")
    async with world.database("hafan_web").transaction(user=stranger) as connection:
        await false_alarms.count(connection, alert.id, FalseAlarm.JOKE, world.clock())
    [row] = await world.rows("SELECT count FROM false_alarms")
    assert row.count == 1


def test_counts_are_grouped_by_rule_with_the_most_frequent_first_and_every_month_shown() -> None:
    months = last_months(date(2027, 2, 15))
    assert (months[0], months[-1], len(months)) == (date(2026, 9, 1), date(2027, 2, 1), 6)
    counts = [
        Count(date(2026, 12, 1), "suicide", "high", "en:idiom", 0, "joke", 2),
        Count(date(2027, 2, 1), "suicide", "high", "en:idiom", 0, "figure_of_speech", 3),
        Count(date(2027, 1, 1), "missing", "medium", "", 7, "test", 1),
    ]
    first, second = culprits(counts, months)
    assert (first.rule, first.total, list(first.months)) == ("en:idiom", 5, [0, 0, 0, 2, 0, 3])
    assert first.trend > 0
    assert first.reasons == [(FalseAlarm.FIGURE_OF_SPEECH, 3), (FalseAlarm.JOKE, 2)]
    assert (second.score_tenths, second.trend) == (7, -1)
