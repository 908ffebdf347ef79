"""Trainers' pages of examples: what they show, what they refuse, and two trainers at once."""

import html
import re
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.examples.library import Example
from bot.promotion.parsing import Parsing
from bot.storage import handed_over_examples
from tests.web.conftest import Browser, Service
from tests.web.example_forms import EN, HELLO, HERE, edits, form_of
from tests.web.versions import add_candidate, settings, store_with_serving

pytestmark = pytest.mark.service


async def add(browser: Browser, *lines: str, topic: str = "thanks", **form: str) -> httpx.Response:
    sent = {"language": "en", "lines": "\n".join(lines), "action": "check"} | form
    return await browser.post(f"{HERE}/topics/{topic}/add", **sent)


async def test_every_topic_is_shown_with_its_numbers(trainer: Browser) -> None:
    page = (await trainer.get(HERE)).text
    assert page.count('scope="row"') == 22
    assert "Saying hello" in page
    assert "ask_who_sees_this</a>" not in page
    found = re.search(r'topics/greet\?language=cy">(\d+)<', page)
    assert found
    assert f"Welsh ({found[1]})" in (await trainer.get(f"{HERE}/topics/greet")).text


async def test_a_long_list_is_turned_page_by_page(trainer: Browser) -> None:
    seen: list[str] = []
    for number in (1, 2, 99):
        page = (await trainer.get(f"{HERE}/topics/thanks?language=en&page={number}")).text
        seen += [re.findall(rf'href="{HERE}/one/(\w+)"', page)[0]]
    assert len(set(seen)) == 3
    assert (await trainer.get(f"{HERE}/topics/nothing")).status_code == 404


async def test_search_minds_no_accents_and_stays_out_of_addresses(trainer: Browser) -> None:
    await trainer.get(HERE)
    page = (await trainer.post(f"{HERE}/find", query="FFON fi", language="cy")).text
    assert "ffôn fi" in page
    assert "FFON" not in re.sub(r'value="[^"]*"', "", page)
    assert "No example holds these words" in (await trainer.post(f"{HERE}/find", query="qqqq")).text


async def test_search_can_keep_to_one_topic(trainer: Browser) -> None:
    await trainer.get(HERE)
    whole, within = [
        (await trainer.post(f"{HERE}/find", query="thank", topic=topic)).text for topic in ("", "thanks")
    ]
    numbers = [int(re.findall(r"(\d+) examples? found", page)[0]) for page in (whole, within)]
    assert 0 < numbers[1] < numbers[0]
    assert '<option value="thanks" selected>' in within
    assert '<option value="thanks" selected>' not in whole
    assert "Saying goodbye, English" not in re.sub(r"(?s)<select.*?</select>", "", within)


async def test_an_example_is_kept_only_once_it_was_seen(service: Service, trainer: Browser) -> None:
    answer = await add(trainer, "- ta for the lift home bud", "  ")
    assert answer.status_code == 200
    assert "Can be added" in answer.text
    assert await edits(service) == []
    saved = await add(trainer, "ta for the lift home bud", action="save")
    assert saved.headers["location"] == f"{HERE}/topics/thanks?language=en&done=examples-added"
    assert await edits(service) == [("thanks", None, "ta for the lift home bud", "thanks")]
    assert "ta for the lift home bud" in (await trainer.get(f"{HERE}/changes")).text


async def test_each_line_has_its_own_findings_and_the_good_ones_can_go_first(
    service: Service, trainer: Browser
) -> None:
    lines = ("ta for the lift home bud", "thanks", "call me on 07700 900123 ta", "HELLO")
    answer = await add(trainer, *lines, action="save")
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert "The same words stand in another topic" in page
    assert "This is there already" in page
    assert "07700 900123" in page
    assert await edits(service) == []
    some = await add(trainer, *lines, action="save_ready")
    assert "1 example is added" in some.text
    assert [after for _, _, after, _ in await edits(service)] == ["ta for the lift home bud"]
    assert "ta for the lift home bud" not in re.sub(r"(?s).*<textarea", "", some.text)


async def test_a_warning_is_overridden_knowingly_or_not_at_all(service: Service, trainer: Browser) -> None:
    near = "who can see what i write??"
    refused = await add(trainer, near, topic="ask_who_sees_this", action="save")
    assert "nearly the same" in refused.text
    assert await edits(service) == []
    known = Example(EN, "ask_who_sees_this", near).id
    saved = await add(trainer, near, topic="ask_who_sees_this", action="save", known=known)
    assert saved.status_code == 303
    assert len(await edits(service)) == 1


