"""What every command stands on: settings, errors told in one line, and reading JSON Lines."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import typer
from rich.console import Console
from rich.progress import Progress, track

from bot.lines import LineError, read_objects, read_text, write_object
from bot.logs import configure_logs
from bot.settings import Settings, SettingsError, load_settings

say = Console(stderr=True, highlight=False)


class CommandError(Exception):
    """Something that whoever typed the command can mend; the text says how."""


def settings() -> Settings:
    """The settings of this environment, with logs set up for whoever reads them."""
    configure_logs(pretty=sys.stderr.isatty())
    return load_settings()


@contextmanager
def clear_errors() -> Iterator[None]:
    """What somebody can mend is told in one line; what nobody foresaw keeps its traceback."""
    try:
        yield
    except _expected() as problem:
        say.print(f"hafan: {problem}", markup=False)
        raise typer.Exit(1) from None


def _expected() -> tuple[type[Exception], ...]:
    from bot.content import ContentError
    from bot.language.glosses import GlossError
    from bot.policy import PolicyError
    from bot.processes import NotReadyError
    from bot.promotion.examples import SnapshotError
    from bot.promotion.promoting import PromotionRefusedError
    from bot.promotion.versions import UnknownVersionError
    from bot.recipes import TrainingError
    from bot.screening import RuleError
    from bot.screening.classifier import ClassifierError
    from bot.screening.corpus import CorpusError
    from bot.screening.gate import GateError
    from bot.storage.embedded import EmbeddedDatabaseError
    from bot.storage.encryption import MasterKeyError

    return (
        ClassifierError,
        CommandError,
        ContentError,
        CorpusError,
        EmbeddedDatabaseError,
        GateError,
        GlossError,
        MasterKeyError,
        NotReadyError,
        PolicyError,
        PromotionRefusedError,
        RuleError,
        SettingsError,
        SnapshotError,
        TrainingError,
        UnknownVersionError,
    )


def progress() -> Progress:
    """A progress bar beside what is printed, on a terminal alone."""
    return Progress(console=say, disable=not say.is_terminal, transient=True)


def read_all[T](file: TextIO, read: Callable[[dict[str, Any]], T]) -> tuple[list[T], bool]:
    """Every usable line, and whether there were others: those are named, and the rest still counts."""
    good: list[T] = []
    bad = False
    for number, data in read_objects(file):
        try:
            if isinstance(data, LineError):
                raise data
            good.append(read(data))
        except ValueError as problem:
            bad = True
            name = "" if isinstance(problem, LineError) else f"line {number}: "
            say.print(f"hafan: {name}{problem}", markup=False)
    return good, bad


def read_texts(file: TextIO) -> tuple[list[tuple[Any, str]], bool]:
    """(id, text) of every usable line, and whether there were others."""
    return read_all(file, read_text)


def look_at_each(file: TextIO, look: Callable[[Any, str], dict[str, Any]]) -> None:
    """Print what `look` finds in each text; ends the command with 1 when a line was unusable."""
    texts, bad = read_texts(file)
    for identifier, text in track(texts, "Reading", console=say, disable=not say.is_terminal, transient=True):
        print(write_object(look(identifier, text)))
    raise typer.Exit(1 if bad else 0)
