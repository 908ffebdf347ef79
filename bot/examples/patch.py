"""A change set as text that git takes."""

import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff

from bot.examples.editing import Files

_NO_END = "\\ No newline at end of file"


def patch(before: Files, after: Files) -> str:
    """What `git apply` makes `after` from `before` with; empty when nothing differs."""
    changed = [path for path in sorted(after) if before.get(path) != after[path]]
    return "".join(_file(f"data/{path}", before.get(path), after[path]) for path in changed)


def _file(path: str, before: str | None, after: str) -> str:
    """A file's part; one that is not there `before` begins."""
    begins, was = ([], f"a/{path}") if before is not None else (["new file mode 100644"], "/dev/null")
    from_path, to_path, *diff = unified_diff(
        _lines(before or ""), _lines(after), was, f"b/{path}", lineterm=""
    )
    return "\n".join([f"diff --git a/{path} b/{path}", *begins, from_path, to_path, *_ended(diff), ""])


def _lines(content: str) -> list[str]:
    """Lines with the ends that they have, so that one without is told from one with."""
    return re.findall(r"[^\n]*\n|[^\n]+", content)


def _ended(diff: Iterable[str]) -> Iterator[str]:
    for line in diff:
        yield line.removesuffix("\n")
        if line[:1] in "+- " and not line.endswith("\n"):
            yield _NO_END