async def test_a_disclosure_is_never_small_talk_but_goes_to_the_leads(
    service: Service, trainer: Browser
) -> None:
    words = "ta but he said hell hurt me"
    name = Example(EN, "thanks", words).id
    for action in ("save", "save_ready"):
        answer = await add(trainer, words, action=action, known=name)
        assert "belong with safeguarding" in answer.text
    assert await edits(service) == []
    handed = await add(trainer, words, "ta for the lift home bud", action=f"hand_over:{name}")
    assert "Handed over to the safeguarding leads" in handed.text
    assert words not in re.sub(r"(?s).*<textarea", "", handed.text)
    lead = await service.world.add_staff(Role.SAFEGUARDING_LEAD)
    async with service.world.database("hafan_web").transaction(user=lead) as connection:
        [one] = await handed_over_examples.waiting(connection, service.world.vault)
        assert (one.words, one.topic, one.severity.value) == (words, "thanks", "high")
        assert await handed_over_examples.count(connection) == 1
    [row] = await service.world.rows("SELECT * FROM handed_over_examples")
    assert words.encode() not in bytes(row.words_sealed)


@pytest.mark.parametrize(("lines", "said"), [([], "Write at least one"), (["x"] * 201, "at most 200 lines")])
async def test_nothing_and_too_much_are_refused(trainer: Browser, lines: list[str], said: str) -> None:
    answer = await add(trainer, *lines)
    assert answer.status_code == 422
    assert said in answer.text


async def test_an_example_is_changed_moved_removed_and_each_undone(
    service: Service, trainer: Browser
) -> None:
    assert 'value="hello"' in (await trainer.get(f"{HERE}/one/{HELLO.id}")).text
    steps = (
        (HELLO, form_of(HELLO, "hello hello its only me"), "example-changed"),
        (
            Example(EN, "goodbye", "bye"),
            form_of(Example(EN, "goodbye", "bye"), "bye", "thanks"),
            "example-moved",
        ),
        (
            Example(EN, "deny", "nope"),
            form_of(Example(EN, "deny", "nope"), "nope", action="remove"),
            "example-removed",
        ),
    )
    for example, form, done in steps:
        answer = await trainer.post(f"{HERE}/one/{example.id}", **form)
        assert answer.status_code == 303, done
        assert answer.headers["location"].endswith(done)
    page = (await trainer.get(f"{HERE}/changes")).text
    assert "3 changes" in page
    assert "Catrin Hyfforddwr" in page
    patch = await trainer.get(f"{HERE}/changes/patch")
    assert patch.headers["content-disposition"].endswith('.patch"')
    assert sum(line[:7] in ("+      ", "-      ") for line in patch.text.splitlines()) == 5
    for name in re.findall(r'name="change" value="(\w+)"', page):
        assert (await trainer.post(f"{HERE}/changes/undo", change=name)).status_code == 303
    assert (await trainer.post(f"{HERE}/changes/undo", change=name)).status_code == 409
    assert "Nothing changed" in (await trainer.get(f"{HERE}/changes")).text
    assert (await trainer.get(f"{HERE}/changes/patch")).text == ""


async def test_a_changed_example_is_checked_as_a_new_one_is(service: Service, trainer: Browser) -> None:
    for text, said in (
        ("thanks", "another topic"),
        ("he said hell hurt me", "safeguarding"),
        ("", "plain words"),
    ):
        answer = await trainer.post(f"{HERE}/one/{HELLO.id}", **form_of(HELLO, text))
        assert answer.status_code == 422
        assert said in answer.text
    assert await edits(service) == []


async def test_a_form_that_does_not_fit_together_leads_nowhere(trainer: Browser) -> None:
    for wrong in ({"before": "hi"}, {"topic": "nothing"}, {"to": "nothing"}, {"language": "cy"}):
        answer = await trainer.post(f"{HERE}/one/{HELLO.id}", **form_of(HELLO, "x") | wrong)
        assert answer.status_code == 404


def answers(request: httpx.Request) -> httpx.Response:
    """The assistant's own edge: what it hears depends on the version that is asked."""
    version = httpx.Response(200, content=request.content).json()["version"]
    scores = [("talk_to_worker", 0.81), ("nlu_fallback", 0.1)] if version is None else [("thanks", 0.95)]
    return httpx.Response(200, json={"topics": [{"topic": name, "score": score} for name, score in scores]})


