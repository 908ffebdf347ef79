"""Rasa's files of examples, changed line by line: what a change does not concern stays, byte for byte.

ruamel.yaml says where in a file each block of examples stands; only lines inside that block are then touched,
and ruamel reads the outcome once more before anybody gets it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MARK = "- "
START = ""


class ExampleFileError(Exception):
    """A file of examples is not in the form that can be changed here; the text names the line."""


class GoneError(Exception):
    """The example that was to be changed is not there any more."""


class ThereAlreadyError(Exception):
    """The topic has this very example."""


@dataclass(frozen=True, slots=True)
class Block:
    """The examples of one topic in one file: (line number, text) of each, counted from zero."""

    topic: str
    lines: tuple[tuple[int, str], ...]
    indent: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The examples, in order."""
        return tuple(text for _, text in self.lines)

    def line_of(self, text: str) -> int:
        """Where this example stands first; raises GoneError."""
        found = next((number for number, here in self.lines if here == text), None)
        if found is None:
            raise GoneError(self.topic)
        return found


@lru_cache(maxsize=64)
def blocks(content: str) -> Mapping[str, Block]:
    """The blocks of a file by topic; raises ExampleFileError."""
    lines = content.split("\n")
    found: dict[str, Block] = {}
    for node in _entries(content):
        topic, examples = _field(node, "intent"), _field(node, "examples")
        if topic is None:
            continue
        if not isinstance(examples, ScalarNode) or examples.style != "|" or topic.value in found:
            raise ExampleFileError(
                f"line {node.start_mark.line + 1}: a topic stands once, its examples a line each"
                " below 'examples: |'"
            )
        block = _block(topic.value, lines, examples.start_mark.line + 1)
        if [_text(line) for line in examples.value.split("\n") if line.startswith("-")] != list(block.texts):
            raise ExampleFileError(
                f"line {node.start_mark.line + 1}: indented in a way that cannot be changed"
            )
        found[topic.value] = block
    return found


def _entries(content: str) -> Sequence[Node]:
    try:
        root = YAML().compose(content)
    except YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        raise ExampleFileError(f"line {mark.line + 1 if mark else 1}: cannot be read as YAML") from broken
    entries = _field(root, "nlu")
    if not isinstance(entries, SequenceNode):
        raise ExampleFileError("line 1: needs a list called 'nlu'")
    return [entry for entry in entries.value if isinstance(entry, MappingNode)]


def _field(node: Node | None, name: str) -> Node | None:
    if not isinstance(node, MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _block(topic: str, lines: Sequence[str], first: int) -> Block:
    """The lines from `first` on that are indented as the first of them is; blank ones may stand between."""
    begun = next((line for line in lines[first:] if line.strip()), "")
    indent = begun[: len(begun) - len(begun.lstrip(" "))]
    inside = takewhile(
        lambda line: not line[1].strip() or (indent and line[1].startswith(indent)),
        enumerate(lines[first:], first),
    )
    held = [(number, line.removeprefix(indent)) for number, line in inside]
    # As Rasa reads it: what does not begin with a dash is no example, such as a remark.
    examples = [(number, _text(line)) for number, line in held if line.startswith("-")]
    return Block(topic, tuple(examples), indent)


def _text(line: str) -> str:
    return line[1:].strip(" \r")


def texts_of(content: str) -> Mapping[str, tuple[str, ...]]:
    """Every topic of a file with its examples."""
    return {topic: block.texts for topic, block in blocks(content).items()}


def add(content: str, topic: str, text: str, follows: str | None = None) -> str:
    """With one more example: after the one named, at the start of its topic, or at the end.

    Raises ThereAlreadyError, and ExampleFileError when the topic has no example to stand beside.
    """
    block = _known(content, topic)
    if text in block.texts:
        raise ThereAlreadyError(topic)
    before = list(block.texts)
    at = 0 if follows == START else before.index(follows) + 1 if follows in before else len(before)
    lines = content.split("\n")
    number = block.lines[at - 1][0] + 1 if at else block.lines[0][0]
    ending = "\r" if lines[block.lines[0][0]].endswith("\r") else ""
    lines.insert(number, f"{block.indent}{MARK}{text}{ending}")
    return _checked(content, "\n".join(lines), topic, [*before[:at], text, *before[at:]])


def replace(content: str, topic: str, before: str, after: str) -> str:
    """With one example in another's place; raises GoneError and ThereAlreadyError."""
    block = _known(content, topic)
    number, lines = block.line_of(before), content.split("\n")
    if after != before and after in block.texts:
        raise ThereAlreadyError(topic)
    line = lines[number]
    start = line.index(before, len(block.indent) + 1)
    lines[number] = f"{line[:start]}{after}{line[start + len(before) :]}"
    at = block.texts.index(before)
    wanted = [*block.texts[:at], after, *block.texts[at + 1 :]]
    return _checked(content, "\n".join(lines), topic, wanted)


def remove(content: str, topic: str, text: str) -> str:
    """Without one example; raises GoneError, and ExampleFileError when it is the topic's last."""
    block = _known(content, topic)
    number, at = block.line_of(text), block.texts.index(text)
    if len(block.texts) == 1:
        raise ExampleFileError(f"{topic}: the last example of a topic stays")
    lines = content.split("\n")
    del lines[number]
    return _checked(content, "\n".join(lines), topic, [*block.texts[:at], *block.texts[at + 1 :]])


def _known(content: str, topic: str) -> Block:
    block = blocks(content).get(topic)
    if block is None or not block.lines:
        raise ExampleFileError(f"{topic}: not a topic of this file, or one without examples")
    return block


def _checked(before: str, after: str, topic: str, wanted: Sequence[str]) -> str:
    """The changed file, if it says what was wanted and nothing else; raises ExampleFileError."""
    if texts_of(after) != {**texts_of(before), topic: tuple(wanted)}:
        raise ExampleFileError(f"{topic}: this cannot be written as an example")
    return after
