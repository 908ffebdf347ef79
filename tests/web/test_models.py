"""Training, comparing, promoting and rolling back on the pages."""

import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.promotion.objections import SENTENCES, Kind, Objection
from bot.promotion.promoting import Refusal, take_in
from bot.promotion.versions import State
from bot.storage.model_requests import Refused
from bot.storage.model_runs import Failure
from bot.web import models_wording
from tests.fixtures import World
from tests.promotion.building import learn, promote, roll_back, serving_folder
from tests.web import versions
from tests.web.model_pages import APPROVES, Models, open_models
from tests.web.versions import DISCLOSURE, HALVED, LOCKED

service_test = pytest.mark.service


@pytest.fixture
async def models(world: World, tmp_path: Path) -> AsyncIterator[Models]:
    async with open_models(world, tmp_path) as opened:
        yield opened


@service_test
async def test_a_second_person_lets_a_candidate_serve(models: Models) -> None:
    place = await models.asked()
    shown = (await models.second.get(place)).text
    assert "Eleri Enghraifft asked that it serve" in shown
    answer = await models.second.post(f"{place}/decide", **APPROVES)
    assert answer.headers["location"] == f"{place}?done=model-promoted"
    now = models.store.serving()
    assert now
    assert place.endswith(now.id)
    history = (await models.lead.get("/trainers/models")).text
    assert "Promoted" in history
    assert await models.audited() == ["model:ask", "model:promote"]


@service_test
async def test_whoever_asked_cannot_approve_though_they_send_the_form(models: Models) -> None:
    place = await models.asked()
    assert "/decide" not in (await models.trainer.get(place)).text
    answer = await models.trainer.post(f"{place}/decide", **APPROVES)
    assert answer.status_code == 409
    assert "Whoever asks cannot approve" in answer.text
    assert models.store.version(place.rsplit("/", 1)[1]).state is State.CANDIDATE
    assert "model:refuse" in await models.audited()


@service_test
async def test_a_lead_declines_with_a_reason_and_it_can_be_asked_for_again(models: Models) -> None:
    place = await models.asked()
    answer = await models.lead.post(f"{place}/decide", decision="declined", reason="Two topics got worse.")
    assert answer.headers["location"] == f"{place}?done=model-declined"
    shown = (await models.trainer.get(place)).text
    assert "Two topics got worse." in shown
    assert "Ask that it serve" in shown


@service_test
@pytest.mark.parametrize("form", [{}, {"decision": "approved"}, {"reason": "yes"}, {"decision": "perhaps"}])
async def test_a_decision_needs_an_answer_and_a_reason(models: Models, form: dict[str, str]) -> None:
    place = await models.asked()
    assert (await models.second.post(f"{place}/decide", **form)).status_code == 422
    assert models.store.versions()[0].state is State.CANDIDATE


@service_test
@pytest.mark.parametrize(
    ("objection", "words", "welsh"),
    [
        (DISCLOSURE, "looks like a disclosure: Physical abuse, high. Take it out", "yn edrych fel datgeliad"),
        (HALVED, "There were 3200 examples in Welsh and now there are 1600", "roedd 3200 enghraifft"),
        (LOCKED, "Locked disclosure number 12 is no longer heard", "datgeliad dan glo rhif 12"),
    ],
)
async def test_what_the_gate_refuses_cannot_be_asked_for_and_says_why(
    models: Models, objection: Objection, words: str, welsh: str
) -> None:
    version = models.candidate(objections=(objection,), state=State.REFUSED)
    place = f"/trainers/models/versions/{version.id}"
    shown = (await models.trainer.get(place)).text
    assert words in shown
    assert "Ask that it serve" not in shown
    answer = await models.trainer.post(f"{place}/ask", reason="It is fine.")
    assert answer.status_code == 409
    assert "Put right what they name" in answer.text
    await models.trainer.post("/language", to="cy", next=place)
    assert welsh in (await models.trainer.get(place)).text


@service_test
async def test_a_candidate_whose_files_changed_after_the_request_does_not_serve(models: Models) -> None:
    place = await models.asked()
    (models.store.path(place.rsplit("/", 1)[1]) / "assistant.tar.gz").write_text("something else")
    answer = await models.second.post(f"{place}/decide", **APPROVES)
    assert answer.status_code == 409
    assert "not those that were tested" in answer.text
    [row] = await models.service.world.rows("SELECT decision FROM model_requests")
    assert row.decision is None


