"""A new model takes the place of the serving one while messages are answered.

The model file is looked at every second. A new one is loaded in a thread of its own and tried there; only
then does one assignment on the event loop put it into service. A message that is being answered keeps the
agent that it began with. What cannot be loaded leaves the serving model alone, and says so in the log.
"""

import asyncio
import copy
import logging
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Iterator, Optional, Tuple

from rasa.core.agent import Agent
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor

from bot.assistant.reading import topics_of

log = logging.getLogger("hafan.model")

LOOK_SECONDS = 1.0
_TURN_SECONDS, _USUAL_SECONDS = 0.0005, sys.getswitchinterval()
_TRIED_WITH = ("shwmae", "7")

Seen = Tuple[int, int, int]


def seen(model: Path) -> Optional[Seen]:
    """What tells one file from another put in its place; None where there is none."""
    try:
        here = model.stat()
    except FileNotFoundError:
        return None
    return here.st_ino, here.st_mtime_ns, here.st_size


class Swapping:
    """Keeps the agent of an app at what the model file holds."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._task: Optional[asyncio.Task[None]] = None
        self._loaded: Optional[Seen] = None

    def before_loading(self, *_: Any) -> None:
        """Remember which file is loaded at the start, before it is: then no swap meanwhile is missed."""
        self._loaded = seen(self._model)

    async def start(self, app: Any, _: Any) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._keep_looking(app))

    async def stop(self, *_: Any) -> None:
        """Look no more."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _keep_looking(self, app: Any) -> None:
        said = False
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                here = seen(self._model)
            except OSError as error:
                # Said once, and looked for again: what serves goes on, but no newer model can take its place.
                if not said:
                    log.critical("model_not_looked_at error=%s", type(error).__name__)
                said = True
                continue
            said = False
            if here is not None and here != self._loaded:
                # Whatever comes of it: the same file is not tried again.
                self._loaded = here
                await self._swap(app)

    async def _swap(self, app: Any) -> None:
        started = time.monotonic()
        try:
            processor = await asyncio.to_thread(load, self._model, app.ctx.agent)
        except Exception as error:
            log.critical("model_swap_failed", exc_info=(type(error), error, error.__traceback__))
            return
        app.ctx.agent = with_processor(app.ctx.agent, processor)
        log.warning("model_swapped after_ms=%d", (time.monotonic() - started) * 1000)


def load(model: Path, agent: Agent) -> MessageProcessor:
    """A processor of another model for the same conversations; raises if the model answers nothing."""
    with _making_way():
        processor = MessageProcessor(
            model_path=model,
            tracker_store=agent.tracker_store,
            lock_store=agent.lock_store,
            action_endpoint=agent.action_endpoint,
            generator=agent.nlg,
        )
        # The first message of a model takes longer than those after it, and shows whether it works at all.
        topics_of(processor, _TRIED_WITH)
    return processor


@contextmanager
def _making_way() -> Iterator[None]:
    """Python hands over between threads ten times as often: an answer asks for its turn many times."""
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(_USUAL_SECONDS)


def with_processor(agent: Agent, processor: MessageProcessor) -> Agent:
    """An agent with another model and the same stores; the one before goes on with what it began."""
    new = copy.copy(agent)
    new.processor, new.domain = processor, processor.domain
    if isinstance(agent.nlg, TemplatedNaturalLanguageGenerator):
        new.nlg = processor.nlg = TemplatedNaturalLanguageGenerator(processor.domain.responses)
    new.tracker_store.domain = processor.domain
    return new
