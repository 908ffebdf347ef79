"""One frozen settings object, read once; the service refuses to start on a wrong or missing setting."""

import re
from datetime import time
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.contact_gate import ANY_TIME, DAYTIME, Hours

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting is wrong or missing; the text names it and says what to do."""


def _without_zone(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("a time of the day at home is written without a time zone")
    return value


HomeTime = Annotated[time, AfterValidator(_without_zone)]


class Mode(StrEnum):
    """Demo runs on invented people with a simulated phone; production never does."""

    DEMO = "demo"
    PRODUCTION = "production"


class LocalSignIn(StrEnum):
    """Who may sign in with Hafan's own passwords and passkeys beside an organisation's identity provider."""

    EVERYBODY = "everybody"
    ADMINISTRATORS = "administrators"


def _networks(text: str) -> str:
    for part in filter(None, text.replace(" ", "").split(",")):
        ip_network(part)
    return text


Networks = Annotated[str, AfterValidator(_networks)]


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s\"'<>]+", text):
        raise ValueError("must be a web address, such as https://www.bbc.co.uk/weather")
    return text


WebAddress = Annotated[str, AfterValidator(_web_address)]


class ExamplesKept(StrEnum):
    """Where trainers' changes are kept. `automatic`: in production, a git checkout that can be written."""

    AUTOMATIC = "automatic"
    CHECKOUT = "checkout"
    DATABASE = "database"


class MailSecurity(StrEnum):
    """How the connection to the mail server is protected; in production it always is."""

    STARTTLS = "starttls"
    TLS = "tls"