@service_test
async def test_an_example_that_is_heard_as_a_disclosure_by_now_keeps_a_candidate_from_serving(
    models: Models,
) -> None:
    place = await models.asked()
    learn(models.store, place.rsplit("/", 1)[1], ["he said hell hurt me"])
    answer = await models.second.post(f"{place}/decide", **APPROVES)
    assert answer.status_code == 409
    assert "looks like a disclosure" in answer.text
    assert models.store.version(place.rsplit("/", 1)[1]).state is State.CANDIDATE
    [row] = await models.service.world.rows("SELECT decision FROM model_requests")
    assert row.decision is None


@service_test
async def test_what_was_rolled_back_from_can_be_asked_for_again(models: Models) -> None:
    place = await models.asked()
    await models.second.post(f"{place}/decide", **APPROVES)
    now = place.rsplit("/", 1)[1]
    await models.lead.post("/trainers/models/roll-back", serving=now)
    assert "Ask that it serve" in (await models.trainer.get(place)).text
    await models.trainer.post(f"{place}/ask", reason="It was not the model.")
    assert (await models.second.post(f"{place}/decide", **APPROVES)).status_code == 303
    assert models.store.version(now).state is State.SERVING


@service_test
async def test_anybody_who_may_decide_goes_back_and_it_is_written_down(models: Models) -> None:
    before = models.store.serving()
    assert before
    place = await models.asked()
    await models.second.post(f"{place}/decide", **APPROVES)
    now = place.rsplit("/", 1)[1]
    one_click = (await models.lead.get("/trainers/models")).text.split('action="/trainers/models/roll-back"')[
        1
    ]
    assert f'name="serving" value="{now}"' in one_click
    assert before.id in one_click
    assert before.id in (await models.lead.get("/trainers/models/roll-back")).text
    answer = await models.lead.post("/trainers/models/roll-back", serving=now)
    assert answer.headers["location"] == "/trainers/models?done=model-rolled-back"
    assert models.store.serving() == models.store.version(before.id)
    assert "Rolled back to" in (await models.trainer.get("/trainers/models")).text
    assert (await models.audited())[-1] == "model:roll_back"


@service_test
async def test_what_was_promoted_and_rolled_back_on_the_command_line_is_shown_once_with_the_rest(
    models: Models,
) -> None:
    place = await models.asked()
    await models.second.post(f"{place}/decide", **APPROVES)
    here, world = place.rsplit("/", 1)[1], models.service.world
    lead, _ = await models.service.member(Role.SAFEGUARDING_LEAD, name="Gwen Prawf")
    world.clock.forward(seconds=60)
    promote(models.store, models.candidate().id, str(models.eleri), str(lead), world.clock())
    world.clock.forward(seconds=60)
    roll_back(models.store, "owner", world.clock())
    shown = (await models.trainer.get("/trainers/models")).text.split("What served when")[1]
    assert shown.count("<strong>Promoted</strong>") == 2
    assert shown.count("<strong>Rolled back to</strong>") == 1
    assert "Gwen Prawf" in shown
    assert "An engineer, on the command line" in shown
    assert shown.count(f"versions/{here}") == 2


@service_test
async def test_after_a_roll_back_a_candidate_stands_beside_the_last_promoted_too(models: Models) -> None:
    version = versions.beside_promoted(models.store, models.eleri)
    place = f"/trainers/models/versions/{version.id}"
    shown = (await models.trainer.get(place)).text
    said = " ".join(re.sub("<[^>]*>", "", shown).split())
    last, serving = models.store.last_promoted(), models.store.serving()
    assert last
    assert serving
    assert f"Compared with what served, {serving.id}, and with the last promoted, {last.id}." in said
    beside = models.store.report(version.id).promoted
    assert beside
    lost = len(beside.comparison.worse)
    assert f"{lost} messages that the last promoted took rightly, and this one does not" in said
    assert "1 example that the last promoted had learned, and this one has not" in said
    assert "helo bobol" in said
    assert "Ask that it serve" in said
    await models.trainer.post("/language", to="cy", next=place)
    assert "ac â'r olaf a gymeradwywyd gan ddau berson" in html.unescape(
        (await models.trainer.get(place)).text
    )