async def test_a_sentence_is_tried_and_left_nowhere(
    service: Service, trainer: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answers))
    service.app.ctx.web = replace(service.app.ctx.web, parsing=Parsing(client, "http://assistant", "token"))
    await trainer.get(f"{HERE}/try")
    sentence = "plis gai siarad efo rywun, he said hell hurt me"
    page = (await trainer.post(f"{HERE}/try", sentence=sentence)).text
    assert re.search(r"Wants to talk to a person</span> <strong>81 %", page)
    assert "Not sure what it means" in page
    assert "It would raise a high alert" in page
    assert "English and Welsh" in page
    assert "Compare with a candidate" not in page
    assert "hell hurt" not in "".join(capsys.readouterr())
    trail = await service.world.rows("SELECT action, subject, detail::text FROM audit")
    assert not [row for row in trail if "hell hurt" in str(tuple(row))]
    assert await edits(service) == []


async def test_a_candidate_answers_beside_the_model_that_serves(
    service: Service, trainer: Browser, tmp_path: Path
) -> None:
    candidate = add_candidate(store_with_serving(tmp_path), uuid4())
    client = httpx.AsyncClient(transport=httpx.MockTransport(answers))
    service.app.ctx.web = replace(
        service.app.ctx.web,
        settings=settings(tmp_path),
        parsing=Parsing(client, "http://assistant", "token"),
    )
    assert "Compare with a candidate" in (await trainer.get(f"{HERE}/try")).text
    sent = {"sentence": "who can see what i write", "candidate": candidate.id}
    page = (await trainer.post(f"{HERE}/try", **sent)).text
    serving, beside = page.split("The model that serves now")[1].split("The candidate</h3>")
    assert re.search(r"Wants to talk to a person</span> <strong>81 %", serving)
    assert re.search(r"Saying thank you</span> <strong>95 %", beside)
    assert "81 %" not in beside
    assert ">who can see what i write<" in page.split("Nearest examples")[1]


async def test_without_the_assistant_the_rest_is_still_told(trainer: Browser) -> None:
    await trainer.get(f"{HERE}/try")
    page = (await trainer.post(f"{HERE}/try", sentence="hiya")).text
    assert "The assistant does not answer just now" in page
    assert "It would raise nothing." in page
    assert (await trainer.post(f"{HERE}/try", sentence=" / ")).status_code == 422


async def test_leads_may_look_and_try_but_change_nothing(service: Service) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    page = (await lead.get(f"{HERE}/topics/greet")).text
    assert "Look through them" not in page
    assert f"{HERE}/one/" not in page
    assert (await lead.get(f"{HERE}/changes")).status_code == 200
    assert (await lead.get(f"{HERE}/one/{HELLO.id}")).status_code == 403
    assert (await add(lead, "ta for the lift home bud", action="save")).status_code == 403


async def test_a_welsh_trainer_meets_no_english_but_the_examples(service: Service) -> None:
    _, browser = await service.member(Role.TRAINER, language=Language.WELSH)
    answers = [await browser.get(f"{HERE}{path}") for path in ("", "/topics/greet", "/changes", "/try")]
    answers.append(await add(browser, "diolch o galon i chi gyd", "thank you", "/x", language="cy"))
    for answer in answers:
        page = re.sub(r'(?s)<(span|textarea)[^>]*(lang="|name="lines")[^>]*>.*?</\1>', " ", answer.text)
        words = re.sub(r"(?s)<[^>]*>", " ", page)
        assert re.findall(r"\b(the|and|of|you|Skip|Sign|Examples|Topic|Language)\b", words) == []


async def test_what_was_handed_over_is_hidden_from_whoever_is_no_lead(
    service: Service, trainer: Browser
) -> None:
    words = "ta but he said hell hurt me"
    await add(trainer, words, action=f"hand_over:{Example(EN, 'thanks', words).id}")
    for role, seen in ((Role.TRAINER, 0), (Role.PRACTITIONER, 0), (Role.SAFEGUARDING_LEAD, 1)):
        member = await service.world.add_staff(role)
        async with service.world.database("hafan_web").transaction(user=member) as connection:
            assert await handed_over_examples.count(connection) == seen


async def test_what_cannot_be_added_leaves_a_pasted_list_in_one_go(trainer: Browser) -> None:
    lines = ("ta for the lift home bud", "thanks", "call me on 07700 900123 ta", "who can see what i write??")
    looked = (await add(trainer, *lines)).text
    assert "2 cannot be added" in looked

    left = (await add(trainer, *lines, action="leave_out")).text

    held = re.findall(r"(?s)<textarea[^>]*>(.*?)</textarea>", left)
    assert held == ["ta for the lift home bud\nwho can see what i write??"]
