"""Which language a page is in, and its translations, compiled in memory when the service starts."""

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sanic import Request

from bot.domain.languages import Language
from bot.web import cookies

TRANSLATIONS = Path(__file__).with_name("translations")
LANGUAGES = (Language.ENGLISH, Language.WELSH)


def translatable(text: str) -> str:
    """Mark a text that a template translates later."""
    return text


def catalog(language: Language) -> Catalog:
    """The translations as they are written."""
    with (TRANSLATIONS / language / "LC_MESSAGES" / "hafan.po").open("rb") as file:
        return read_po(file, locale=language, domain="hafan", abort_invalid=True)


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """The translations as gettext uses them; English is what the templates are written in."""
    if language is Language.ENGLISH:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, catalog(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translated(language: Language, text: str, /, **values: object) -> str:
    """One of our texts in a language, where no template writes it."""
    found = translations(language).gettext(text)
    return found % values if values else found


def known(code: str | None) -> Language | None:
    """English or Welsh by its code."""
    return next((language for language in LANGUAGES if language == code), None)


def asked_for(request: Request) -> Language:
    """The language chosen before sign-in, or the browser's; English when neither says."""
    if chosen := known(cookies.read(request, cookies.LANGUAGE)):
        return chosen
    accepted = request.headers.get("accept-language", "").split(",")
    spoken = (known(part.split(";")[0].strip()[:2].lower()) for part in accepted)
    return next((language for language in spoken if language), Language.ENGLISH)
