"""Words that somebody wrote to do harm stay words, on every page of access too."""

from datetime import UTC, datetime

import pytest

from bot.domain.staff import Role
from bot.web.passwords import hash_password
from tests.web.conftest import Case, Service
from tests.web.test_pages import assert_hardened, assert_nothing_inline

pytestmark = pytest.mark.service

PASSWORD = "three words and more"
HOSTILE = "<script>alert(1)</script>"


async def test_a_script_in_a_message_a_reason_or_an_address_stays_text(service: Service, case: Case) -> None:
    service.world.clock.time = datetime.now(UTC)
    await service.says(case.number, f"{HOSTILE} he said hell hurt me")
    theirs = await service.sign_in(case.practitioner)
    _, manager = await service.member(Role.DUTY_MANAGER, name=HOSTILE)
    await manager.post(f"/young-people/{case.young_person}/break-glass", reason=f"because {HOSTILE}")
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    for browser, path in (
        (theirs, f"/young-people/{case.young_person}"),
        (theirs, "/alerts"),
        (manager, f"/young-people/{case.young_person}"),
        (manager, "/assignments"),
        (lead, "/break-glass"),
        (lead, f"/audit?person={HOSTILE}&action={HOSTILE}&since={HOSTILE}"),
        (service.browser(), f"/sign-in?next={HOSTILE}&why={HOSTILE}"),
    ):
        answer = await browser.get(path)
        assert answer.status_code == 200, path
        assert HOSTILE not in answer.text, path
        assert_nothing_inline(answer)


async def test_every_page_of_access_is_hardened_and_kept_by_nobody(service: Service) -> None:
    pages = {
        Role.ADMINISTRATOR: ("/accounts", "/accounts/new"),
        Role.DUTY_MANAGER: ("/assignments",),
        Role.SAFEGUARDING_LEAD: ("/audit", "/audit/chain", "/audit/heads", "/break-glass"),
        Role.TRAINER: ("/account", "/account/password", "/account/authenticator"),
    }
    for role, paths in pages.items():
        _, browser = await service.member(role, password_hash=hash_password(PASSWORD))
        for path in paths:
            answer = await browser.get(path)
            assert answer.status_code == 200, path
            assert_hardened(answer.headers)
            assert_nothing_inline(answer)
