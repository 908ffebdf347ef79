"""`POST /hafan/parse`: what the serving model, or a version that waits beside it, takes a text for.

For people who write examples. It keeps nothing, and a version is loaded and asked in a thread of its own, one
at a time, so that nobody's message waits for it.
"""

import asyncio
import hmac
import re
from pathlib import Path
from typing import Any, Optional, Tuple

from rasa.core.processor import MessageProcessor
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.assistant.reading import Topics, topics_of
from bot.assistant.swapping import Seen, load, seen

LONGEST_TEXT = 1600
_VERSION = re.compile(r"\d{8}-\d{4}-[0-9a-f]{4}")
_MODEL = "assistant.tar.gz"


class NoSuchVersionError(Exception):
    """No version of that name lies in the folder of versions."""


class Trying:
    """Asks versions; the last one asked stays loaded."""

    def __init__(self, versions: Path, token: str) -> None:
        self._versions = versions
        self._token = token.encode()
        self._kept: Optional[Tuple[Path, Seen, MessageProcessor]] = None
        self._one_at_a_time = asyncio.Lock()

    def blueprint(self) -> Blueprint:
        """The route."""
        blueprint = Blueprint("hafan_parse")

        @blueprint.route("/hafan/parse", methods=["POST"])
        async def parse(request: Request) -> HTTPResponse:
            if not self._admits(request):
                return response.json({"error": "forbidden"}, status=403)
            asked = _asked(request)
            if asked is None:
                return response.json({"error": "malformed"}, status=400)
            try:
                topics = await self._topics(request.app.ctx.agent, *asked)
            except NoSuchVersionError:
                return response.json({"error": "no such version"}, status=404)
            return response.json({"topics": [{"topic": name, "score": score} for name, score in topics]})

        return blueprint

    def _admits(self, request: Request) -> bool:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, b"Bearer " + self._token)

    async def _topics(self, agent: Any, text: str, version: Optional[str]) -> Topics:
        if version is None:
            return (await asyncio.to_thread(topics_of, agent.processor, [text]))[0]
        model = self._file_of(version)
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._ask, model, agent, text)

    def _file_of(self, version: str) -> Path:
        """The model of a version, which lies nowhere but in the folder of versions."""
        if not _VERSION.fullmatch(version):
            raise NoSuchVersionError
        model = (self._versions / version / _MODEL).resolve()
        # A link could lead elsewhere.
        if not (model.is_relative_to(self._versions.resolve()) and model.is_file()):
            raise NoSuchVersionError
        return model

    def _ask(self, model: Path, agent: Any, text: str) -> Topics:
        here = seen(model)
        if here is None:
            raise NoSuchVersionError
        if self._kept is None or self._kept[:2] != (model, here):
            # Let go of the other first, so that never more than one is held beside the serving model.
            self._kept = None
            self._kept = (model, here, load(model, agent))
        return topics_of(self._kept[2], [text])[0]


def _asked(request: Request) -> "Optional[Tuple[str, Optional[str]]]":
    """(text, version) of a request, if it is what it should be."""
    body = request.json
    if not isinstance(body, dict):
        return None
    text, version = body.get("text"), body.get("version")
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_TEXT:
        return None
    return (text, version) if version is None or isinstance(version, str) else None
