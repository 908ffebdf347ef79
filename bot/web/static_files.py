"""The built stylesheet and scripts: few and small, so they are kept in memory, compressed once."""

import gzip
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import raw

from bot.web.access import public
from bot.web.pages import STATIC

# The name carries a hash of the content, so a browser may keep it for good.
FOR_GOOD = "public, max-age=31536000, immutable"
# What the web chat loads must not lie about on the device of whoever used it.
KEPT_BY_NOBODY = "chat-"


@dataclass(frozen=True)
class StaticFile:
    """One built file."""

    content: bytes
    compressed: bytes
    media_type: str


def load_static(folder: Path = STATIC) -> dict[str, StaticFile]:
    """Every built file by name; what lies in folders is not for browsers."""
    return {path.name: _load(path) for path in folder.iterdir() if path.is_file() and path.stem != "manifest"}


def _load(path: Path) -> StaticFile:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(content, gzip.compress(content, mtime=0), kind)


@public(csrf=False)
async def send(request: Request, name: str) -> HTTPResponse:
    """One built file."""
    file: StaticFile | None = request.app.ctx.static_files.get(name)
    if file is None:
        raise NotFound
    kept = "no-store" if name.startswith(KEPT_BY_NOBODY) else FOR_GOOD
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip"}
        return raw(file.compressed, headers=headers, content_type=file.media_type)
    return raw(file.content, headers=headers, content_type=file.media_type)


def add_to(app: Sanic[Any, Any]) -> None:
    """Serve the built files."""
    app.ctx.static_files = load_static()
    app.add_route(send, "/static/<name:str>", methods=["GET"], name="static_file")
