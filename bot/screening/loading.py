"""Reads rules from YAML, refusing a broken one by name, file and line."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from bot.domain.concerns import Category, Severity
from bot.screening.patterns import MOST_LETTERS, Pattern, PatternError, Slots, expand, letters, parse
from bot.screening.ruleset import About, Negation, Rule, Ruleset

WORD_LISTS = "words.yml"
LANGUAGES = ("en", "cy", "both")
_LINE = "__line__"
_STRING = "tag:yaml.org,2002:str"
_MERGE = "tag:yaml.org,2002:merge"
_FILE_FIELDS = {"category", "reviewer", "reviewed", "rules"}
_PATTERNS = ("patterns", "alone", "unless", "unless_anywhere", "needs")
_RULE_FIELDS = {
    *("id", "severity", "language", "about", "negation", "when_now", "when_past", "when_joking", "note"),
    *("must_fire", "must_not_fire", "reviewer", "reviewed"),
    *_PATTERNS,
}


class RuleError(ValueError):
    """Rules that may not serve; the message names the rule, the file and the line."""


class MisreadError(yaml.MarkedYAMLError):
    """What YAML would take otherwise than it is meant, or break on."""

    def __init__(self, told: str, node: yaml.Node, rule: str) -> None:
        """Says what to do about this node, which stands in this rule, if in any."""
        super().__init__(problem=told, problem_mark=node.start_mark)
        self.rule = rule


class RuleLoader(yaml.CSafeLoader):
    """Refuses a name that is written twice, and a day or a number that is none, before anything is built."""

    def get_single_node(self) -> yaml.Node | None:
        """What the whole text holds; raises MisreadError at the first such place."""
        root: yaml.Node | None = super().get_single_node()
        # What stands in no rule and under no name yet; what others repeat is looked at once.
        waiting, seen = [(root, "", "")] if root else [], set[int]()
        while waiting:
            node, rule, name = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, yaml.MappingNode):
                rule = _id_of(node) or rule
                _refuse_names_written_twice(node, rule)
                inside = [(one, rule, str(key.value)) for key, value in node.value for one in (key, value)]
                waiting += reversed(inside)
            elif isinstance(node, yaml.SequenceNode):
                waiting += reversed([(one, rule, name) for one in node.value])
            elif node.tag not in (_STRING, _MERGE):
                self._refuse_what_there_is_not(node, rule, name)
        return root

    def _refuse_what_there_is_not(self, node: yaml.Node, rule: str, name: str) -> None:
        try:
            # A number can also be too long to be told.
            repr(self.construct_object(node, deep=True))
        except (ValueError, LookupError, AttributeError, OverflowError) as problem:
            told = f"{name!r} holds a day or a number that there is not: write a day that there is, such as"
            raise MisreadError(f"{told} 2026-11-22, and put quotes around a text", node, rule) from problem


def _id_of(node: yaml.MappingNode) -> str:
    return next(
        (str(value.value) for key, value in node.value if key.value == "id" and value.tag == _STRING), ""
    )


def _plain(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


def _refuse_names_written_twice(node: yaml.MappingNode, rule: str) -> None:
    # What `<<` brings in is meant to be written over.
    first: dict[str, int] = {}
    for key, _ in node.value:
        if not _plain(key) or key.tag == _MERGE:
            continue
        if key.value in first:
            told = f"{key.value!r} is written twice, first on line {first[key.value]}: keep one"
            raise MisreadError(told, key, rule)
        first[key.value] = key.start_mark.line + 1


def unreadable(file: str, problem: Exception) -> RuleError:
    """Where a file cannot be read and why, as YAML told it."""
    mark = getattr(problem, "problem_mark", None)
    where = f"{file}:{mark.line + 1}" if mark else file
    if isinstance(problem, MisreadError):
        return RuleError(f"{where}: {f'rule {problem.rule!r}: ' if problem.rule else ''}{problem.problem}")
    return RuleError(
        f"{where}: cannot be read: {getattr(problem, 'problem', None) or type(problem).__name__}"
    )


class _LineLoader(RuleLoader):
    """Keeps with each mapping the line on which it starts."""


def _mapping_with_line(loader: _LineLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    content: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    return content | {_LINE: node.start_mark.line + 1}


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_with_line)


def load_rules(folder: Path) -> Ruleset:
    """All the rules of a folder, compiled; raises RuleError at the first that is broken."""
    texts = read_texts(folder)
    if not texts.keys() - {WORD_LISTS}:
        raise RuleError(f"{folder} holds no rules")
    return load_texts(texts)


def read_texts(folder: Path) -> dict[str, str]:
    """The rule files and the word lists of a folder, as they are written; raises RuleError."""
    return {path.name: _read(path) for path in sorted({folder / WORD_LISTS, *folder.glob("*.yml")})}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise RuleError(f"{path.name}: cannot be read: {type(problem).__name__}") from problem


def load_texts(texts: Mapping[str, str]) -> Ruleset:
    """Rules by the names and contents of their files, compiled; raises RuleError at the first broken one."""
    slots = read_slots(texts[WORD_LISTS])
    files = sorted(texts.keys() - {WORD_LISTS})
    rules = tuple(rule for name in files for rule in read_rules(name, texts[name], slots))
    _refuse_repeated_names(rules)
    return Ruleset(rules, slots)


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        content = yaml.load(text, Loader=_LineLoader)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, ValueError) as problem:
        raise unreadable(name, problem) from problem
    if not isinstance(content, dict):
        raise RuleError(f"{name}:1: must hold named fields")
    return content


def read_slots(text: str) -> Slots:
    """Word lists, which may use those that stand above them."""
    slots: dict[str, frozenset[str]] = {}
    for name, entries in _parse(WORD_LISTS, text).items():
        if name == _LINE:
            continue
        try:
            slots[name] = frozenset(phrase for entry in entries for phrase in expand(str(entry), slots))
        except (PatternError, TypeError) as problem:
            raise RuleError(f"{WORD_LISTS}: word list {name!r}: {problem}") from problem
    return slots


def read_rules(file: str, text: str, slots: Slots) -> list[Rule]:
    """The rules of one file; raises RuleError."""
    content = _parse(file, text)
    if unknown := content.keys() - _FILE_FIELDS - {_LINE}:
        raise RuleError(f"{file}:1: unknown field {sorted(map(str, unknown))[0]!r}")
    entries = content.get("rules")
    if not isinstance(entries, list) or not entries:
        raise RuleError(f"{file}:1: needs a list called 'rules'")
    defaults = {name: value for name, value in content.items() if name not in ("rules", _LINE)}
    return [_read_rule(entry, defaults, file, slots) for entry in entries]


def _read_rule(entry: Any, defaults: Mapping[str, Any], file: str, slots: Slots) -> Rule:
    if not isinstance(entry, dict):
        raise RuleError(f"{file}:1: a rule must have named fields, not {type(entry).__name__}")
    line = entry[_LINE]
    try:
        return _build({**defaults, **entry}, entry.keys(), file, slots)
    except (KeyError, TypeError, ValueError) as problem:
        reason = f"has no {problem}" if isinstance(problem, KeyError) else str(problem)
        raise RuleError(f"{file}:{line}: rule {entry.get('id', '(no id)')!r}: {reason}") from problem


def _build(fields: Mapping[str, Any], own: Any, file: str, slots: Slots) -> Rule:
    if unknown := set(own) - _RULE_FIELDS - {_LINE}:
        raise ValueError(f"unknown field {sorted(unknown)[0]!r}")
    _refuse_too_wide(fields, slots)

    def patterns(name: str, *, alone: bool = False) -> tuple[Pattern, ...]:
        return tuple(parse(source, slots, alone=alone) for source in _texts(fields, name))

    return Rule(
        id=_text(fields, "id"),
        category=_choice(fields, "category", Category),
        severity=_choice(fields, "severity", Severity),
        language=_language(fields),
        patterns=_at_least_one(patterns("patterns") + patterns("alone", alone=True), "patterns"),
        must_fire=_at_least_one(_texts(fields, "must_fire"), "must_fire"),
        must_not_fire=_at_least_one(_texts(fields, "must_not_fire"), "must_not_fire"),
        reviewer=_text(fields, "reviewer"),
        reviewed=_day(fields),
        file=file,
        line=fields[_LINE],
        about=_choice(fields, "about", About, About.SELF),
        negation=_choice(fields, "negation", Negation, Negation.CANCELS),
        unless=patterns("unless"),
        unless_anywhere=patterns("unless_anywhere"),
        needs=patterns("needs"),
        when_now=_changed_severity(fields, "when_now"),
        when_past=_changed_severity(fields, "when_past"),
        when_joking=_changed_severity(fields, "when_joking"),
        note=str(fields.get("note", "")),
    )


def _refuse_too_wide(fields: Mapping[str, Any], slots: Slots) -> None:
    """Before any phrase is written out."""
    if sum(letters(source, slots) for name in _PATTERNS for source in _texts(fields, name)) > MOST_LETTERS:
        raise ValueError("its patterns stand for too many phrases: use fewer word lists side by side")


def _text(fields: Mapping[str, Any], name: str) -> str:
    if not isinstance(fields[name], str) or not fields[name].strip():
        raise ValueError(f"{name!r} must be a text")
    return str(fields[name])


def _texts(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = fields.get(name, [])
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise ValueError(f"{name!r} must be a list of texts (put quotes around each)")
    return tuple(value)


def _at_least_one[T](values: tuple[T, ...], name: str) -> tuple[T, ...]:
    if not values:
        raise ValueError(f"{name!r} needs at least one entry")
    return values


def _choice[E: Enum](fields: Mapping[str, Any], name: str, kind: type[E], default: E | None = None) -> E:
    if name not in fields and default is not None:
        return default
    allowed = {member.value: member for member in kind}
    if fields[name] not in allowed:
        raise ValueError(f"{name!r} must be one of {', '.join(allowed)}, not {fields[name]!r}")
    return allowed[fields[name]]


def _changed_severity(fields: Mapping[str, Any], name: str) -> Severity | None:
    return _choice(fields, name, Severity) if name in fields else None


def _language(fields: Mapping[str, Any]) -> str:
    if fields["language"] not in LANGUAGES:
        raise ValueError(f"'language' must be one of {', '.join(LANGUAGES)}")
    return str(fields["language"])


def _day(fields: Mapping[str, Any]) -> date:
    if type(fields["reviewed"]) is not date:
        raise ValueError("'reviewed' must be a date such as 2026-11-22")
    day: date = fields["reviewed"]
    return day


def _refuse_repeated_names(rules: tuple[Rule, ...]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in seen:
            first = seen[rule.id]
            raise RuleError(f"{rule.file}:{rule.line}: rule {rule.id!r} is also at {first.file}:{first.line}")
        seen[rule.id] = rule
