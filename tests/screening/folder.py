"""Small rule folders, written as safeguarding leads write them."""

from pathlib import Path

from bot.domain.concerns import Concern
from bot.screening import Ruleset, load_rules, screen

RULES = Path(__file__).resolve().parents[2] / "data" / "safeguarding" / "rules"

WORDS = """\
negation: ["not", "never", "didnt", "dont", "ddim", "dwim"]
not_negation: ["not joking", "idk"]
clause: ["but", "and", "ond"]
now: ["tonight", "right now", "heno"]
past: ["when i was little", "pan o i fach"]
laugh: ["lol", ":laugh:"]
kin: ["dad", "stepdad"]
relation: ["{kin}", "my {kin}"]
"""

HEAD = """\
category: physical_abuse
reviewer: somebody
reviewed: 2026-11-22
rules:
"""

RULE = """\
  - id: hits
    severity: high
    language: en
    patterns:
      - "{relation} (hit|hits|hitting) me"
    must_fire: ["my dad hits me"]
    must_not_fire: ["my dad fits me in"]
"""


def write(folder: Path, rules: str = HEAD + RULE, words: str = WORDS) -> Path:
    """Writes a folder with a word list and one file of rules."""
    (folder / "words.yml").write_text(words, encoding="utf-8")
    (folder / "some.yml").write_text(rules, encoding="utf-8")
    return folder


def rule(pattern: str, **fields: str) -> str:
    """A rule with one pattern; other fields are given as YAML."""
    own = {"severity": "high", "language": "en", "must_fire": "[x]", "must_not_fire": "[x]"} | fields
    lines = "".join(f"    {name}: {value}\n" for name, value in own.items())
    return f'{HEAD}  - id: tried\n    patterns: ["{pattern}"]\n{lines}'


def load(folder: Path, rules: str) -> Ruleset:
    return load_rules(write(folder, rules))


def found(folder: Path, rules: str, message: str) -> tuple[Concern, ...]:
    """What a folder with only these rules says of the message."""
    return screen(message, load(folder, rules))
