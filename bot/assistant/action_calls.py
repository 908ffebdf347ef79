"""Rasa's calls to our actions: with a deadline, and never failing unseen.

Rasa goes on talking when an action failed, so that it might say that something was passed on which never
was. Here a failure is remembered for the rest of the turn, and the channel then says nothing at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

DEADLINE_SECONDS = 5.0
_REJECTED = 400

_failures: ContextVar[list[str] | None] = ContextVar("failures", default=None)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Gathers the types of the errors of every action call made inside."""
    failures: list[str] = []
    token = _failures.set(failures)
    try:
        yield failures
    finally:
        _failures.reset(token)


class ActionEndpoint(EndpointConfig):
    """Where the actions are, as `action_endpoint` in endpoints.yml says."""

    @classmethod
    def like(cls, other: EndpointConfig) -> "ActionEndpoint":
        return cls(other.url, other.params, other.headers, **other.kwargs)

    async def request(self, *args: Any, **kwargs: Any) -> Any | None:
        """Calls an action; Rasa's own deadline of five minutes is cut to seconds."""
        kwargs["timeout"] = DEADLINE_SECONDS
        try:
            return await super().request(*args, **kwargs)
        except Exception as error:
            if not (isinstance(error, ClientResponseError) and error.status == _REJECTED):
                _remember(error)
            raise


def _remember(error: Exception) -> None:
    failures = _failures.get()
    if failures is not None:
        failures.append(type(error).__name__)


def check_answers_once_compiled() -> None:
    """Has Rasa compile the schema of an action's answer once: each time would cost 50 ms of CPU a turn."""
    schema: dict[str, Any] = RemoteAction.action_response_format_spec()
    validator = Draft7Validator(schema)

    def validate(_: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
