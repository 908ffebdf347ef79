"""Starts the Rasa server, walled off.

    .venv-rasa/bin/python -m bot.assistant.launcher --model models/assistant.tar.gz --port 5005

Secrets come by the environment: HAFAN_RASA_KEY (the channel), HAFAN_RASA_TOKEN (Rasa's HTTP API),
HAFAN_TRACKER_KEY, and what endpoints.yml names.
"""

import argparse
import os

# Importing skops after TensorFlow takes a dozen seconds longer than before it.
import skops.io  # noqa: F401

from bot.assistant import logs

LOOPBACK = "127.0.0.1"


def main() -> None:
    arguments = _arguments()
    channel_secret, api_token = _secret("HAFAN_RASA_KEY"), _secret("HAFAN_RASA_TOKEN")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    logs.configure(os.environ.get("HAFAN_LOG_LEVEL", "INFO"))
    # Rasa sets up logging while it is imported, so only now.
    from bot.assistant.server import serve  # noqa: PLC0415

    serve(
        model=arguments.model,
        endpoints=arguments.endpoints,
        address=(LOOPBACK, arguments.port),
        channel_secret=channel_secret,
        api_token=api_token,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bot.assistant.launcher", description="Start the Rasa server.")
    parser.add_argument("--model", required=True, help="for example models/assistant.tar.gz")
    parser.add_argument("--endpoints", default="endpoints.yml")
    parser.add_argument("--port", type=int, default=5005)
    return parser.parse_args()


def _secret(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise SystemExit(f"{name} is not set: the assistant does not start without it")
    return value


if __name__ == "__main__":
    main()
