"""The actions over HTTP, as Rasa calls them."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from sanic import Sanic
from sanic_testing.testing import SanicASGITestClient

from actions import all_actions
from actions.endpoint import register
from tests.actions.conversations import CONVERSATION, fresh_slots
from tests.actions.recording import RecordingCheckIns

KEY = "invented-actions-key"
DOMAIN = Path(__file__).parents[2] / "domain" / "conversation.yml"


class Served:
    """The endpoint before a double."""

    def __init__(self) -> None:
        self.checkins = RecordingCheckIns()
        app: Sanic[Any, Any] = Sanic("actions_under_test", configure_logging=False)
        register(app, self.checkins, KEY)
        self._client = SanicASGITestClient(app)

    async def post(self, body: Any, key: str | None = KEY) -> Any:
        headers = {} if key is None else {"X-Hafan-Key": key}
        _, response = await self._client.post("/webhook", json=body, headers=headers)
        return response


@pytest.fixture
def served() -> Any:
    yield Served()
    Sanic._app_registry.clear()


def call_for(action: str, text: str = "7") -> dict[str, Any]:
    """What Rasa sends."""
    message = {"text": text, "intent": {"name": "mood_number", "confidence": 0.9}, "entities": []}
    tracker = {"sender_id": CONVERSATION, "slots": fresh_slots(), "latest_message": message, "events": []}
    return {"next_action": action, "sender_id": CONVERSATION, "tracker": tracker, "domain": {}}


async def test_an_action_runs_and_answers_with_events_and_responses(served: Served) -> None:
    response = await served.post(call_for("validate_check_in_form"))
    assert response.status == 200
    assert served.checkins.calls == [("record", "mood", 7)]
    assert response.json["responses"][0]["response"] == "utter_mood_good"
    assert {"mood", "questions_asked"} <= {event["name"] for event in response.json["events"]}


@pytest.mark.parametrize("key", [None, "", "wrong", KEY + "x"])
async def test_without_the_key_nothing_runs(served: Served, key: str | None) -> None:
    response = await served.post(call_for("validate_check_in_form"), key)
    assert response.status == 403
    assert served.checkins.calls == []


async def test_an_action_that_there_is_not_is_not_found(served: Served) -> None:
    assert (await served.post(call_for("action_reveal_everything"))).status == 404


async def test_something_else_than_a_call_is_malformed(served: Served) -> None:
    assert (await served.post(["not a call"])).status == 400


async def test_a_failure_of_the_service_is_a_server_error(served: Served) -> None:
    served.checkins.broken = True
    assert (await served.post(call_for("validate_check_in_form"))).status == 500


def test_every_action_that_the_domain_names_exists() -> None:
    domain = yaml.safe_load(DOMAIN.read_text())
    assert {action.name() for action in all_actions(RecordingCheckIns())} == set(domain["actions"])