class Settings(BaseSettings):
    """Every setting, from the environment: `HAFAN_` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="HAFAN_", frozen=True, extra="ignore")

    mode: Mode = Mode.DEMO
    data_folder: Path = ROOT / ".hafan"
    models_folder: Path = ROOT / "models"
    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL")
    web_database_url: SecretStr | None = None
    intake_database_url: SecretStr | None = None
    worker_database_url: SecretStr | None = None
    tracker_database_url: SecretStr | None = None
    master_key: SecretStr | None = None
    master_key_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    internal_port: int = Field(8001, ge=1, le=65535)
    phone_port: int = Field(8002, ge=1, le=65535)
    mail_port: int = Field(8003, ge=1, le=65535)
    assistant_port: int = Field(5005, ge=1, le=65535)
    public_url: str | None = None
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_number: str | None = None
    twilio_voice_number: str | None = None
    twilio_url: str | None = None
    twilio_timeout_seconds: float = Field(10.0, gt=0, le=60)
    smtp_host: str | None = None
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_security: MailSecurity = MailSecurity.STARTTLS
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_sender: str | None = None
    smtp_timeout_seconds: float = Field(20.0, gt=0, le=30)
    assistant_deadline_seconds: float = Field(6.0, gt=0, le=12)
    idle_minutes: int = Field(30, ge=5, le=120)
    sign_in_hours: int = Field(10, ge=1, le=24)
    trusted_proxies: Networks = ""
    local_sign_in: LocalSignIn = LocalSignIn.EVERYBODY
    identity_issuer: str | None = None
    identity_client_id: str | None = None
    identity_client_secret: SecretStr | None = None
    identity_name: str | None = None
    break_glass_minutes: int = Field(60, ge=5, le=720)
    send_attempts: int = Field(8, ge=1, le=48)
    chat_exit_url: WebAddress = "https://www.bbc.co.uk/weather"
    takeover_idle_minutes: int = Field(60, ge=10, le=720)
    sms_part_pence: float = Field(4.0, ge=0, le=100)
    release_days: int = Field(30, ge=1, le=90)
    examples_kept: ExamplesKept = ExamplesKept.AUTOMATIC
    contact_since: HomeTime | None = None
    contact_until: HomeTime | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = self._missing_in_production() if self.mode is Mode.PRODUCTION else []
        if missing:
            raise ValueError(f"production mode needs {', '.join(missing)}")
        if self.mode is Mode.DEMO and self.twilio_account_sid:
            raise ValueError(
                "HAFAN_TWILIO_ACCOUNT_SID is set in demo mode: demo never texts real numbers; "
                "set HAFAN_MODE=production or unset it"
            )
        if self.mode is Mode.DEMO and self.smtp_host:
            raise ValueError(
                "HAFAN_SMTP_HOST is set in demo mode: demo never mails real people; "
                "set HAFAN_MODE=production or unset it"
            )
        if self.contact_hours.since >= self.contact_hours.until:
            raise ValueError("HAFAN_CONTACT_SINCE must be earlier in the day than HAFAN_CONTACT_UNTIL")
        self._check_identity_provider()
        return self

    def _check_identity_provider(self) -> None:
        if self.identity_issuer and not (self.identity_client_id and self.identity_client_secret):
            raise ValueError(
                "HAFAN_IDENTITY_ISSUER needs HAFAN_IDENTITY_CLIENT_ID and HAFAN_IDENTITY_CLIENT_SECRET"
            )
        secure = ("https://",) if self.mode is Mode.PRODUCTION else ("https://", "http://127.0.0.1:")
        if self.identity_issuer and not self.identity_issuer.startswith(secure):
            raise ValueError("HAFAN_IDENTITY_ISSUER must be an https address")
        if self.local_sign_in is not LocalSignIn.EVERYBODY and not self.identity_issuer:
            raise ValueError("HAFAN_LOCAL_SIGN_IN=administrators needs HAFAN_IDENTITY_ISSUER")

    def _missing_in_production(self) -> list[str]:
        needed = {
            "DATABASE_URL (or the four HAFAN_*_DATABASE_URL of the roles)": self.database_url
            or (self.web_database_url and self.intake_database_url and self.worker_database_url),
            "HAFAN_MASTER_KEY or HAFAN_MASTER_KEY_FILE": self.master_key or self.master_key_file,
            "HAFAN_PUBLIC_URL": self.public_url,
            "HAFAN_TWILIO_ACCOUNT_SID": self.twilio_account_sid,
            "HAFAN_TWILIO_AUTH_TOKEN": self.twilio_auth_token,
            "HAFAN_TWILIO_NUMBER": self.twilio_number,
            "HAFAN_TWILIO_VOICE_NUMBER (HAFAN_TWILIO_NUMBER is none that can call)": self._calls_from,
            "HAFAN_SMTP_HOST": self.smtp_host,
            "HAFAN_SMTP_SENDER": self.smtp_sender,
        }
        return [name for name, value in needed.items() if not value]

    @property
    def proxy_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Where the proxies of ours stand whose word about a client's address is believed."""
        parts = self.trusted_proxies.replace(" ", "").split(",")
        return tuple(ip_network(part) for part in parts if part)

    @property
    def _calls_from(self) -> bool:
        """Whether there is a number that calls can come from; without a number for texts, that is missing."""
        number = self.twilio_voice_number or self.twilio_number
        return number is None or number.startswith("+")

    @property
    def demo(self) -> bool:
        """Whether this is the demo, with invented people and the simulated phone."""
        return self.mode is Mode.DEMO

    @property
    def contact_hours(self) -> Hours:
        """When unasked texts may leave; the demo, where nobody sleeps, may at any time."""
        default = ANY_TIME if self.demo else DAYTIME
        return Hours(self.contact_since or default.since, self.contact_until or default.until)

    @property
    def public_address(self) -> str:
        """The URL that Twilio and browsers use, without a trailing slash; signatures cover it."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def assistant_address(self) -> str:
        """Where the Rasa server listens: always on this machine."""
        return f"http://127.0.0.1:{self.assistant_port}"


def load_settings(**overrides: object) -> Settings:
    """Read the environment; raises SettingsError that names each wrong setting without its value."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as wrong:
        problems = "; ".join(
            _problem(error) for error in wrong.errors(include_input=False, include_url=False)
        )
        raise SettingsError(f"Hafan cannot start: {problems}. See docs/operations.md.") from None


def _problem(error: object) -> str:
    details = dict(error)  # type: ignore[call-overload]
    where = "_".join(str(part) for part in details["loc"])
    name = f"HAFAN_{where.upper()}: " if where and where != "DATABASE_URL" else f"{where}: " if where else ""
    return name + str(details["msg"]).removeprefix("Value error, ")
