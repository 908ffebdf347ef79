"""The actions as the service mounts them, on a port of their own, before a double that remembers.

    python -m tests.assistant.action_server PORT KEY

`GET /calls` gives what was asked of the service so far, and forgets it.
"""

import sys
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from actions.endpoint import register
from tests.actions.recording import RecordingCheckIns


def build(key: str) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic("actions_before_a_double", configure_logging=False)
    checkins = RecordingCheckIns()
    register(app, checkins, key)

    @app.get("/calls")
    async def calls(_: Request) -> HTTPResponse:
        made, checkins.calls = checkins.calls, []
        return json(made)

    return app


if __name__ == "__main__":
    build(sys.argv[2]).run(
        host="127.0.0.1", port=int(sys.argv[1]), single_process=True, access_log=False, motd=False
    )
