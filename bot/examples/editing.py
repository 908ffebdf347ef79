"""One change to the examples, what undoes it, and which changes lie between two states of the files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from bot.domain.languages import Language
from bot.examples import files
from bot.examples.files import START, ExampleFileError, GoneError, ThereAlreadyError

# Whole files by their path below `data/`, such as `nlu/cy/service.yml`.
type Files = Mapping[str, str]

# Two lines in the same place are one that was changed if they share this much; otherwise one went, one came.
_ALIKE = 0.5


class Kind(StrEnum):
    """What happened to an example."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Edit:
    """One example before and after; `to` is the topic that it is in afterwards."""

    language: Language
    topic: str
    before: str | None
    after: str | None
    to: str

    @property
    def kind(self) -> Kind:
        """What happened, in one word."""
        if self.before is None:
            return Kind.ADDED
        if self.after is None:
            return Kind.REMOVED
        return Kind.CHANGED if self.to == self.topic else Kind.MOVED

    @property
    def inverse(self) -> "Edit":
        """What undoes it."""
        return Edit(self.language, self.to, self.after, self.before, self.topic)


def addition(language: Language, topic: str, text: str) -> Edit:
    """A new example."""
    return Edit(language, topic, None, text, topic)


def removal(language: Language, topic: str, text: str) -> Edit:
    """An example that goes."""
    return Edit(language, topic, text, None, topic)


def path_of(held: Files, language: Language, topic: str) -> str:
    """The file of a topic in a language; raises ExampleFileError."""
    folder = f"nlu/{language}/"
    for path, content in held.items():
        if path.startswith(folder) and topic in files.blocks(content):
            return path
    raise ExampleFileError(f"{folder} has no topic {topic}")


def texts_of(held: Files, language: Language, topic: str) -> tuple[str, ...]:
    """The examples of a topic in a language; raises ExampleFileError."""
    return files.blocks(held[path_of(held, language, topic)])[topic].texts


def apply(held: Files, edit: Edit, follows: str | None = None) -> Files:
    """The files after one change. Raises GoneError, ThereAlreadyError and ExampleFileError."""
    if edit.before is not None and edit.after is not None and edit.to == edit.topic:
        path = path_of(held, edit.language, edit.topic)
        return {**held, path: files.replace(held[path], edit.topic, edit.before, edit.after)}
    if edit.before is not None:
        path = path_of(held, edit.language, edit.topic)
        held = {**held, path: files.remove(held[path], edit.topic, edit.before)}
    if edit.after is not None:
        path = path_of(held, edit.language, edit.to)
        held = {**held, path: files.add(held[path], edit.to, edit.after, follows)}
    return held


def undo(held: Files, shipped: Files, edit: Edit) -> Files:
    """The files without this change; what comes back stands where it stood in `shipped`.

    Raises GoneError when the example is not as the change left it, and ThereAlreadyError.
    """
    back = edit.inverse
    follows = _place(held, shipped, back) if back.after is not None else None
    return apply(held, back, follows)


def _place(held: Files, shipped: Files, back: Edit) -> str | None:
    """The nearest of those that stood above it and still stand, changed or not."""
    above, here = (texts_of(files, back.language, back.to) for files in (shipped, held))
    if back.after not in above:
        return None
    changed = {gone: come for gone, come in _pairs(above, here) if gone is not None and come is not None}
    stands = changed | {text: text for text in here}
    return next(
        (stands[text] for text in reversed(above[: above.index(back.after)]) if text in stands), START
    )


def differences(before: Files, after: Files) -> list[Edit]:
    """The changes that lead from one state to the other, topic by topic; orders and remarks are left out."""
    edits: list[Edit] = []
    for path in sorted(before.keys() & after.keys()):
        if before[path] != after[path]:
            edits += _within_file(Language(path.split("/")[1]), before[path], after[path])
    return _joined(edits)


def _within_file(language: Language, before: str, after: str) -> Iterator[Edit]:
    old, new = files.texts_of(before), files.texts_of(after)
    for topic in [*old, *(topic for topic in new if topic not in old)]:
        for gone, come in _pairs(old.get(topic, ()), new.get(topic, ())):
            yield Edit(language, topic, gone, come, topic)


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """What went and what came, side by side where one became the other; a new place is no change."""
    here, before = set(new), set(old)
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone = [text for text in old[a:b] if text not in here]
        come = [text for text in new[c:d] if text not in before]
        alone = len(gone) == len(come) == 1
        while gone and come and (alone or _alike(gone[0], come[0])):
            yield gone.pop(0), come.pop(0)
        yield from ((text, None) for text in gone)
        yield from ((None, text) for text in come)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= _ALIKE


def _joined(edits: Sequence[Edit]) -> list[Edit]:
    """The same changes, where what went in one topic and came in another was moved."""
    left = list(edits)
    for gone in (edit for edit in edits if edit.kind is Kind.REMOVED):
        arrived = (e for e in left if (e.before, e.after, e.language) == (None, gone.before, gone.language))
        if come := next(arrived, None):
            left.remove(come)
            left[left.index(gone)] = Edit(gone.language, gone.topic, gone.before, come.after, come.topic)
    return left


def carry_over(edits: Sequence[Edit], onto: Files) -> Files:
    """The changes made to newer files: nothing of either is lost.

    An example that is there already is not added twice; one that was changed on both sides stays in both
    forms, for a person to choose.
    """
    for edit in edits:
        try:
            onto = apply(onto, edit)
        except ThereAlreadyError:
            onto = _without(onto, edit)
        except GoneError:
            onto = _with(onto, edit)
    return onto


def _without(held: Files, edit: Edit) -> Files:
    if edit.before is None or edit.before not in texts_of(held, edit.language, edit.topic):
        return held
    return apply(held, removal(edit.language, edit.topic, edit.before))


def _with(held: Files, edit: Edit) -> Files:
    if edit.after is None or edit.after in texts_of(held, edit.language, edit.to):
        return held
    return apply(held, addition(edit.language, edit.to, edit.after))
