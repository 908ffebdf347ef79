"""What a trained model makes of many texts and of the practised conversations, in one process.

    .venv-rasa/bin/python -m bot.assistant.evaluate --model models/assistant.tar.gz < questions.json

Reads {"texts": [...], "stories": "tests/test_stories.yml" or null}. The last
line written is {"heard": [[topic, score], ...], "failed": [names of conversations that went another way]}.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

# More at once would take memory and no less time.
AT_ONCE = 64


def main() -> None:
    parser = argparse.ArgumentParser(prog="bot.assistant.evaluate", description="Ask a model many texts.")
    parser.add_argument("--model", required=True, help="for example models/assistant.tar.gz")
    arguments = parser.parse_args()
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    answer = evaluate(arguments.model, json.load(sys.stdin))
    # Rasa writes to the same place: the answer is the last line.
    sys.stdout.write("\n" + json.dumps(answer, ensure_ascii=False) + "\n")


def evaluate(model: str, questions: Dict[str, Any]) -> Dict[str, Any]:
    """What the model makes of the texts, in their order, and which conversations failed."""
    # Importing skops after TensorFlow takes a dozen seconds longer than before it.
    import skops.io  # noqa: F401, PLC0415
    from rasa.core.agent import Agent  # noqa: PLC0415

    agent = Agent.load(model)
    heard = list(_heard(agent, questions["texts"]))
    failed = asyncio.run(failed_stories(agent, questions.get("stories")))
    return {"heard": heard, "failed": failed}


def _heard(agent: Any, texts: List[str]) -> Iterator[Tuple[str, float]]:
    from bot.assistant.reading import topics_of  # noqa: PLC0415

    for start in range(0, len(texts), AT_ONCE):
        for topics in topics_of(agent.processor, texts[start : start + AT_ONCE]):
            yield topics[0]


async def failed_stories(agent: Any, stories: Optional[str]) -> List[str]:
    """The conversations that take another turn than they should, by their names."""
    if not stories:
        return []
    import rasa.core.test  # noqa: PLC0415
    from rasa.shared.utils.io import read_yaml_file  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        await rasa.core.test.test(
            stories, agent, out_directory=folder, e2e=True, disable_plotting=True, warnings=False
        )
        written = Path(folder) / rasa.core.test.FAILED_STORIES_FILE
        found = read_yaml_file(written) if written.exists() else None
    return [str(story["story"]) for story in (found or {}).get("stories", ())]


if __name__ == "__main__":
    main()
