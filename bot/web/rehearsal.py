"""What a young person would get with a plan, in order, before anything is sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot import onboarding
from bot.content import LANGUAGES, Content
from bot.domain.check_in_items import GOALS
from bot.domain.check_in_plan import CheckInPlan
from bot.domain.contact_profile import ContactProfile, Opening
from bot.domain.languages import Language
from bot.domain.signals import SignalKind
from bot.domain.sms import Segments, cheaply, segments


@dataclass(frozen=True)
class Shown:
    """One text in one language, and what it costs as it is sent: without accents where that is cheaper."""

    text: str = field(repr=False)
    segments: Segments


@dataclass(frozen=True)
class Step:
    """One text of the sequence in both languages; `kind` names it."""

    kind: str
    texts: Mapping[Language, Shown]


def rehearse(content: Content, plan: CheckInPlan, profile: ContactProfile) -> list[Step]:
    """The first text, the opening of a check-in, and each question that follows an answer."""
    return [
        Step(kind, {language: _shown(write) for language, write in texts.items()})
        for kind, texts in _texts(content, plan, profile)
    ]


def _shown(text: str) -> Shown:
    return Shown(text, segments(cheaply(text)))


def _texts(
    content: Content, plan: CheckInPlan, profile: ContactProfile
) -> Iterator[tuple[str, dict[Language, str]]]:
    yield (
        "first",
        {one: onboarding.first_text(content, one, covered=profile.covered) for one in LANGUAGES},
    )
    yield "opening", {one: opening(content, profile, one) for one in LANGUAGES}
    # An opening asks how they are, unless it is only a greeting.
    greeting = profile.opening in (Opening.CATCH_UP, Opening.OWN)
    for kind in plan.asking.kinds:
        if kind is not SignalKind.MOOD or greeting:
            yield "question", {one: _question(content, kind, plan, profile, one) for one in LANGUAGES}


def first_texts(content: Content) -> dict[str, dict[Language, Shown]]:
    """The first text of all in its plain and its neutral form."""
    return {
        name: {one: _shown(onboarding.first_text(content, one, covered=covered)) for one in LANGUAGES}
        for name, covered in (("plain", False), ("neutral", True))
    }


def opening(content: Content, profile: ContactProfile, language: Language) -> str:
    """How each check-in begins."""
    if profile.opening is Opening.OWN:
        return profile.details.own_opening
    name = "texts.opening" if profile.opening is Opening.PLAIN else f"cover.opening_{profile.opening}"
    return content.text(name, language)


def _question(
    content: Content, kind: SignalKind, plan: CheckInPlan, profile: ContactProfile, language: Language
) -> str:
    """A goal is only counted on a phone that others look at: its words may tell more than was agreed."""
    worker = profile.details.worker_name or content.text("names.worker", language)
    if kind not in GOALS:
        return content.text(f"questions.{kind}", language).replace("[worker]", worker)
    place = GOALS.index(kind)
    words = content.text(f"names.{kind}", language) if profile.covered else f'"{plan.goals[place]}"'
    return content.text("questions.goal", language).replace("[goal]", words)
