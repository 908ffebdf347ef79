"""What the tests of the trainers' pages of examples send, and what came of it."""

from bot.domain.languages import Language
from bot.examples.library import Example
from tests.web.conftest import Service

HERE = "/trainers/examples"
EN = Language.ENGLISH
HELLO = Example(EN, "greet", "hello")


async def edits(service: Service) -> list[tuple[str, str | None, str | None, str]]:
    rows = await service.world.rows("SELECT * FROM example_edits ORDER BY made_at, after")
    return [(row.topic, row.before, row.after, row.to_topic) for row in rows]


def form_of(example: Example, text: str, to: str | None = None, **form: str) -> dict[str, str]:
    sent = {"language": example.language, "topic": example.topic, "before": example.text, "above": "hi"}
    return sent | {"below": "hiya", "text": text, "to": to or example.topic, "action": "keep"} | form
