"""What a form brought."""

import re

from sanic import Request

# A place of our own: one slash, then nothing that a browser could read as another host.
OUR_PLACE = re.compile(r"/(?:[\w-][\w./-]*)?", re.ASCII)


def filled(request: Request, field: str) -> str:
    """What was filled in; nothing when the field, or the whole form, is missing."""
    form = request.form
    return (form.get(field) if form else None) or ""


def own_place(text: str | None) -> str:
    """Where to go next, if that is a page of ours; the first page otherwise."""
    return text if text and OUR_PLACE.fullmatch(text) else "/"
