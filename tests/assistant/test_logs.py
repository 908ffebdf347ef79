"""Redaction by itself; the running server's log is read in test_inside_rasa.py."""

import json
import logging
import sys

import pytest

from bot.assistant import logs

SECRET = "he said he would hurt me"


def logged(logger: str, *, exc_info: logs.ExcInfo | None = None) -> str:
    record = logging.LogRecord(
        logger, logging.ERROR, "processor.py", 7, f"got {SECRET}", (), exc_info, "handle"
    )
    return logs.RedactingFormatter().format(record)


def failure() -> logs.ExcInfo:
    try:
        raise ValueError(SECRET) from KeyError(SECRET)
    except ValueError:
        return sys.exc_info()


@pytest.mark.parametrize("logger", ["rasa.core.processor", "asyncio", "py.warnings", "root", "sanic.error"])
def test_a_log_record_says_where_and_never_what(logger: str) -> None:
    line = logged(logger, exc_info=failure())
    assert SECRET not in line
    assert json.loads(line)["event"] == "processor.handle:7"
    assert json.loads(line)["exception"][:2] == ["ValueError", "KeyError"]


def test_our_own_constant_events_are_written_out() -> None:
    assert SECRET in logged("hafan.channel")


def test_a_structlog_event_keeps_its_name_and_level_alone() -> None:
    line = logs.redact(
        None, "error", {"event": "rest.message.failure", "text": SECRET, "tracker": {"x": SECRET}}
    )
    assert json.loads(line) == {"level": "error", "event": "rest.message.failure"}


def test_a_structlog_event_that_is_a_sentence_is_not_written() -> None:
    line = logs.redact(None, "info", {"event": f"user said {SECRET}"})
    assert json.loads(line)["event"] == "redacted"
