"""The examples that what serves was trained from, whatever somebody does to data/ meanwhile."""

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.promotion.examples import Example, read_examples
from bot.promotion.versions import LEARNED, Store, Version
from bot.recipes import DATA_FOLDER


def examples_of(store: Store, serving: Version, data: Path = DATA_FOLDER) -> list[Example]:
    """What a version was trained from; where nobody kept that, what was released last."""
    if kept := store.learned(serving.id):
        return list(read_examples(kept))
    with committed(data) as folder:
        return list(read_examples(folder))


@contextmanager
def committed(data: Path = DATA_FOLDER) -> Iterator[Path]:
    """A folder with the examples as they were last committed; data/ itself where git does not know them."""
    git = shutil.which("git")
    command = [git or "git", "archive", "--format=tar", "HEAD", "--", LEARNED]
    held = subprocess.run(command, cwd=data, capture_output=True, check=False) if git else None
    if held is None or held.returncode:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="hafan-committed-") as folder:
        with tarfile.open(fileobj=io.BytesIO(held.stdout)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)
