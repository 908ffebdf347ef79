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
_FILE_FIELDS = {"category", "reviewer", "reviewed", "rules"}
_PATTERNS = ("patterns", "alone", "unless", "unless_anywhere", "needs")
_RULE_FIELDS = {
    *("id", "severity", "language", "about", "negation", "when_now", "when_past", "when_joking", "note"),
    *("must_fire", "must_not_fire", "reviewer", "reviewed"),
    *_PATTERNS,
}


class RuleError(ValueError):
    """Rules that may not serve; the message names the rule, the file and the line."""


class _LineLoader(yaml.CSafeLoader):
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
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        reason = getattr(problem, "problem", None) or type(problem).__name__
        raise RuleError(f"{where}: cannot be read: {reason}") from problem
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
