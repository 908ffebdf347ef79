"""Telling languages apart by the model that serves now, in processes that outlive many models."""

import threading
import time
from pathlib import Path

import structlog

from bot.domain.languages import Language
from bot.language.detect import decide, vocabulary, weigh
from bot.language.train import BrokenArtefactError, load
from bot.language.words import Vocabulary

log = structlog.get_logger()

LOOK_SECONDS = 1.0

Seen = tuple[int, int, int] | None


class LanguageInUse:
    """`bot.language.detect.detect` by a file that may be replaced: looked at once a second at most.

    What cannot be read leaves the model before in use. Without any file it learns from the examples, once.
    """

    def __init__(self, artefact: Path) -> None:
        self._artefact = artefact
        self._lock = threading.Lock()
        self._seen = _seen(artefact)
        self._looked = time.monotonic()
        self._known: Vocabulary = load(artefact) if self._seen else vocabulary(artefact)

    def __call__(self, text: str, last: Language | None = None) -> Language:
        """The language of one message; `last` is the person's last known language."""
        if time.monotonic() - self._looked > LOOK_SECONDS:
            self._look()
        return decide(weigh(text, self._known), last)

    def _look(self) -> None:
        with self._lock:
            self._looked = time.monotonic()
            here = _seen(self._artefact)
            if here is None or here == self._seen:
                return
            self._seen = here
            try:
                self._known = load(self._artefact)
            except BrokenArtefactError:
                log.critical("language_model_swap_failed")
            else:
                log.warning("language_model_swapped")


def _seen(artefact: Path) -> Seen:
    try:
        found = artefact.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
