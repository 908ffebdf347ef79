"""From a message that nobody understood to a model that does, with the whole service and real browsers.

One model is trained in this file. What the gate refuses it refuses before anything is trained.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.domain.languages import Language
from bot.examples import editing
from bot.recipes import DATA_FOLDER
from bot.screening.gate import load_locked
from tests.flows.conftest import JAY
from tests.flows.office import Office, open_office

pytestmark = [
    pytest.mark.service,
    pytest.mark.rasa,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.asyncio(loop_scope="module"),
]

UNSURE = "wag1 g"
OTHERS = ("wag1 bro", "wag1 all", "yo wag1", "wag1 again")
AGREED_SECONDS = 600
TRAINED_WITHIN_MS = 500_000
# A refusal comes after the examples were looked through, in a process that gives way to everything.
REFUSED_WITHIN_MS = 240_000
# A minute without a sign of life, and what the next worker takes to start and to look.
GIVEN_UP_WITHIN_MS = 180_000
MODELS = "/trainers/models"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with open_office(tmp_path_factory.mktemp("models")) as opened:
        yield opened


async def train(page: Page) -> None:
    await page.goto(MODELS)
    await page.get_by_role("button", name="Train a candidate").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Training a candidate")


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        ("locked", "is a disclosure that the safeguarding leads have locked. Take it out"),
        ("halved", "examples in Welsh and now there are"),
        ("small talk", "looks like a disclosure"),
    ],
)
async def test_a_change_that_endangers_is_refused_with_a_reason_though_it_came_by_a_text_editor(
    office: Office, break_it: str, reason: str
) -> None:
    served = office.store.serving_hash()
    async with office.edited(broken(break_it)), office.browser("eleri") as page:
        await train(page)
        refused = page.locator("#objections")
        await expect(refused).to_contain_text(reason, timeout=REFUSED_WITHIN_MS)
        await expect(page.get_by_role("button", name="Ask that it serve")).to_have_count(0)
    assert office.store.serving_hash() == served


async def test_a_training_whose_worker_is_killed_is_shown_as_interrupted_on_the_open_page(
    office: Office,
) -> None:
    async with office.browser("eleri") as page:
        await train(page)
        await expect(page.locator("[aria-current=step]")).to_be_visible(timeout=REFUSED_WITHIN_MS)
        office.whole.processes.kill("worker")
        await expect(page.get_by_text("It was interrupted")).to_be_visible(timeout=GIVEN_UP_WITHIN_MS)
        await expect(page.get_by_role("button", name="Train again")).to_be_visible()


def broken(how: str) -> dict[str, str]:
    """Whole files after such a change."""
    held = {str(file.relative_to(DATA_FOLDER)): file.read_text() for file in DATA_FOLDER.glob("nlu/*/*.yml")}
    if how == "halved":
        return {name: _halved(content) for name, content in held.items() if name.startswith("nlu/cy/")}
    words = load_locked()[0].text if how == "locked" else "my stepdad hits me when hes drunk"
    path = editing.path_of(held, Language.ENGLISH, "greet")
    return {path: editing.apply(held, editing.addition(Language.ENGLISH, "greet", words))[path]}


def _halved(content: str) -> str:
    """Every second example."""
    lines = content.splitlines(keepends=True)
    dropped = [place for place, line in enumerate(lines) if line.startswith("      - ")][::2]
    return "".join(line for place, line in enumerate(lines) if place not in set(dropped))


async def test_a_disclosure_is_refused_as_small_talk_when_it_is_written_already(office: Office) -> None:
    async with office.browser("eleri") as page:
        await page.goto("/trainers/examples/topics/greet?language=en")
        await write(page, "my stepdad hits me when hes drunk")
        await expect(page.get_by_text("in danger or being harmed")).to_be_visible()
        await expect(page.get_by_role("button", name="Hand over to the safeguarding leads")).to_be_visible()
        await page.goto("/trainers/examples/changes")
        await expect(page.get_by_text("stepdad")).to_have_count(0)


async def write(page: Page, *lines: str) -> None:
    """Write examples on a topic's page, and let them be looked through."""
    await page.locator("textarea[name=lines]").fill("\n".join(lines))
    await page.locator("textarea[name=lines] ~ button, form:has(textarea[name=lines]) button").last.click()


