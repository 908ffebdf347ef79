"""Measures intent classifiers on the messages held apart, and prints the table of decision 0003.

    .venv/bin/python -m bench.rasa [NAME ...]

Each is config.yml with another classifier in it, trained by the ordinary command and asked through the
ordinary server, one message at a time.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml
from sklearn.metrics import accuracy_score, f1_score

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
HELD_APART = ROOT / "tests" / "nlu" / "held_apart"
LANGUAGES = ("en", "cy")
PORT = 5995
TOKEN = "bench"
START_SECONDS = 300

_DIET = {
    "name": "DIETClassifier",
    "entity_recognition": False,
    "random_seed": 42,
    "constrain_similarities": True,
}
CLASSIFIERS: dict[str, dict[str, Any]] = {
    "logistic-regression": {
        "name": "LogisticRegressionClassifier",
        "solver": "liblinear",
        "random_state": 42,
    },
    "diet-30": _DIET | {"epochs": 30},
    "diet-100": _DIET | {"epochs": 100},
}


@dataclass(frozen=True)
class Measured:
    """One row of the table; `f1` and `accuracy` are per language."""

    name: str
    f1: dict[str, float]
    accuracy: dict[str, float]
    train_seconds: float
    start_seconds: float
    model_megabytes: float
    memory_megabytes: float
    p50_milliseconds: float
    p95_milliseconds: float


def measure(name: str, folder: Path) -> Measured:
    config = folder / f"{name}.yml"
    config.write_text(yaml.safe_dump(_config_with(CLASSIFIERS[name])))
    began = time.monotonic()
    _train(config, folder)
    trained = time.monotonic() - began
    model = folder / "assistant.tar.gz"
    began = time.monotonic()
    with _server(model, folder) as process:
        started = time.monotonic() - began
        answers = {language: _understand(language) for language in LANGUAGES}
        memory = _memory_megabytes(process.pid)
    times = sorted(taken for rows in answers.values() for _, _, taken in rows)
    return Measured(
        name,
        {language: _f1(rows) for language, rows in answers.items()},
        {language: _accuracy(rows) for language, rows in answers.items()},
        trained,
        started,
        model.stat().st_size / 1e6,
        memory,
        statistics.median(times) * 1000,
        times[int(len(times) * 0.95)] * 1000,
    )


Row = tuple[str, str, float]


def _understand(language: str) -> list[Row]:
    """The intent that was meant, the one that was heard, and the seconds it took."""
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", params={"token": TOKEN}) as client:
        return [_parse(client, intent, text) for intent, text in _messages(language)]


def _parse(client: httpx.Client, intent: str, text: str) -> Row:
    began = time.monotonic()
    answer = client.post("/model/parse", json={"text": text}).json()
    # Whether the assistant is sure enough to act is another question than what it heard.
    heard = next(guess["name"] for guess in answer["intent_ranking"] if guess["name"] != "nlu_fallback")
    return intent, heard, time.monotonic() - began


def _messages(language: str) -> Iterator[tuple[str, str]]:
    for block in yaml.safe_load((HELD_APART / f"{language}.yml").read_text())["nlu"]:
        for line in block["examples"].splitlines():
            yield block["intent"], line.removeprefix("- ")


def _f1(rows: list[Row]) -> float:
    meant, heard, _ = zip(*rows, strict=True)
    return float(f1_score(meant, heard, average="macro"))


def _accuracy(rows: list[Row]) -> float:
    meant, heard, _ = zip(*rows, strict=True)
    return float(accuracy_score(meant, heard))


def _config_with(classifier: dict[str, Any]) -> dict[str, Any]:
    config: dict[str, Any] = yaml.safe_load((ROOT / "config.yml").read_text())
    known = {each["name"] for each in CLASSIFIERS.values()}
    config["pipeline"] = [classifier if part["name"] in known else part for part in config["pipeline"]]
    return config


def _train(config: Path, folder: Path) -> None:
    command = [str(PYTHON), "-m", "bot.assistant.train", "--config", str(config), "--output", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


@contextmanager
def _server(model: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    endpoints = folder / "endpoints.yml"
    endpoints.write_text("{}\n")
    command = [str(PYTHON), "-m", "bot.assistant.launcher", "--model", str(model)]
    command += ["--port", str(PORT), "--endpoints", str(endpoints)]
    secrets = {"HAFAN_RASA_KEY": "bench", "HAFAN_RASA_TOKEN": TOKEN, "HAFAN_LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | secrets, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if (
                httpx.get(f"http://127.0.0.1:{PORT}/status", params={"token": TOKEN}).status_code
                == httpx.codes.OK
            ):
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError("the server did not start")


def _memory_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def _row(each: Measured) -> str:
    cells = [
        each.name,
        *(f"{each.f1[language]:.3f} / {each.accuracy[language]:.3f}" for language in LANGUAGES),
        f"{each.train_seconds:.0f} s",
        f"{each.model_megabytes:.1f} MB",
        f"{each.memory_megabytes:.0f} MB",
        f"{each.start_seconds:.0f} s",
        f"{each.p50_milliseconds:.0f} / {each.p95_milliseconds:.0f} ms",
    ]
    return "| " + " | ".join(cells) + " |"


def main(names: list[str]) -> None:
    print("| classifier | English F1 / accuracy | Welsh | train | model | memory | start | parse p50 / p95 |")
    print("|---|---|---|---|---|---|---|---|")
    for name in names or list(CLASSIFIERS):
        with tempfile.TemporaryDirectory() as folder:
            print(_row(measure(name, Path(folder))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
