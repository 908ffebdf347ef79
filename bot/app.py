"""The only place where the parts meet: what each process is made of."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from procrastinate import App
from pydantic import SecretStr
from sanic import Sanic

import actions.endpoint
from bot import jobs
from bot.channels.mail import MailServer, Security, SmtpMailer
from bot.channels.twilio import TWILIO_ADDRESS, TwilioCaller, TwilioSender
from bot.checkins import CheckIns
from bot.content import load_content
from bot.dialogue import Assistant
from bot.examples.desk import Desk
from bot.examples.kept import example_files
from bot.jobs import Work
from bot.keys import actions_key, assistant_key, assistant_token, open_vault
from bot.letters import Carriers
from bot.parts import Parts, system_clock
from bot.policy import load_policy, load_thresholds
from bot.promotion.language_in_use import LanguageInUse
from bot.promotion.parsing import Parsing
from bot.recipes import DATA_FOLDER, LANGUAGE_MODEL
from bot.safeguarding_changes import released
from bot.safeguarding_changes.serving import Screening, kept_current
from bot.screening.classifier import ARTEFACT, load_classifier
from bot.settings import Settings, SettingsError
from bot.storage.database import Database
from bot.storage.encryption import Vault
from bot.storage.migrate import driver_url, role_url
from bot.web import Web, register
from bot.web.chat import register_chat
from bot.web.health import register_health
from bot.web.internal import register_internal
from bot.web.sms import register_sms
from bot.web.voice import register_voice

# The demo's invented Twilio account; the simulated phone signs with this token.
DEMO_ACCOUNT, DEMO_TOKEN, DEMO_NUMBER = "AC" + "0" * 32, "demo-token-of-nobody", "+447700900000"
DEMO_SENDER = "hafan@hafan.example"
RULES_FOLDER = released.RULES_FOLDER
LONGEST_REQUEST = 64 * 1024


def twilio_account(settings: Settings) -> tuple[str, str, str]:
    """(account id, auth token, our number): the invented ones in the demo."""
    if settings.demo:
        return DEMO_ACCOUNT, DEMO_TOKEN, DEMO_NUMBER
    assert settings.twilio_account_sid
    assert settings.twilio_auth_token
    assert settings.twilio_number
    return settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value(), settings.twilio_number


def mail_server(settings: Settings) -> MailServer:
    """Where e-mails are handed over: in the demo, to the stand-in on this machine."""
    if settings.demo:
        return MailServer("127.0.0.1", settings.mail_port, Security.NONE, DEMO_SENDER, timeout=10.0)
    assert settings.smtp_host
    assert settings.smtp_sender
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        Security(settings.smtp_security),
        settings.smtp_sender,
        settings.smtp_timeout_seconds,
        settings.smtp_username,
        settings.smtp_password.get_secret_value() if settings.smtp_password else None,
    )


def database_url(settings: Settings, vault: Vault, role: str) -> str:
    """How one of our roles reaches the database: as configured, or derived from DATABASE_URL."""
    own: SecretStr | None = {
        "hafan_web": settings.web_database_url,
        "hafan_intake": settings.intake_database_url,
        "hafan_worker": settings.worker_database_url,
        "hafan_rasa": settings.tracker_database_url,
    }[role]
    if own:
        return driver_url(own.get_secret_value())
    if settings.database_url is None:
        raise SettingsError("DATABASE_URL is not set; `hafan run` starts an embedded PostgreSQL by itself")
    return role_url(settings.database_url.get_secret_value(), vault, role)


def plain_url(url: str) -> str:
    """A database URL as libpq reads it."""
    return url.replace("postgresql+psycopg:", "postgresql:", 1)


def screen_text(models_folder: Path) -> Screening:
    """The screen as the service uses it: rules and classifier; `kept_current` adds what leads approve.

    Raises RuleError when a rule is broken, and ClassifierError when there is no classifier that can be used:
    rules alone hear too little to be called a screen.
    """
    classifier = load_classifier(models_folder / ARTEFACT, load_thresholds())
    return Screening(RULES_FOLDER, (classifier,))


def parts_for(settings: Settings, vault: Vault, role: str) -> Parts:
    """The parts of a process that enters the database as `role`."""
    return Parts(
        database=Database(database_url(settings, vault, role)),
        vault=vault,
        policy=load_policy(),
        content=load_content(),
        screen=screen_text(settings.models_folder),
        detect=LanguageInUse(settings.models_folder / LANGUAGE_MODEL),
        public_address=settings.public_address,
        hours=settings.contact_hours,
        takeover_idle=timedelta(minutes=settings.takeover_idle_minutes),
    )


def build_web(settings: Settings) -> Sanic[Any, Any]:
    """The public server: Twilio's webhooks and the practitioners' pages."""
    vault = open_vault(settings)
    intake = parts_for(settings, vault, "hafan_intake")
    pages = Database(database_url(settings, vault, "hafan_web"))
    asking = httpx.AsyncClient()
    app = _sanic("hafan")
    register(
        app,
        Web(
            settings=settings,
            database=pages,
            vault=vault,
            now=system_clock,
            listen_url=plain_url(database_url(settings, vault, "hafan_web")),
            desk=Desk(example_files(settings, DATA_FOLDER), intake.screen),
            parsing=Parsing(asking, settings.assistant_address, assistant_token(vault)),
        ),
    )
    register_sms(app, intake, twilio_account(settings)[1])
    register_voice(app, intake, twilio_account(settings)[1])
    register_chat(app, intake)
    register_health(app, intake.database)
    _keep_rules_current(app, intake)
    internal = _build_internal(settings, vault, intake, pages)

    @app.after_server_start
    async def serve_internally(app: Sanic[Any, Any]) -> None:
        server: Any = await internal.create_server(
            "127.0.0.1", settings.internal_port, return_asyncio_server=True
        )
        await server.startup()
        await server.before_start()
        await server.start_serving()

    @app.after_server_stop
    async def close(app: Sanic[Any, Any]) -> None:
        await intake.database.close()
        await pages.close()
        await asking.aclose()

    return app


def _keep_rules_current(app: Sanic[Any, Any], parts: Parts) -> None:
    """From before the first message is accepted until the last one was."""
    keeping = AsyncExitStack()

    @app.before_server_start
    async def begin(app: Sanic[Any, Any]) -> None:
        await keeping.enter_async_context(kept_current(parts))

    @app.before_server_stop
    async def end(app: Sanic[Any, Any]) -> None:
        await keeping.aclose()


def _build_internal(settings: Settings, vault: Vault, intake: Parts, pages: Database) -> Sanic[Any, Any]:
    """What only this machine may reach: Rasa's actions and the metrics."""
    app = _sanic("hafan-internal")
    actions.endpoint.register(app, CheckIns(intake), actions_key(vault))
    register_internal(app)
    return app


