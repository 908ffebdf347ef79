"""An agency's name in the reader's language."""

from bot.domain.agencies import Agencies
from bot.domain.languages import Language


def agency_name(agencies: Agencies, agency: str, language: Language) -> str:
    """The name; the id of one that has left the file since."""
    found = agencies.all.get(agency)
    return found.name["cy" if language is Language.WELSH else "en"] if found else agency
