"""Ringing a phone through Twilio; what is said once it is answered, our web hooks decide then."""

from collections.abc import Collection
from datetime import datetime

from bot.channels.contract import Outcome
from bot.channels.twilio.rest import TWILIO_ADDRESS, TwilioAccount
from bot.channels.twilio.sender import CLOCK_SLACK, LOOK_BACK

# A little less than it takes most networks to hand the call to a voice mailbox.
RING_SECONDS = 25
# Somebody who keeps asking to hear it again is let go in the end.
LONGEST_SECONDS = 180
REPORTED = ["initiated", "ringing", "answered", "completed"]


class TwilioCaller(TwilioAccount):
    """Places voice calls. `number` is ours, and able to call: a messaging service cannot."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        number: str,
        *,
        base_url: str = TWILIO_ADDRESS,
        timeout: float = 10.0,
    ) -> None:
        super().__init__(account_sid, auth_token, base_url=base_url, timeout=timeout)
        self._number = number

    async def call(self, to: str, answer_url: str, status_url: str) -> Outcome:
        """Ask Twilio, once, to ring a phone.

        Whether a machine has answered is found out while the sentence is already read: somebody who takes
        the call must not meet seconds of silence and hang up.
        """
        return await self.create(
            self.client().calls.create_async(
                to=to,
                from_=self._number,
                url=answer_url,
                status_callback=status_url,
                status_callback_event=REPORTED,
                timeout=RING_SECONDS,
                time_limit=LONGEST_SECONDS,
                machine_detection="Enable",
                async_amd="true",
                async_amd_status_callback=status_url,
            )
        )

    async def cancel(self, call: str) -> Outcome:
        """Have a phone stop ringing; Twilio leaves a call alone that somebody has answered."""
        return await self.create(self.client().calls(call).update_async(status="canceled"))

    async def find(self, to: str, since: datetime, *, besides: Collection[str] = ()) -> str | None:
        """The id of a call to this phone that Twilio accepted since then and that is nobody else's.

        Twilio does not tell which URL a call was made with, so calls are told apart by whose they are known
        to be. Should two be taken for one another all the same, Twilio's reports, which name our dispatch,
        set it right.
        """
        calls = self.client().calls
        accepted = await self.list(
            calls.list_async(to=to, from_=self._number, limit=LOOK_BACK, page_size=LOOK_BACK)
        )
        for call in accepted:
            made = call.date_created and call.date_created >= since - CLOCK_SLACK
            if made and call.sid not in besides:
                return str(call.sid)
        return None
