"""Why a change may not take effect: a kind and its values, so that each page says it in its own language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import yaml

from bot.domain.concerns import Severity
from bot.safeguarding_changes import overlay, rule_text
from bot.safeguarding_changes.rule_text import NotWrittenError, Texts
from bot.screening import RuleError, Ruleset
from bot.screening.explain import check_examples, fires
from bot.screening.loading import WORD_LISTS, load_texts, read_rules, read_slots
from bot.screening.ruleset import Rule
from bot.storage.safeguarding_changes import Change, Kind


class Why(StrEnum):
    """What is wrong."""

    BROKEN = "broken"
    EXAMPLE = "example"
    OTHER_NAME = "other_name"
    CLASH = "clash"
    OTHERS = "others"
    FELL = "fell"
    BEHIND = "behind"
    LOCKED = "locked"
    VALIDATION = "validation"
    NOT_A_MESSAGE = "not_a_message"
    TAKEN_ID = "taken_id"
    MESSAGE_GONE = "message_gone"
    TOO_FEW = "too_few"
    GONE = "gone"
    HELD_APART = "held_apart"
    NEAR_COPY = "near_copy"
    NOT_HEARD = "not_heard"


@dataclass(frozen=True)
class Objection:
    """One reason against a change."""

    why: Why
    values: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As it is written down."""
        return {"why": self.why.value, **self.values}


@dataclass(frozen=True)
class Example:
    """One example of a rule, and whether it holds: whether the rule fires as the list says that it must."""

    text: str = field(repr=False)
    fires: bool
    holds: bool


@dataclass(frozen=True)
class Looked:
    """What can be said of a rule alone, in no second; lines are those of its text."""

    wrong: Sequence[Objection]
    examples: Sequence[Example] = ()

    @property
    def readable(self) -> bool:
        """Whether it can be read at all, so that it could be tried on messages."""
        return bool(self.examples)


def look(texts: Texts, name: str, file: str, text: str) -> Looked:
    """Whether a rule can be read, and whether each of its own examples holds."""
    if broken := _broken(text):
        return Looked([broken])
    if rule_text.name_in(text) != name:
        return Looked([Objection(Why.OTHER_NAME, {"rule": name})])
    try:
        rules = read_alone(texts, file, text)
    except RuleError as wrong:
        return Looked(
            [Objection(Why.BROKEN, {"line": _line_of(str(wrong), text), "what": _what(str(wrong))})]
        )
    alone = Ruleset(tuple(rules), read_slots(texts[WORD_LISTS]))
    examples = [
        Example(example, wanted, fires(rule, example, alone) is wanted)
        for rule in rules
        for wanted, some in ((True, rule.must_fire), (False, rule.must_not_fire))
        for example in some
    ]
    return Looked(list(_examples(alone, name)), examples)


def of_rule(texts: Texts, name: str, file: str, text: str) -> Sequence[Objection]:
    """What is wrong with one rule alone; nothing says that it can be read and that its own examples hold."""
    return look(texts, name, file, text).wrong


def read_alone(texts: Texts, file: str, text: str) -> list[Rule]:
    """A rule as the only one of its file, with the word lists of all; raises RuleError."""
    return read_rules(file, _alone(texts, file, text), read_slots(texts[WORD_LISTS]))


def _broken(text: str) -> Objection | None:
    try:
        data = rule_text.read(text)
    except (yaml.YAMLError, ValueError) as wrong:
        mark = getattr(wrong, "problem_mark", None)
        what = getattr(wrong, "problem", None) or str(wrong)
        return Objection(Why.BROKEN, {"line": mark.line + 1 if mark else 1, "what": what})
    return None if isinstance(data, dict) else Objection(Why.BROKEN, {"line": 1, "what": "id?"})


def _alone(texts: Texts, file: str, text: str) -> str:
    """The rule as the only one of its file, with what the file says of all its rules."""
    head = texts[file].split("\nrules:")[0] + "\nrules:\n"
    first, *rest = text.rstrip("\n").splitlines()
    return head + "\n".join([f"  - {first}", *(f"    {line}" for line in rest), ""])


def _what(wrong: str) -> str:
    """Without the place and the rule's name, which the page tells by itself."""
    return wrong.split("': ", 1)[-1]


def _line_of(wrong: str, text: str) -> int:
    """The line of the text that the problem names, as far as it names one."""
    quoted = [piece for piece in wrong.split("'")[3::2] if piece]
    lines = text.splitlines()
    places = [at for piece in quoted for at, line in enumerate(lines, start=1) if piece in line]
    return places[0] if places else 1


# Examples are told by their number: what is written down of a check holds no words.
def _examples(rules: Ruleset, name: str) -> Iterator[Objection]:
    for rule in (rule for rule in rules.rules if rule.id == name):
        for wanted, examples in ((True, rule.must_fire), (False, rule.must_not_fire)):
            for number, example in enumerate(examples, start=1):
                if fires(rule, example, rules) is not wanted:
                    yield Objection(Why.EXAMPLE, {"rule": name, "fires": wanted, "number": number})


def of_set(texts: Texts, changes: Sequence[Change], change: Change) -> tuple[Ruleset | None, list[Objection]]:
    """The whole set as it would serve, compiled, with every example that does not hold."""
    try:
        serving = overlay.lay(texts, changes).texts
        laid = overlay.lay(texts, [*changes, change])
        rules = load_texts(laid.texts)
        others = rule_text.others_changed(serving, laid.texts, change.target)
    except NotWrittenError as missing:
        return None, [Objection(Why.GONE, {"rule": str(missing)})]
    except RuleError as wrong:
        return None, [Objection(Why.BROKEN, {"line": 0, "what": str(wrong)})]
    names = dict.fromkeys(failure.rule.id for failure in check_examples(rules))
    found = [objection for name in names for objection in _examples(rules, name)]
    found += [Objection(Why.OTHERS, {"rule": other}) for other in others]
    # What was written from an older text would take back, unseen, what leads approved since.
    if change in laid.clashes or not overlay.same(overlay.here(serving, change.target), change.content.base):
        found.append(Objection(Why.CLASH, {"rule": change.target}))
    return rules, found


def of_locked(change: Change, heard: Severity | None, least: Severity) -> list[Objection]:
    """A disclosure that is not heard yet may not be locked: every gate would be shut from then on."""
    if change.kind is not Kind.LOCKED or change.removes or (heard and heard >= least):
        return []
    return [Objection(Why.NOT_HEARD, {"heard": heard.value if heard else ""})]
