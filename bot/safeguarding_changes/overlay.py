"""What leads approved, laid over the released files until the files say the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.concerns import Severity
from bot.safeguarding_changes import rule_text
from bot.safeguarding_changes.rule_text import NotWrittenError, Texts, fingerprint
from bot.screening.gate import Locked
from bot.storage.safeguarding_changes import Change, Kind


@dataclass(frozen=True)
class Laid:
    """The files with the changes, which of them are still more than the files say, and which clash."""

    texts: Texts = field(repr=False)
    pending: Sequence[Change]
    clashes: Sequence[Change]


def lay(texts: Texts, changes: Iterable[Change]) -> Laid:
    """The rule files as approved changes make them. The newest change of a rule counts, in the order given.

    A change that the files have caught up with changes nothing. One whose rule was also changed in the files
    still serves, because two leads approved it, and is named as a clash; raises NotWrittenError.
    """
    of_rules: dict[str, list[Change]] = {}
    for change in changes:
        if change.kind is Kind.RULE:
            of_rules.setdefault(change.target, []).append(change)
    pending, clashes = [], []
    for earlier in of_rules.values():
        newest, now = earlier[-1], here(texts, earlier[-1].target)
        if same(now, _after(newest)):
            continue
        pending.append(newest)
        if not any(same(now, known) for one in earlier for known in (one.content.base, _after(one))):
            clashes.append(newest)
        texts = apply(texts, newest)
    return Laid(texts, pending, clashes)


def apply(texts: Texts, change: Change) -> Texts:
    """The rule files with one change more; raises NotWrittenError."""
    if change.removes:
        return rule_text.take_out(texts, change.target)
    return rule_text.put(texts, change.target, change.content.file, change.content.text)


def here(texts: Texts, name: str) -> str:
    """A rule's text as these files have it; empty where there is none."""
    try:
        return rule_text.find(texts, name).text
    except NotWrittenError:
        return ""


def _after(change: Change) -> str:
    return "" if change.removes else change.content.text


def same(one: str, other: str) -> bool:
    """Whether two texts of a rule say the same; no text is the same as none alone."""
    return fingerprint(one) == fingerprint(other) if one and other else one == other


def lay_locked(locked: Iterable[Locked], changes: Iterable[Change]) -> tuple[Locked, ...]:
    """The locked disclosures as approved changes make them."""
    held: Mapping[str, Locked] = {one.text: one for one in locked}
    for change in changes:
        if change.kind is Kind.LOCKED:
            words = change.content.text
            held = {text: one for text, one in held.items() if text != words}
            if not change.removes:
                held = {**held, words: Locked(words, Severity(change.content.severity))}
    return tuple(held.values())
