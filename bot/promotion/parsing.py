"""What a version makes of a text, asked of the assistant's own server."""

from dataclasses import dataclass

import httpx

PATH = "/hafan/parse"
SECONDS = 20.0


class ParsingError(Exception):
    """The assistant cannot be asked just now, or has no such version; the text says which."""


@dataclass(frozen=True)
class Parsing:
    """The Rasa server's way to try a sentence; `token` is `bot.keys.assistant_token`."""

    client: httpx.AsyncClient
    address: str
    token: str

    async def parse(self, text: str, version: str | None = None) -> list[tuple[str, float]]:
        """Each topic with its score, best first: by the serving model, or by a version of that id.

        The first question to a version takes a second or two longer, while it is loaded. Raises ParsingError.
        """
        try:
            answer = await self.client.post(
                self.address + PATH,
                json={"text": text, "version": version},
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=SECONDS,
            )
        except httpx.HTTPError as wrong:
            raise ParsingError("the assistant does not answer: try again in a minute") from wrong
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise ParsingError(f"the assistant has no version {version}")
        if not answer.is_success:
            raise ParsingError(f"the assistant refused with {answer.status_code}")
        return [(guess["topic"], guess["score"]) for guess in answer.json()["topics"]]