def _sanic(name: str) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    app.config.update(
        ACCESS_LOG=False,
        MOTD=False,
        OAS=False,
        AUTO_EXTEND=False,
        REQUEST_MAX_SIZE=LONGEST_REQUEST,
        TOUCHUP=False,
    )
    return app


@asynccontextmanager
async def _carriers(settings: Settings) -> AsyncIterator[Carriers]:
    """Who carries texts, calls and e-mails."""
    account, token, number = twilio_account(settings)
    calls_from, timeout = settings.twilio_voice_number or number, settings.twilio_timeout_seconds
    base = settings.twilio_url or (
        f"http://127.0.0.1:{settings.phone_port}" if settings.demo else TWILIO_ADDRESS
    )
    async with (
        TwilioSender(account, token, number, base_url=base, timeout=timeout) as text,
        TwilioCaller(account, token, calls_from, base_url=base, timeout=timeout) as call,
    ):
        yield Carriers(text, call, SmtpMailer(mail_server(settings), system_clock))


@asynccontextmanager
async def worker(settings: Settings) -> AsyncIterator[Callable[[], App]]:
    """Builds the job worker's queue, with everything that its tasks need open."""
    vault = open_vault(settings)
    parts = parts_for(settings, vault, "hafan_worker")
    async with kept_current(parts), httpx.AsyncClient() as client, _carriers(settings) as carriers:
        assistant = Assistant(
            client, settings.assistant_address, assistant_key(vault), settings.assistant_deadline_seconds
        )
        work = Work(parts, assistant, carriers, settings.send_attempts)
        yield partial(jobs.build_queue, work, plain_url(database_url(settings, vault, "hafan_worker")))
        await parts.database.close()
