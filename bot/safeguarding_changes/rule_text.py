"""One rule as it is written: found in its file, taken out to be read, and put back line by line."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.screening.loading import WORD_LISTS, RuleError

Texts = Mapping[str, str]

_ALIAS = re.compile(r"^(?P<before>\s*(?:- )?(?P<field>\w+): )\*\w+\s*$")

_NAMED = re.compile(r"&(?P<name>\w+) .+$", re.MULTILINE)


class NotWrittenError(LookupError):
    """There is no such rule, or no file for its category."""


@dataclass(frozen=True)
class Written:
    """Where a rule stands in its file, and its own lines, as one reads them alone."""

    file: str
    first: int
    after: int
    indent: int
    text: str


def fingerprint(text: str) -> str:
    """The same for two texts of a rule that say the same, however they are laid out."""
    try:
        return json.dumps(yaml.safe_load(text), sort_keys=True, default=str, ensure_ascii=False)
    except yaml.YAMLError:
        return text


def name_in(text: str) -> str:
    """The name that a rule's own text gives it; empty when it gives none."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError:
        return ""
    return str(data.get("id") or "") if isinstance(data, dict) else ""


def find(texts: Texts, name: str) -> Written:
    """Where a rule is written; raises NotWrittenError, and RuleError where its file cannot be read."""
    for file in sorted(texts.keys() - {WORD_LISTS}):
        # The name alone is no proof, but reading all files as YAML would take seconds.
        if re.search(rf"\bid:\s*[\"']?{re.escape(name)}\b", texts[file]):
            for found, written in _written(file, texts[file]):
                if found == name:
                    return written
    raise NotWrittenError(name)


def _written(file: str, content: str) -> Iterator[tuple[str, Written]]:
    root, data = _loaded(file, content)
    entries = next((node for key, node in root.value if key.value == "rules"), None) if root else None
    for entry, fields in zip(entries.value if entries else (), (data or {}).get("rules", ()), strict=True):
        first, indent = entry.start_mark.line, entry.start_mark.column
        lines = content.splitlines()[first : max(entry.end_mark.line, first + 1)]
        while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
            lines.pop()
        alone = [_told(line[indent:], fields) for line in lines]
        yield str(fields["id"]), Written(file, first, first + len(lines), indent, "\n".join(alone) + "\n")


def _loaded(file: str, content: str) -> tuple[Any, Any]:
    """What YAML sees in a file, and what it makes of it; raises RuleError."""
    try:
        return yaml.compose(content, Loader=yaml.CSafeLoader), yaml.load(content, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else file
        raise RuleError(f"{where}: cannot be read: {getattr(wrong, 'problem', None)}") from wrong


def _told(line: str, fields: Mapping[str, object]) -> str:
    """A line that repeats another rule's list, with the list itself: alone, nobody knows what it repeats."""
    alias = _ALIAS.match(line)
    if alias is None:
        return line
    return alias["before"] + json.dumps(fields[alias["field"]], ensure_ascii=False)


def put(texts: Texts, name: str, file: str, text: str) -> dict[str, str]:
    """The files with this text for the rule, in its place or at the end of `file`; raises NotWrittenError."""
    try:
        here = find(texts, name)
    except NotWrittenError:
        if file not in texts:
            raise
        end = texts[file].rstrip("\n") + "\n"
        return {**texts, file: end + _item(text.rstrip("\n").splitlines(), 4)}
    lines = texts[here.file].splitlines(keepends=True)
    old = lines[here.first : here.after]
    # What only repeats another rule's list goes on repeating it.
    told = dict(zip(here.text.splitlines(), old, strict=True))
    new = _item(text.rstrip("\n").splitlines(), here.indent).splitlines(keepends=True)
    kept = [told.get(line[here.indent :].rstrip("\n"), line) for line in new[1:]]
    placed = "".join([*lines[: here.first], new[0], *kept, *lines[here.after :]])
    return {**texts, here.file: _handed_on(old, placed)}


def take_out(texts: Texts, name: str) -> dict[str, str]:
    """The files without this rule; raises NotWrittenError."""
    here = find(texts, name)
    lines = texts[here.file].splitlines(keepends=True)
    left = "".join([*lines[: here.first], *lines[here.after :]])
    return {**texts, here.file: _handed_on(lines[here.first : here.after], left)}


def _handed_on(old: Iterable[str], content: str) -> str:
    """A list that others repeat, and that its first rule no longer has, is the next one's to name."""
    for named in filter(None, map(_NAMED.search, old)):
        repeated = f"*{named['name']}"
        if f"&{named['name']} " not in content:
            content = re.sub(
                rf"{re.escape(repeated)}\b", named.group().rstrip().replace("\\", r"\\"), content, count=1
            )
    return content


def _item(lines: list[str], indent: int) -> str:
    """Lines as one entry of the list of rules."""
    first, *rest = lines
    margin = " " * indent
    placed = [f"{margin}{line}" if line.strip() else "" for line in rest]
    return "\n".join([f"{margin[:-2]}- {first}", *placed, ""])


@dataclass(frozen=True)
class Shown:
    """One rule as people read it; nothing of it is compiled, so that a list of all is made at once."""

    id: str
    category: str
    severity: str
    language: str
    reviewer: str
    reviewed: str
    file: str
    fields: Mapping[str, object]
    text: str


def shown(texts: Texts) -> list[Shown]:
    """Every rule, in the order of the files."""
    found = []
    for file in sorted(texts.keys() - {WORD_LISTS}):
        _, whole = _loaded(file, texts[file])
        defaults = {name: value for name, value in whole.items() if name != "rules"}
        for fields, (_, written) in zip(whole["rules"], _written(file, texts[file]), strict=True):
            said = {"severity": "", "language": "", "reviewer": "", "reviewed": "", **defaults, **fields}
            found.append(
                Shown(
                    id=str(fields["id"]),
                    category=str(said["category"]),
                    severity=str(said["severity"]),
                    language=str(said["language"]),
                    reviewer=str(said["reviewer"]),
                    reviewed=str(said["reviewed"]),
                    file=file,
                    fields=said,
                    text=written.text,
                )
            )
    return found


def with_examples(text: str, examples: Sequence[str]) -> str:
    """A rule's text with more examples of what must fire; raises yaml.YAMLError."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    held = yaml.safe_load(text)
    if not examples or root is None or not isinstance(held, dict):
        return text
    every = json.dumps([*(held.get("must_fire") or []), *examples], ensure_ascii=False)
    node = next((value for key, value in root.value if key.value == "must_fire"), None)
    if node is None:
        return f"{text.rstrip()}\nmust_fire: {every}\n"
    start, end = node.start_mark.index, node.end_mark.index
    return text[:start] + every + ("\n" if text[start:end].endswith("\n") else "") + text[end:]
