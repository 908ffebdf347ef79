"""Where trainers' changes are made: read, checked, kept, undone, and handed on as whole files."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.languages import Language
from bot.examples import editing
from bot.examples.checks import Checked, Checks, Screen
from bot.examples.editing import Edit, Files, addition
from bot.examples.kept import ExampleFiles
from bot.examples.library import Example, Library, library
from bot.examples.topics import Topic, load_topics
from bot.storage import example_changes, handed_over_examples
from bot.storage.example_changes import EditRow


@dataclass(frozen=True)
class State:
    """The files as they were released and as they are now."""

    shipped: Files
    current: Files

    @property
    def changes(self) -> Files:
        """What differs, whole: what a candidate is trained with beside the released data."""
        return {path: text for path, text in self.current.items() if self.shipped.get(path) != text}

    @property
    def edits(self) -> list[Edit]:
        """The same, example by example."""
        return editing.differences(self.shipped, self.current)


@dataclass(frozen=True)
class Desk:
    """One place for the pages, the review queue and the training of candidates.

    Everything takes a connection of a transaction in which the database knows who asks.
    """

    files: ExampleFiles
    screen: Screen
    topics: Mapping[str, Topic] = field(default_factory=load_topics)

    async def library(self, connection: AsyncConnection) -> Library:
        """Every example as it is now."""
        return await asyncio.to_thread(library, await self.files.current(connection))

    async def state(self, connection: AsyncConnection) -> State:
        """What was released and what is there now."""
        return State(await self.files.shipped(connection), await self.files.current(connection))

    async def changes(self, connection: AsyncConnection) -> Files:
        """The files that trainers changed: paths relative to `data/`, whole new contents."""
        return (await self.state(connection)).changes

    async def checks(self, connection: AsyncConnection) -> Checks:
        """The checks against every example as it is now."""
        cleared = await handed_over_examples.cleared(connection)
        return Checks(await self.library(connection), self.topics, self.screen, cleared)

    async def make(self, connection: AsyncConnection, edits: Sequence[Edit], by: UUID, now: datetime) -> None:
        """Make changes, all or none. Raises GoneError, ThereAlreadyError and ExampleFileError."""

        def change(before: Files, _shipped: Files) -> Files:
            for edit in edits:
                before = editing.apply(before, edit)
            return before

        await self._change(connection, change, edits, by, now)

    async def undo(self, connection: AsyncConnection, edit: Edit, by: UUID, now: datetime) -> None:
        """Take one change back. Raises GoneError and ThereAlreadyError when it was changed since."""

        def change(before: Files, shipped: Files) -> Files:
            return editing.undo(before, shipped, edit)

        await self._change(connection, change, [edit.inverse], by, now)

    async def _change(
        self,
        connection: AsyncConnection,
        change: Callable[[Files, Files], Files],
        edits: Sequence[Edit],
        by: UUID,
        now: datetime,
    ) -> None:
        async with self.files.holding(connection):
            state = await self.state(connection)
            after = await asyncio.to_thread(change, state.current, state.shipped)
            rows = [EditRow(edit.language, edit.topic, edit.before, edit.after, edit.to) for edit in edits]
            await example_changes.note(connection, rows, by, now)
            await self.files.write(connection, state.current, after, by, now)

    async def propose(
        self,
        connection: AsyncConnection,
        topic: str,
        language: Language,
        text: str,
        author: UUID,
        *,
        now: datetime,
        knowingly: bool = False,
    ) -> Checked:
        """Add one example unless the checks object; what they found tells whether it was added.

        `knowingly` overrides what may be overridden: `checked.may_be_added({checked.example.id})` tells
        whether that was enough. Raises ThereAlreadyError when a colleague was quicker.
        """
        example = Example(language, topic, " ".join(text.split()))
        checks = await self.checks(connection)
        checked = await asyncio.to_thread(checks, example)
        known: Collection[str] = {example.id} if knowingly else ()
        if checked.may_be_added(known):
            await self.make(connection, [addition(language, topic, example.text)], author, now)
        return checked
