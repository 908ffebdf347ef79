"""Rasa's HTTP server, put together without the parts that Hafan does not want."""

import logging
from functools import partial
from pathlib import Path
from typing import Any

import rasa.core.agent
from rasa.core.run import close_resources, configure_app, load_agent_on_start
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints

from bot.assistant import logs
from bot.assistant.action_calls import DEADLINE_SECONDS, ActionEndpoint, check_answers_once_compiled
from bot.assistant.channel import HafanInput
from bot.assistant.swapping import Swapping
from bot.assistant.trying import Trying

# Beside the serving model: every other one that can be asked.
VERSIONS = "versions"


def serve(model: str, endpoints: str, address: tuple[str, int], channel_secret: str, api_token: str) -> None:
    """Listens until it is told to stop."""
    check_answers_once_compiled()
    _keep_storage_errors()
    available = AvailableEndpoints.read_endpoints(endpoints)
    if available.action is not None:
        available.action = ActionEndpoint.like(available.action)
    app = configure_app([HafanInput(channel_secret)], auth_token=api_token, endpoints=available)
    swapping = Swapping(Path(model))
    app.register_listener(swapping.before_loading, "before_server_start")
    app.register_listener(partial(load_agent_on_start, model, available, None), "before_server_start")
    app.register_listener(_take_over_logs_again, "before_server_start")
    app.register_listener(swapping.start, "after_server_start")
    app.register_listener(swapping.stop, "before_server_stop")
    app.register_listener(close_resources, "after_server_stop")
    app.blueprint(Trying(Path(model).parent / VERSIONS, api_token).blueprint())
    # Connections that the service keeps open would hold up a stop for longer than any turn lasts.
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = DEADLINE_SECONDS
    host, port = address
    app.run(host=host, port=port, workers=1, access_log=False, motd=False)


async def _take_over_logs_again(*_: Any) -> None:
    logs.configure(logging.getLevelName(logging.root.level))


def _keep_storage_errors() -> None:
    """Rasa would go on in memory when a conversation cannot be saved, and lose it without a word."""

    def unwrapped(store: TrackerStore) -> TrackerStore:
        return store

    rasa.core.agent.FailSafeTrackerStore = unwrapped
