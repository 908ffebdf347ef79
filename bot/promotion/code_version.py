"""Which code a model was made by."""

import shutil
import subprocess
from importlib.metadata import version

from bot.settings import ROOT


def code_version() -> str:
    """The commit, marked when files of the checkout differ from it; without one the package's version."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "describe", "--always", "--dirty=-changed", "--exclude=*"]
        described = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if not described.returncode:
            return described.stdout.strip()
    return version("hafan")
