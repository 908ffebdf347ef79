"""Trains the assistant.

    .venv-rasa/bin/python -m bot.assistant.train --output models

Same data, same model: the seeds are in config.yml, and the model's name is fixed.
"""

import argparse
import os
import sys
from pathlib import Path

NAME = "assistant"
TRAINING_FOLDERS = ("data/nlu", "data/rules", "data/stories")


def main() -> None:
    arguments = _arguments()
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    model = train(arguments.config, arguments.data, arguments.output)
    sys.stdout.write(f"{model}\n")


def train(config: str, data: list[str], output: str) -> Path:
    """The path of the new model; ends the process with status 1 if the data contradicts itself."""
    # Rasa takes seconds to import, and reads the telemetry switch while it is.
    import skops.io  # noqa: F401, PLC0415
    from rasa.model_training import train as train_model  # noqa: PLC0415
    from rasa.shared.exceptions import RasaException  # noqa: PLC0415

    try:
        result = train_model(
            "domain", config, data, output=output, force_training=True, fixed_model_name=NAME
        )
    except RasaException as error:
        sys.exit(str(error))
    if result.model is None:
        sys.exit("Rasa made no model")
    return Path(result.model)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bot.assistant.train", description="Train the assistant.")
    parser.add_argument("--output", default="models", help="the folder for assistant.tar.gz")
    parser.add_argument("--config", default="config.yml")
    parser.add_argument("--data", nargs="+", default=list(TRAINING_FOLDERS), help="folders of training data")
    return parser.parse_args()


if __name__ == "__main__":
    main()
