"""Sending a text through Twilio."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from bot.channels.contract import Outcome
from bot.channels.twilio.rest import TWILIO_ADDRESS, TwilioAccount

# Twilio holds a text back for at most this long, whatever one asks for.
LONGEST_VALIDITY = timedelta(hours=10)
# How many of the newest texts to one number `find` looks through.
LOOK_BACK = 50
# Twilio's stamps are whole seconds of its own clock.
CLOCK_SLACK = timedelta(seconds=2)


class TwilioSender(TwilioAccount):
    """Sends texts. `sender` is our number, or the id of a messaging service ("MG...")."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        *,
        base_url: str = TWILIO_ADDRESS,
        timeout: float = 10.0,
    ) -> None:
        super().__init__(account_sid, auth_token, base_url=base_url, timeout=timeout)
        self._from = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}

    async def send(
        self, to: str, body: str, callback_url: str, *, valid_for: timedelta | None = None
    ) -> Outcome:
        """Hand one text to Twilio, once."""
        # Smart encoding would swap characters behind our back.
        options: dict[str, object] = {"status_callback": callback_url, "smart_encoded": False} | self._from
        if valid_for is not None:
            options["validity_period"] = _whole_seconds(valid_for)
        return await self.create(self.client().messages.create_async(to=to, body=body, **options))

    async def find(self, to: str, body: str, since: datetime, *, besides: Collection[str] = ()) -> str | None:
        """The id under which Twilio already accepted this text.

        Twilio's own date filter goes by when a text left, which one just accepted has not done, so the
        newest texts are read and compared here.
        """
        messages = self.client().messages
        accepted = await self.list(messages.list_async(to=to, limit=LOOK_BACK, page_size=LOOK_BACK))
        return _same_text(accepted, body.strip(), since - CLOCK_SLACK, besides)


def _whole_seconds(valid_for: timedelta) -> int:
    return max(1, int(min(valid_for, LONGEST_VALIDITY).total_seconds()))


def _same_text(accepted: Iterable[Any], body: str, since: datetime, besides: Collection[str]) -> str | None:
    for message in accepted:
        wanted = message.sid not in besides and (message.body or "").strip() == body
        if wanted and message.date_created and message.date_created >= since:
            return str(message.sid)
    return None
