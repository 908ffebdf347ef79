"""An open page in a real browser: sound and notices when asked for, and never silent when it is cut off."""

from contextlib import ExitStack

import pytest
from playwright.async_api import Page, expect

from bot.domain.languages import Language
from bot.web import live
from tests.web.conftest import Service
from tests.web.test_in_browser import enter, problems

pytestmark = [pytest.mark.service, pytest.mark.browser]

# Records instead of sounding: a machine without loudspeakers has no audio clock.
RECORDED = """
window.sounded = [];
window.noticed = [];
window.AudioContext = class {
  state = "suspended";
  currentTime = 0;
  async resume() { this.state = "running"; }
};
window.OscillatorNode = class {
  constructor(_, how) { window.sounded.push(how.frequency); }
  connect(next) { return next; }
  start() {}
  stop() {}
};
window.GainNode = class {
  gain = { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
  connect(next) { return next; }
};
window.Notification = class {
  static permission = "default";
  static async requestPermission() { Notification.permission = "granted"; return "granted"; }
  constructor(title, how) { window.noticed.push([title, how.tag]); }
  addEventListener() {}
};
"""


@pytest.fixture
async def told(service: Service, page: Page) -> str:
    """The list of alerts, open and connected; the number that a young person texts from."""
    await page.add_init_script(RECORDED)
    number = await enter(service, page)
    await page.goto("/alerts")
    await expect(page.locator("#live-state")).to_have_text("Live")
    await page.locator("#said", has_text="1 alert waits").wait_for(state="attached")
    return number


async def test_a_new_alert_sounds_and_notifies_once_asked_to(service: Service, page: Page, told: str) -> None:
    assert await page.evaluate("window.sounded") == []
    await page.get_by_role("button", name="Sound:").click()
    await page.get_by_role("button", name="Browser notices:").click()
    await expect(page.locator("#live-sound")).to_have_attribute("aria-pressed", "true")
    await expect(page.locator("#live-notices")).to_have_attribute("aria-pressed", "true")
    before = len(await page.evaluate("window.sounded"))
    await service.says(told, "he is outside now")
    await expect(page.get_by_role("link", name="Immediate danger")).to_be_visible()
    await page.wait_for_function(f"window.sounded.length >= {before} + 6")
    [[title, tag]] = await page.evaluate("window.noticed")
    assert title == "Hafan: an emergency alert waits"
    assert tag == await service.reference()


async def test_nothing_sounds_for_what_was_known_or_unless_asked_to(
    service: Service, page: Page, told: str
) -> None:
    await service.says(told, "he is outside now")
    await expect(page.get_by_role("link", name="Immediate danger")).to_be_visible()
    await page.get_by_role("button", name="Sound:").click()
    tried = len(await page.evaluate("window.sounded"))
    service.app.ctx.live.wake()
    await page.wait_for_timeout(700)
    assert len(await page.evaluate("window.sounded")) == tried == 1
    assert await page.evaluate("window.noticed") == []


async def test_another_page_hears_of_a_new_alert_too(service: Service, page: Page, told: str) -> None:
    await page.goto("/account")
    await expect(page.locator("#alerts-waiting")).to_have_text("1")
    await service.says("+447700900321", "he is outside now")
    await expect(page.locator("#alerts-waiting")).to_have_text("2")
    await expect(page).to_have_title("(2) Your account – Hafan")


async def test_an_open_alert_says_what_a_colleague_did_with_it(
    service: Service, page: Page, told: str
) -> None:
    reference = await service.reference()
    await page.goto(f"/alerts/{reference}")
    await expect(page.locator("#live-state")).to_have_text("Live")
    await service.says(told, "he said hell hurt me again")
    await expect(page.locator("#alert-changes")).to_contain_text("A further concern was added")
    await page.get_by_role("link", name="Show this alert as it is now").click()
    await expect(page.locator("#alert-changes")).to_be_empty()


async def test_a_lost_connection_is_shown_at_once_and_loud_after_a_while(
    service: Service, page: Page
) -> None:
    await page.add_init_script(RECORDED)
    await page.clock.install()
    await enter(service, page)
    await page.goto("/alerts")
    await page.get_by_role("button", name="Sound:").click()
    await page.route("**/live/alerts", lambda route: route.abort())
    service.app.ctx.live.wake()
    await expect(page.locator("#live-state")).to_have_text("Connection lost, trying again")
    await expect(page.locator("#stale")).to_be_hidden()
    await page.clock.fast_forward(21_000)
    await expect(page.locator("#stale")).to_be_visible()
    assert len(await page.evaluate("window.sounded")) == 1 + 3
    await page.unroute("**/live/alerts")
    service.app.ctx.live.wake()
    await expect(page.locator("#stale")).to_be_hidden()
    await expect(page.locator("#live-state")).to_have_text("Live")


async def test_nobody_has_more_open_pages_than_they_can_look_at(
    service: Service, page: Page, told: str
) -> None:
    [member] = service.app.ctx.live.pages
    with ExitStack() as stack:
        for _ in range(live.MOST_PAGES - 1):
            stack.enter_context(service.app.ctx.live.open_page(member))
        await page.goto("/account")
        await page.goto("/alerts")
        await expect(page.locator("#live-state")).to_have_text("Live")
        with pytest.raises(live.TooManyPagesError):
            stack.enter_context(service.app.ctx.live.open_page(member))


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_the_bar_can_be_used_by_everybody_on_any_screen(
    service: Service, page: Page, language: Language
) -> None:
    await enter(service, page, language=language)
    found: list[str] = []
    for path in ("/alerts", f"/alerts/{await service.reference()}"):
        for width in (320, 1200):
            await page.set_viewport_size({"width": width, "height": 900})
            await page.goto(path)
            await expect(page.locator("#live-sound")).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            found += await problems(page)
    assert found == []
