"""Serves the actions to Rasa inside the service's own Sanic."""

import hmac
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import (
    ActionExecutionRejection,
    ActionMissingDomainException,
    ActionNotFoundException,
)
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from actions import all_actions
from actions.contract import CheckIns

_MISSING_DOMAIN = 449
_STATUS = {
    ActionExecutionRejection: 400,
    ActionNotFoundException: 404,
    ActionMissingDomainException: _MISSING_DOMAIN,
}


def register(app: Sanic[Any, Any], checkins: CheckIns, key: str) -> None:
    """Mounts `POST /webhook`, which asks for `key` in the header X-Hafan-Key.

    Any other error of an action is left to the app's own error handling, which must answer with a 5xx status:
    Rasa's channel then says nothing, and the service knows that the turn failed.
    """
    executor = ActionExecutor()
    for action in all_actions(checkins):
        executor.register_action(action)

    @app.post("/webhook", name="rasa_actions")
    async def webhook(request: Request) -> HTTPResponse:
        if not hmac.compare_digest(request.headers.get("X-Hafan-Key", "").encode(), key.encode()):
            return json({"error": "forbidden"}, status=403)
        return await _run(executor, request)


async def _run(executor: ActionExecutor, request: Request) -> HTTPResponse:
    if not isinstance(request.json, dict):
        return json({"error": "malformed"}, status=400)
    try:
        result = await executor.run(request.json)
    except tuple(_STATUS) as refusal:
        body = {"error": refusal.message, "action_name": refusal.action_name}
        return json(body, status=_STATUS[type(refusal)])
    return json(result.model_dump() if result else {"events": [], "responses": []})
