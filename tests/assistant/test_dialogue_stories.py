"""Rasa's own conversation tests, run by Rasa."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.assistant.running import MODEL, PYTHON, ROOT

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

STORIES = ROOT / "tests" / "test_stories.yml"


def test_the_trained_model_takes_every_turn_of_the_test_stories(tmp_path: Path) -> None:
    command = [str(PYTHON), "-m", "rasa", "test", "core", "--stories", str(STORIES), "--model", str(MODEL)]
    command += ["--out", str(tmp_path), "--no-plot", "--fail-on-prediction-errors"]
    environment = os.environ | {"RASA_TELEMETRY_ENABLED": "false"}
    tested = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stdout[-2000:] + tested.stderr[-2000:]
