"""Logs that hold no message text, whatever Rasa tries to write.

Rasa puts what people wrote into f-strings, keyword arguments, tracebacks and warnings. None of that can be
told apart from harmless text, so nothing is let through but names that were fixed when the code was written:
event names, places in the source, types of exceptions.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

_CONSTANT = re.compile(r"[a-z0-9_.]+")
# These say where we listen and that we stop, and are never given a message.
_OUTSPOKEN = ("hafan", "sanic.root")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class RedactingFormatter(logging.Formatter):
    """Says where in the source something was logged, never what."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {"level": record.levelname.lower(), "logger": record.name}
        if record.name.startswith(_OUTSPOKEN):
            entry["event"] = record.getMessage()
        else:
            entry["event"] = f"{record.module}.{record.funcName}:{record.lineno}"
        if record.exc_info:
            entry["exception"] = describe(record.exc_info)
        return json.dumps(entry)


def describe(exc_info: ExcInfo) -> list[str]:
    """The types of an exception and its causes, and the places it passed; not its words."""
    _, error, trace = exc_info
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
    types = []
    while error is not None:
        types.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return types + places


def redact(_: Any, level: str, event: MutableMapping[str, Any]) -> str:
    """A structlog processor, always the last: an event's constant name and level."""
    name = str(event.get("event", ""))
    entry: dict[str, Any] = {"level": level, "event": name if _CONSTANT.fullmatch(name) else "redacted"}
    if event.get("exc_info"):
        entry["exception"] = describe(sys.exc_info())
    return json.dumps(entry)


def configure(level: str) -> None:
    """Takes over the standard logging, structlog and warnings.

    Call it before importing anything of Rasa's, and again once all is loaded: parts of it install
    handlers of their own, which would write everything.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter())
    for logger in [*logging.root.manager.loggerDict.values(), logging.root]:
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
    logging.root.addHandler(handler)
    logging.root.setLevel(level)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[redact],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
