"""How the simulation is set up, and its one condition: it exists in demo mode only."""

from dataclasses import dataclass, field

from bot.settings import Mode


class OnlyInDemoError(Exception):
    """Somebody tried to start simulated phones beside the real service."""


def require_demo(mode: Mode) -> None:
    """Raise OnlyInDemoError unless this is the demo: elsewhere real people would lose their texts to it."""
    if mode is not Mode.DEMO:
        raise OnlyInDemoError("Simulated phones exist in demo mode only: use Twilio, or set HAFAN_MODE=demo")


@dataclass(frozen=True)
class Setup:
    """An invented Twilio account, and where the service listens.

    `public_address` is what the service believes to be its address, so web hooks are signed over it;
    `posts_to` is where they really go, as behind a proxy, and is the same when it is None.
    `receipt_delay` and `webhook_timeout` are seconds; Twilio waits fifteen for an answer. `key_seconds` is
    how long a call waits for a key, reading time included.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    service_number: str = field(repr=False)
    public_address: str
    posts_to: str | None = None
    inbound_path: str = "/sms/inbound"
    emulate_opt_out: bool = True
    receipt_delay: float = 0.0
    webhook_timeout: float = 15.0
    key_seconds: float = 25.0

    @property
    def inbound_url(self) -> str:
        """The web hook of our number, as Twilio was told it."""
        return self.public_address.rstrip("/") + self.inbound_path

    def reaches(self, url: str) -> bool:
        """Whether a URL lies within the service: the stand-in posts nowhere else."""
        return url.startswith(self.public_address.rstrip("/") + "/")

    def real_url(self, public_url: str) -> str:
        """Where to post what is signed over `public_url`."""
        public = self.public_address.rstrip("/")
        return (self.posts_to or public).rstrip("/") + public_url.removeprefix(public)