@service_test
async def test_what_was_trained_plainly_and_rolled_back_from_says_how_it_can_serve_again(
    models: Models,
) -> None:
    serving_folder(models.store.models, "trained plainly")
    trained = take_in(models.store, models.service.world.clock())
    assert trained
    await models.lead.post("/trainers/models/roll-back", serving=trained.id)
    place = f"/trainers/models/versions/{trained.id}"
    assert "ask an engineer to compare this one again" in (await models.trainer.get(place)).text
    serving = models.store.serving()
    assert serving
    learn(models.store, trained.id)
    compared = replace(models.store.version(trained.id), compared_with=serving.id)
    models.store.write(compared, models.store.report(versions.add_candidate(models.store, "owner").id))
    await models.trainer.post(f"{place}/ask", reason="It was not the model.")
    assert (await models.second.post(f"{place}/decide", **APPROVES)).status_code == 303
    assert models.store.version(trained.id).state is State.SERVING


@service_test
async def test_a_page_that_shows_another_model_rolls_nothing_back(models: Models) -> None:
    place = await models.asked()
    await models.second.post(f"{place}/decide", **APPROVES)
    serves = models.store.serving()
    answer = await models.lead.post("/trainers/models/roll-back", serving="20260101-0000-0000")
    assert answer.status_code == 409
    assert "Another model serves now" in answer.text
    assert models.store.serving() == serves
    assert models.store.previous()


@service_test
async def test_the_comparison_shows_topics_by_their_names_what_got_worse_and_plots(models: Models) -> None:
    place = f"/trainers/models/versions/{models.candidate().id}/comparison"
    shown = (await models.lead.get(place)).text
    cells = [
        " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[dh] .*?</t[dh]>", shown)
    ]
    hello = cells.index("Saying hello")
    assert cells[hello + 1 : hello + 4] == ["95.2", "+20.2", "100.0, 90.9"]
    low = cells.index("Feeling low", cells.index("Taken for"))
    assert cells[low : low + 4] == ["Feeling low", "Slept badly", "1", "0"]
    worse = shown[shown.index("4 messages got worse") : shown.index("16 messages got better")]
    assert "“a message about mood_report_low 0”" in worse
    assert (await models.lead.get(f"{place}/taken-en.svg")).text.count("<rect ") == 4 * 4
    for name in ("topics-en.svg", "topics-cy.svg", "topics-cy-narrow.svg", "taken-cy.svg"):
        answer = await models.lead.get(f"{place}/{name}")
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.text.startswith("<svg ")
    for name in ("topics-fr.svg", "nothing-en.svg", "x"):
        assert (await models.lead.get(f"{place}/{name}")).status_code == 404
    assert len(shown) < 150_000


@service_test
@pytest.mark.parametrize("name", ["20260101-0000-0000", "nothing", "..%2F..%2Fmanifest.json"])
async def test_a_model_that_is_not_there_is_not_found(models: Models, name: str) -> None:
    for place in ("", "/comparison"):
        assert (await models.trainer.get(f"/trainers/models/versions/{name}{place}")).status_code == 404


def test_every_objection_is_worded_with_the_parameters_that_it_carries() -> None:
    assert models_wording.OBJECTIONS.keys() == set(Kind)
    for kind, sentence in SENTENCES.items():
        given: dict[str, str | int | float] = {
            "language": "cy",
            "topic": "greet",
            "other": "bored",
            "category": "suicide",
            "severity": "high",
        }
        given |= {name: name for name in ("file", "text", "complaint", "response", "story")}
        figures = dict.fromkeys(("count", "least", "missing", "before", "share", "number", "now"), 3)
        for language in (Language.ENGLISH, Language.WELSH):
            said = models_wording.objection(Objection(kind, given | figures), language)
            assert "%(" not in said
            assert "greet" not in said
        used = {name for name in given | figures if f"%({name})" in sentence}
        assert used == {name for name in given | figures if f"%({name})" in models_wording.OBJECTIONS[kind]}


def test_every_refusal_and_failure_has_words() -> None:
    assert {*Refusal, *Refused} == models_wording.REFUSALS.keys()
    assert models_wording.FAILURES.keys() == set(Failure)
    assert models_wording.STATES.keys() == set(State)
