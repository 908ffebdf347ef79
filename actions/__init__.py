"""What Rasa asks the service to do. Thin: deciding is bot.domain's, keeping is the service's."""

from rasa_sdk import Action

from actions.check_in import CompleteCheckIn, ValidateCheckInForm
from actions.contract import CheckIns
from actions.requests import all_requests
from actions.talk import all_talk


def all_actions(checkins: CheckIns) -> list[Action]:
    """Every action that domain/conversation.yml names."""
    check_in = [ValidateCheckInForm(checkins), CompleteCheckIn(checkins)]
    return [*check_in, *all_requests(checkins), *all_talk(checkins)]