@dataclass(frozen=True)
class Promoted:
    """What became of the unsure message."""

    before: str
    after: str
    seconds: float
    version: str
    served_before: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def promoted(office: Office) -> Promoted:
    """Everything from the text to the model that understands it, by hand in four browsers."""
    before = await office.topic(UNSURE)
    await office.running.answers(JAY.phone, UNSURE)
    began = time.monotonic()
    await release(office)
    async with office.browser("eleri") as page:
        await make_examples(page)
        await train(page)
        await expect(page.get_by_role("heading", level=1)).to_contain_text(
            "Model 2", timeout=TRAINED_WITHIN_MS
        )
        await page.get_by_label("What is better now?").fill("Hears a greeting that teenagers use now.")
        await page.get_by_role("button", name="Ask that it serve").click()
        await expect(page.get_by_text("Somebody else decides")).to_be_visible()
        place = page.url.split("?")[0]
    served_before = office.store.version(place.rsplit("/", 1)[1]).compared_with
    async with office.browser("nia") as page:
        await approve(page, place)
    after = await heard_as(office, "greet")
    seconds = time.monotonic() - began
    assert served_before
    return Promoted(before, after, seconds, place.rsplit("/", 1)[1], served_before)


async def release(office: Office) -> None:
    """The practitioner finds the message among those to learn from, and lets it go to trainers."""
    async with office.browser("tom") as page:
        await page.goto("/releases")
        entry = page.locator("main .hafan-entry", has_text=UNSURE)
        await expect(entry).to_contain_text("The assistant was not sure")
        await entry.get_by_role("link", name="See it redacted").click()
        await page.locator('input[name="language"][value="en"]').check()
        await page.locator('input[name="audience"][value="trainers"]').check()
        await page.locator('input[name="confirmed"]').check()
        await page.locator("#release").click()
        await page.wait_for_url("**/releases?done=released")


async def make_examples(page: Page) -> None:
    """The trainer takes the words for a greeting, and writes a few that are like them."""
    await page.goto("/trainers/review")
    await page.locator("main a[href^='/trainers/review/']").first.click()
    await page.locator('[name="topic"]').select_option("greet")
    await page.locator('textarea[name="text"]').fill(UNSURE)
    await page.get_by_role("button", name="Propose my example").click()
    if await page.locator('input[name="knowingly"]').count():
        await page.locator('input[name="knowingly"]').check()
        await page.get_by_role("button", name="Propose my example").click()
    await page.wait_for_url("**done=review-proposed")
    await page.goto("/trainers/examples/topics/greet?language=en")
    await write(page, *OTHERS)
    for box in await page.locator('input[name="known"]').all():
        await box.check()
    await page.get_by_role("button", name="Add all").click()
    await page.wait_for_url("**done=examples-added**")


async def approve(page: Page, place: str) -> None:
    """The second person compares and approves."""
    await page.goto(MODELS)
    await page.get_by_role("link", name=place.rsplit("/", 1)[1]).first.click()
    await page.get_by_role("link", name="Compare topic by topic").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Comparison")
    await page.goto(place)
    await page.get_by_label("Yes, I approve").check()
    await page.get_by_label("Why", exact=True).fill("Both languages are as good as before.")
    await page.get_by_role("button", name="Decide").click()
    await expect(page.get_by_text("The assistant uses this model within seconds")).to_be_visible()


async def heard_as(office: Office, topic: str) -> str:
    """What the running assistant takes the text for, once it is this topic or half a minute has gone."""
    ends = time.monotonic() + 30
    while (heard := await office.topic(UNSURE)) != topic and time.monotonic() < ends:
        await asyncio.sleep(0.2)
    return heard


async def test_a_trainer_brings_an_unsure_message_to_a_promoted_model_within_ten_minutes(
    promoted: Promoted, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print(f"\nfrom an unsure message to a model that serves: {promoted.seconds:.0f} s")  # noqa: T201
    assert promoted.before != "greet"
    assert promoted.after == "greet"
    assert promoted.seconds < AGREED_SECONDS


async def test_a_third_rolls_back_and_the_running_assistant_is_as_it_was(
    office: Office, promoted: Promoted
) -> None:
    async with office.browser("ifor") as page:
        await page.goto(MODELS)
        await expect(page.locator("#roll-back")).to_contain_text(promoted.served_before)
        await page.get_by_role("button", name="Go back to the model that served before").click()
        await expect(page.get_by_text("The assistant uses the earlier model")).to_be_visible()
        await expect(page.get_by_role("link", name=promoted.served_before).last).to_be_visible()
    assert await heard_as(office, promoted.before) == promoted.before
    serving = office.store.serving()
    assert serving
    assert serving.id == promoted.served_before
