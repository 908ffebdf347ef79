"""`hafan run` and `hafan worker`: start, tell what there is, and end when asked to."""

import asyncio
import signal
from contextlib import suppress

import pyotp
import structlog
from rich.console import Console

from bot import demo, training
from bot.app import worker
from bot.channels.simulated import Phone
from bot.channels.simulated import Role as PhoneRole
from bot.domain.staff import Role
from bot.jobs import work_until_stopped
from bot.parts import system_clock
from bot.settings import Settings
from bot.whole import Whole, whole_service

log = structlog.get_logger()

_STEPS = {
    "database": "Starting the database",
    "worker": "Starting the worker",
    "serve": "Starting the web pages",
    "assistant": "Starting the assistant (about 15 seconds)",
}
_PHONE_ROLES = {
    Role.PRACTITIONER: PhoneRole.PRACTITIONER,
    Role.DUTY_MANAGER: PhoneRole.DUTY_MANAGER,
    Role.SAFEGUARDING_LEAD: PhoneRole.SAFEGUARDING_LEAD,
}


async def run_worker(settings: Settings) -> None:
    """Work on the queue until told to stop; the job in hand is finished first."""
    stop = _stop_signal()
    async with worker(settings) as build:
        working = asyncio.create_task(work_until_stopped(build))
        await asyncio.wait({working, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


async def _train_what_is_stale(settings: Settings, say: Console) -> None:
    if not (recipes := training.stale(settings.models_folder)):
        return
    candidate = training.begin(settings.models_folder)
    for recipe in recipes:
        say.print(f"Training {recipe.name}, once ...")
        await asyncio.to_thread(training.build, recipe, candidate)
    await training.finish(recipes, settings)


async def run_whole(settings: Settings, say: Console) -> None:
    """Start everything, print what to open, and run until Ctrl-C."""
    stop = _stop_signal()
    await _train_what_is_stale(settings, say)
    async with whole_service(
        settings, demo_phones() if settings.demo else (), lambda step: _tell(say, step)
    ) as whole:
        if settings.demo:
            await demo.add_demo_people(whole.database, whole.vault, system_clock())
        _tell_ready(whole, say)
        await stop.wait()
        say.print("Stopping ...")


def demo_phones() -> list[Phone]:
    """The phones of the invented people, for the simulated phones' page."""
    young = [Phone(p.name, p.phone, PhoneRole.YOUNG_PERSON, p.language) for p in demo.YOUNG_PEOPLE]
    return young + [
        Phone(member.name, member.phone, _PHONE_ROLES[member.role], member.language, member.email)
        for member in demo.STAFF
        if member.phone
    ]


def _tell(say: Console, step: str) -> None:
    say.print(f"{_STEPS[step]} ...")


def _tell_ready(whole: Whole, say: Console) -> None:
    say.print(f"\nHafan runs. Practitioners' pages: {whole.settings.public_address}")
    if not whole.settings.demo:
        return
    say.print(f"Simulated phones: {whole.phones_address}\n")
    say.print("Demo sign-ins:")
    for member in demo.STAFF:
        password, secret = demo.credentials(whole.vault, member.username)
        code = pyotp.TOTP(secret).now()
        say.print(
            f"  user name {member.username:6}  password {password}  code now {code}"
            f"  ({member.role}; authenticator secret {secret})",
            soft_wrap=True,
        )
    say.print("A code lasts 30 seconds; a fresh one: .venv/bin/hafan people code USERNAME")
    say.print("Everybody in the demo is invented. Stop with Ctrl-C.")


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
