"""A report's version as it is stored: JSON, which is then sealed."""

import json
from datetime import datetime

from bot.domain.report import Quote, ReportBody, Section


def to_text(body: ReportBody) -> str:
    """One version, ready to be sealed."""
    quotes = [
        {"id": one.id, "at": one.at.isoformat(), "by": one.by_young_person, "words": one.words}
        for one in body.quotes
    ]
    return json.dumps({"sections": dict(body.sections), "quotes": quotes}, ensure_ascii=False)


def from_text(text: str) -> ReportBody:
    """What `to_text` wrote."""
    data = json.loads(text)
    quotes = tuple(
        Quote(one["id"], datetime.fromisoformat(one["at"]), one["by"], one["words"]) for one in data["quotes"]
    )
    return ReportBody({name: data["sections"].get(name, "") for name in Section}, quotes)
