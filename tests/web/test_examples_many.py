"""Many examples at once, the balance of languages, and a file that somebody changes in a text editor."""

import html
import re
import shutil
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.examples import files
from bot.examples.desk import Desk
from bot.examples.kept import ExampleFiles, InCheckout, InDatabase
from bot.examples.library import Example
from tests.project.tree import ROOT
from tests.web.conftest import Browser, Service
from tests.web.example_forms import EN, HELLO, HERE, edits, form_of

pytestmark = pytest.mark.service

MANY = f"{HERE}/topics/greet/many"
SMALL = "nlu/en/smalltalk.yml"
FALLS_BEHIND = "One language of this topic falls behind the other"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the examples for a test to change."""
    shutil.copytree(ROOT / "data" / "nlu", tmp_path / "nlu")
    return tmp_path


def keep(service: Service, kept: ExampleFiles) -> None:
    web = service.app.ctx.web
    service.app.ctx.web = replace(web, desk=Desk(kept, web.desk.screen))


def shorten(file: Path, topic: str, left: int) -> None:
    """Leave only the first few examples of a topic."""
    content = file.read_text()
    gone = {number for number, _ in files.blocks(content)[topic].lines[left:]}
    kept = [line for number, line in enumerate(content.split("\n")) if number not in gone]
    file.write_text("\n".join(kept))


async def many(browser: Browser, *chosen: Example, known: str = "", **form: str) -> httpx.Response:
    names: list[str] = [one.id for one in chosen]
    sent = {"csrf_token": browser.token, "language": "en", "example": names, "known": known} | form
    return await browser.post(MANY, **sent)  # type: ignore[arg-type]


# Greetings that no Welsh list holds in the same words, which would keep them in their topic.
HI, HIYA = Example(EN, "greet", "hey u there"), Example(EN, "greet", "yoo whats up")


async def test_ticked_examples_are_moved_or_removed_together(service: Service, trainer: Browser) -> None:
    page = (await trainer.get(f"{HERE}/topics/greet?language=en")).text
    assert f'name="example" value="{HI.id}"' in page
    moved = await many(trainer, HI, HIYA, action="move", to="goodbye")
    assert moved.headers["location"] == f"{HERE}/topics/goodbye?language=en&done=example-moved"
    removed = await many(trainer, HELLO, Example(EN, "greet", "helo"), action="remove")
    assert removed.headers["location"] == f"{HERE}/topics/greet?language=en&done=example-removed"
    assert sorted(await edits(service), key=str) == sorted(
        [
            ("greet", HI.text, HI.text, "goodbye"),
            ("greet", HIYA.text, HIYA.text, "goodbye"),
            ("greet", "hello", None, "greet"),
            ("greet", "helo", None, "greet"),
        ],
        key=str,
    )
    [row, *_] = await service.world.rows("SELECT detail FROM audit WHERE action = 'example:removed'")
    assert row.detail["count"] == 2


@pytest.mark.parametrize(
    ("language", "nothing", "nowhere"),
    [
        (Language.ENGLISH, "Tick the examples that you want", "Choose the topic that they should move to"),
        (Language.WELSH, "Ticiwch yr enghreifftiau", "Dewiswch y pwnc y dylent symud iddo"),
    ],
)
async def test_what_is_missing_is_asked_for_and_what_was_ticked_stays_ticked(
    service: Service, language: Language, nothing: str, nowhere: str
) -> None:
    _, browser = await service.member(Role.TRAINER, language=language)
    unticked = await many(browser, action="remove")
    assert (unticked.status_code, nothing in html.unescape(unticked.text)) == (422, True)
    for to in ("", "greet", "no_topic"):
        answer = await many(browser, HI, action="move", to=to)
        assert (answer.status_code, nowhere in html.unescape(answer.text)) == (422, True)
        assert re.search(rf'id="tick-{HI.id}" checked', answer.text)
    assert await edits(service) == []


async def test_one_that_is_gone_stops_them_all(service: Service, trainer: Browser) -> None:
    await trainer.post(f"{HERE}/one/{HELLO.id}", **form_of(HELLO, "hello", action="remove"))
    answer = await many(trainer, HI, HELLO, action="remove")
    assert answer.status_code == 409
    assert "A colleague changed something" in answer.text
    assert [before for _, before, _, _ in await edits(service)] == ["hello"]


async def test_a_warning_about_one_of_many_holds_them_all_until_it_was_thought_of(
    service: Service, trainer: Browser, data: Path
) -> None:
    file = data / SMALL
    file.write_text(file.read_text().replace("      - hi\n", "      - hi\n      - ta megan my mate\n", 1))
    keep(service, InDatabase(data))
    named = Example(EN, "greet", "ta megan my mate")
    refused = await many(trainer, HI, named, action="move", to="thanks")
    assert refused.status_code == 422
    assert "This may hold a name, place or number of somebody" in refused.text
    assert await edits(service) == []
    moved = await many(
        trainer, HI, named, action="move", to="thanks", known=replace(named, topic="thanks").id
    )
    assert moved.status_code == 303
    assert len(await edits(service)) == 2


async def test_what_may_not_be_moved_is_handed_over_or_left_out(
    service: Service, trainer: Browser, data: Path
) -> None:
    file, words = data / SMALL, "hiya he said hell hurt me"
    file.write_text(file.read_text().replace("      - hi\n", f"      - hi\n      - {words}\n", 1))
    keep(service, InDatabase(data))
    grave = Example(EN, "greet", words)
    refused = await many(trainer, HI, grave, action="move", to="thanks", known=grave.id)
    assert "belong with safeguarding" in refused.text
    left = await many(trainer, HI, grave, action="leave_out", to="thanks")
    assert "Move 1 example to Saying thank you" in left.text
    name = replace(grave, topic="thanks").id
    handed = await many(trainer, grave, action=f"hand_over:{name}", to="thanks")
    assert handed.headers["location"].endswith("done=example-handed-over")
    assert len(await service.world.rows("SELECT * FROM handed_over_examples")) == 1
    assert await edits(service) == []


@pytest.fixture
def tipping(service: Service, data: Path) -> Path:
    """Greetings of which not one may go without a thought, in either language."""
    for language in ("en", "cy"):
        shorten(data / "nlu" / language / "smalltalk.yml", "greet", 20)
    keep(service, InDatabase(data))
    return data


@pytest.mark.parametrize("action", ["remove", "keep"])
async def test_the_balance_is_thought_of_before_one_or_many_go(
    service: Service, trainer: Browser, tipping: Path, action: str
) -> None:
    wanted = form_of(HELLO, "hello", "goodbye", action=action)
    together = {"action": "remove" if action == "remove" else "move", "to": "goodbye"}
    for refused in (
        await trainer.post(f"{HERE}/one/{HELLO.id}", **wanted),
        await many(trainer, HI, HIYA, **together),
    ):
        assert refused.status_code == 422
        assert FALLS_BEHIND in refused.text
    assert await edits(service) == []
    assert "falls behind" not in (await trainer.get(HERE)).text.split("topics/greet")[1].split("</th>")[0]
    assert (await many(trainer, HI, HIYA, known="balance", **together)).status_code == 303
    assert len(await edits(service)) == 2
    shown = (await trainer.get(HERE)).text.split("topics/greet")[1].split("</th>")[0]
    assert "One language falls behind" in shown


@pytest.mark.parametrize("action", ["remove", "keep"])
async def test_one_goes_once_its_balance_was_thought_of(
    service: Service, trainer: Browser, tipping: Path, action: str
) -> None:
    wanted = form_of(HELLO, "hello", "goodbye", action=action)
    assert (await trainer.post(f"{HERE}/one/{HELLO.id}", **wanted, known="balance")).status_code == 303


async def test_the_balance_is_thought_of_before_many_come(
    service: Service, trainer: Browser, tipping: Path
) -> None:
    lines = [f"shwmae from crew {'abcdefghijklmnopq'[at] * 4}" for at in range(14)]
    known = [Example(EN, "greet", line).id for line in lines]
    sent = {"csrf_token": trainer.token, "language": "en", "lines": "\n".join(lines), "action": "save"}
    refused = await trainer.post(f"{HERE}/topics/greet/add", **sent, known=known)
    assert refused.status_code == 422
    assert FALLS_BEHIND in refused.text
    known.append("balance")
    kept = await trainer.post(f"{HERE}/topics/greet/add", **sent, known=known)
    assert kept.status_code == 303
    assert len(await edits(service)) == 14


async def test_a_change_in_a_text_editor_is_shown_beside_the_trainers_own(
    service: Service, trainer: Browser, data: Path
) -> None:
    keep(service, InCheckout(data))
    assert 'value="hello"' in (await trainer.get(f"{HERE}/one/{HELLO.id}")).text
    file = data / SMALL
    file.write_text(file.read_text().replace("- hello\n", "- hello from an editor\n", 1))
    written = file.read_text()

    answer = await trainer.post(f"{HERE}/one/{HELLO.id}", **form_of(HELLO, "hello from the page"))

    assert answer.status_code == 409
    for words in (">hello<", ">hello from an editor<", ">hello from the page<", "In a text editor"):
        assert words in answer.text
    assert 'name="text" value="hello from the page"' in answer.text
    assert file.read_text() == written
    assert await edits(service) == []
