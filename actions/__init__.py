"""What Rasa asks the service to do. Thin: deciding is bot.domain's, keeping is the service's."""

from rasa_sdk import Action

from actions.check_in import CompleteCheckIn, ValidateCheckInForm
from actions.contract import CheckIns
from actions.requests import all_requests


def all_actions(checkins: CheckIns) -> list[Action]:
    """Every action that domain/conversation.yml names."""
    return [ValidateCheckInForm(checkins), CompleteCheckIn(checkins), *all_requests(checkins)]
