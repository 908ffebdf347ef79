"""The rules in force: reloaded when the files change, and never replaced by broken ones."""

from pathlib import Path

from bot.screening.loading import RuleError, load_rules
from bot.screening.ruleset import Ruleset

# Name, time of change and size of every rule file: cheap to read, and different after any edit.
Stamp = tuple[tuple[str, int, int], ...]


class RuleStore:
    """Serves the last good set of a folder; `problem` says why a newer one was refused, or is None."""

    def __init__(self, folder: Path) -> None:
        """Loads the folder; raises RuleError, because a service without rules must not start."""
        self._folder = folder
        self._stamp = _stamp(folder)
        self.rules: Ruleset = load_rules(folder)
        self.problem: str | None = None

    def reload(self) -> bool:
        """Takes up changed files if they are sound; returns whether a new set now serves."""
        stamp = _stamp(self._folder)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self.rules = load_rules(self._folder)
        except RuleError as problem:
            self.problem = str(problem)
            return False
        self.problem = None
        return True


def _stamp(folder: Path) -> Stamp:
    files = sorted(folder.glob("*.yml"))
    return tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
