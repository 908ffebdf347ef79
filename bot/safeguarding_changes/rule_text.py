"""One rule as it is written: found in its file, taken out to be read, and put back line by line."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.screening.loading import WORD_LISTS, RuleLoader, unreadable

Texts = Mapping[str, str]

_ALIAS = re.compile(r"^(?P<before>\s*(?:- )?(?P<field>\w+): )\*\w+\s*$")

_NAMED = re.compile(r"^(?P<before>\s*(?:- )?(?P<field>\w+):) &(?P<name>\w+)(?= |$)")

# What people write is refused beyond these before anything is made of it: a few hundred letters that repeat
# one another's lists, or brackets within brackets, can stand for more than memory holds.
LONGEST = 40_000
DEEPEST = 8


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
    # What other rules repeat: (name, field, list).
    named: Sequence[tuple[str, str, object]] = field(default=())


def unfit(text: str) -> str:
    """Why a text that somebody wrote must not be read at all: too "long", "named" lists, too "deep"; or "".

    A text that is no YAML at all is fit: whoever reads it says on which line it is wrong.
    """
    if len(text) > LONGEST:
        return "long"
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            # A rule shows the lists that it shares written out, and must not name one for others to repeat.
            if getattr(event, "anchor", None) is not None:
                return "named"
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                return "deep"
    except yaml.YAMLError:
        return ""
    return ""


def read(text: str) -> Any:
    """What a rule's text says; raises yaml.YAMLError, and ValueError for letters that are none.

    With the reader that the service uses: two readers may take the same text for different things.
    """
    return yaml.load(text, Loader=RuleLoader)  # noqa: S506 (a SafeLoader)


def fingerprint(text: str) -> str:
    """The same for two texts of a rule that say the same, however they are laid out."""
    try:
        return json.dumps(read(text), sort_keys=True, default=str, ensure_ascii=False)
    except (yaml.YAMLError, ValueError, TypeError):
        return text


def name_in(text: str) -> str:
    """The name that a rule's own text gives it; empty when it gives none."""
    try:
        data = read(text)
        return str(data.get("id") or "") if isinstance(data, dict) else ""
    except (yaml.YAMLError, ValueError):
        return ""


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
        named = [(one["name"], one["field"], fields[one["field"]]) for one in map(_NAMED.match, lines) if one]
        text = "\n".join(alone) + "\n"
        yield str(fields["id"]), Written(file, first, first + len(lines), indent, text, named)


def _loaded(file: str, content: str) -> tuple[Any, Any]:
    """What YAML sees in a file, and what it makes of it; raises RuleError."""
    try:
        composed = yaml.compose(content, Loader=yaml.CSafeLoader)
        return composed, yaml.load(content, Loader=RuleLoader)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, ValueError) as wrong:
        raise unreadable(file, wrong) from wrong


def _told(line: str, fields: Mapping[str, object]) -> str:
    """A line that repeats another rule's list, with the list itself: alone, nobody knows what it repeats.

    A list that others repeat is shown without its name: a word put in there is meant for this rule alone.
    """
    alias = _ALIAS.match(line)
    if alias is None:
        return _NAMED.sub(r"\g<before>", line)
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
    # What only repeats another rule's list goes on repeating it, and what others repeat keeps its name.
    told = dict(zip(here.text.splitlines(), old, strict=True))
    for gone in _renamed(here, text):
        told = {shown: line for shown, line in told.items() if f"&{gone}" not in line.split()}
    new = _item(text.rstrip("\n").splitlines(), here.indent).splitlines(keepends=True)
    kept = [told.get(line[here.indent :].rstrip("\n"), line) for line in new[1:]]
    placed = "".join([*lines[: here.first], new[0], *kept, *lines[here.after :]])
    return {**texts, here.file: _handed_on(here, placed)}


def _renamed(here: Written, text: str) -> list[str]:
    """The names of lists that others repeat and that the rule's new text says otherwise, or no more."""
    try:
        said = read(text)
    except (yaml.YAMLError, ValueError):
        said = None
    fields = said if isinstance(said, dict) else {}
    return [name for name, of, value in here.named if fields.get(of) != value]


def take_out(texts: Texts, name: str) -> dict[str, str]:
    """The files without this rule; raises NotWrittenError."""
    here = find(texts, name)
    lines = texts[here.file].splitlines(keepends=True)
    left = "".join([*lines[: here.first], *lines[here.after :]])
    return {**texts, here.file: _handed_on(here, left)}


def _handed_on(here: Written, content: str) -> str:
    """A list that others repeat, and that its first rule no longer has, is the next one's to name."""
    for name, _, value in here.named:
        if not re.search(rf"&{name}\b", content):
            kept = f"&{name} {json.dumps(value, ensure_ascii=False)}"
            content = re.sub(rf"\*{name}\b", kept.replace("\\", r"\\"), content, count=1)
    return content


def others_changed(before: Texts, after: Texts, name: str) -> list[str]:
    """The rules other than `name` that two sets of files say otherwise; raises RuleError."""
    found = []
    for file in sorted(file for file in before.keys() | after.keys() if before.get(file) != after.get(file)):
        was, now = _said(file, before.get(file, "")), _said(file, after.get(file, ""))
        found += [one for one in was | now if one != name and was.get(one) != now.get(one)]
    return found


def _said(file: str, content: str) -> dict[str, object]:
    _, data = _loaded(file, content)
    return {str(fields["id"]): fields for fields in (data or {}).get("rules", ())}


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
    """A rule's text with more examples of what must fire; raises yaml.YAMLError, and ValueError as `read`."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    held = read(text)
    if not examples or root is None or not isinstance(held, dict):
        return text
    every = json.dumps([*(held.get("must_fire") or []), *examples], ensure_ascii=False)
    node = next((value for key, value in root.value if key.value == "must_fire"), None)
    if node is None:
        return f"{text.rstrip()}\nmust_fire: {every}\n"
    start, end = node.start_mark.index, node.end_mark.index
    return text[:start] + every + ("\n" if text[start:end].endswith("\n") else "") + text[end:]
