"""Rasa's own validation of training data, as JSON: what it complains of, one text each.

    .venv-rasa/bin/python -m bot.assistant.validate --data data

An empty list is what passes. The same example in two intents is not looked for here: who asks for this knows
which of them are new.
"""

import argparse
import json
import os
import sys
import warnings
from functools import partial
from pathlib import Path
from typing import Any, Iterator, List

from bot.assistant.train import TRAINING_FOLDERS

_UNUSED = "is not used in any story or rule"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bot.assistant.validate", description="Validate training data.")
    parser.add_argument("--data", required=True, help="a folder with nlu, rules and stories")
    arguments = parser.parse_args()
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    folders = [str(Path(arguments.data) / Path(folder).name) for folder in TRAINING_FOLDERS]
    # Rasa writes to the same place: the answer is the last line.
    sys.stdout.write("\n" + json.dumps(complaints(folders)) + "\n")


def complaints(folders: List[str]) -> List[str]:
    """What Rasa's validator says against the data, in its words."""
    # Rasa takes seconds to import, and reads the telemetry switch while it is.
    from rasa.shared.exceptions import RasaException  # noqa: PLC0415
    from rasa.shared.importers.importer import TrainingDataImporter  # noqa: PLC0415
    from rasa.validator import Validator  # noqa: PLC0415

    try:
        importer = TrainingDataImporter.load_from_config("config.yml", "domain", folders)
        return list(_complaints(Validator.from_importer(importer)))
    except RasaException as wrong:
        return [_first_line(wrong)]


def _complaints(validator: Any) -> Iterator[str]:
    checks = (
        validator.verify_domain_validity,
        partial(validator.verify_intents_in_stories, ignore_warnings=False),
        partial(validator.verify_utterances_in_stories, ignore_warnings=False),
        partial(validator.verify_story_structure, ignore_warnings=False),
        validator.verify_forms_in_stories_rules,
        validator.verify_actions_in_stories_rules,
        validator.verify_form_slots,
        validator.verify_slot_mappings,
    )
    for check in checks:
        with warnings.catch_warnings(record=True) as raised:
            warnings.simplefilter("always")
            passed = check()
        if not passed:
            said = [_first_line(each.message) for each in raised if issubclass(each.category, UserWarning)]
            # What nothing uses is said beside what is wrong, and is no fault.
            yield from [one for one in said if _UNUSED not in one] or [
                "the conversations contradict each other"
            ]


def _first_line(said: object) -> str:
    return str(said).strip().splitlines()[0]


if __name__ == "__main__":
    main()
