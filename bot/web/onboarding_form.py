"""The form that adds a young person: what it brought, and what is wrong with it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sanic import Request

from bot.check_in_plans import load_plans
from bot.domain.check_in_items import LONGEST_GOAL, MOST_GOALS, Item
from bot.domain.check_in_plan import CheckInPlan
from bot.domain.contact_profile import ContactProfile
from bot.domain.languages import Language
from bot.web import contact_form
from bot.web.contact_form import Filled
from bot.web.forms import filled
from bot.web.languages import known
from bot.web.numbers import NumberError, read_mobile

LONGEST_NAME, LONGEST_CONSENT = 100, 1000
AT_ONCE, BY_PLAN = "at_once", "by_plan"


@dataclass(frozen=True)
class NewPerson:
    """The form as it was filled in; `phone` is empty and `language` None where they cannot be used."""

    name: str = field(default="", repr=False)
    written: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    language: Language | None = None
    contact: Filled | None = None
    plan: CheckInPlan | None = None
    goals: str = field(default="", repr=False)
    first: str = AT_ONCE
    consent: str = field(default="", repr=False)
    agreed: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def chosen(self) -> tuple[Language, CheckInPlan, ContactProfile]:
        """What a form without problems chose; raises ValueError for another."""
        if not (self.language and self.plan and self.contact):
            raise ValueError("the form has problems")
        return self.language, self.plan, self.contact.profile

    @property
    def covered(self) -> bool:
        """Whether what is sent unasked must be neutral."""
        return self.contact is not None and self.contact.profile.covered

    @property
    def fingerprint(self) -> str:
        """Changes with anything that the rehearsal shows; holds neither name nor number."""
        shown = (self.language, self.plan, self.plan and self.plan.goals, self.first, self.contact)
        profile = self.contact.profile.details if self.contact else None
        return hashlib.sha256(repr((*shown, profile)).encode()).hexdigest()[:16]


def read(request: Request) -> NewPerson:
    """What was filled in, with all that is wrong with it but the number's being somebody's."""
    written, goals = filled(request, "phone").strip(), filled(request, "goals").strip()
    ready = load_plans().get(filled(request, "plan"))
    lines = tuple(line.strip() for line in goals.splitlines() if line.strip())
    phone, wrong = _phone(written)
    given = NewPerson(
        name=filled(request, "name").strip(),
        written=written,
        phone=phone,
        language=known(filled(request, "language")),
        contact=contact_form.read(request, frozenset()),
        plan=replace(ready.plan, goals=lines) if ready else None,
        goals=goals,
        first=BY_PLAN if filled(request, "first") == BY_PLAN else AT_ONCE,
        consent=filled(request, "detail").strip(),
        agreed=filled(request, "agreed") == "yes",
    )
    return replace(given, problems=_problems(given, wrong))


def _phone(written: str) -> tuple[str, str | None]:
    if not written:
        return "", "number_needed"
    try:
        return read_mobile(written), None
    except NumberError as wrong:
        return "", wrong.reason


def _problems(given: NewPerson, phone: str | None) -> dict[str, str]:
    wrong = {
        "name": "name_needed" if not 0 < len(given.name) <= LONGEST_NAME else None,
        "phone": phone,
        "language": None if given.language else "language_needed",
        "plan": None if given.plan else "plan_needed",
        "goals": _goals(given.plan),
        "detail": "consent_needed" if not 0 < len(given.consent) <= LONGEST_CONSENT else None,
        "agreed": None if given.agreed else "agreed_needed",
    }
    return {name: problem for name, problem in wrong.items() if problem}


def _goals(plan: CheckInPlan | None) -> str | None:
    if plan is None or Item.GOALS not in plan.items:
        return None
    if not plan.goals:
        return "goal_needed"
    if len(plan.goals) > MOST_GOALS:
        return "goals_too_many"
    return "goal_too_long" if max(map(len, plan.goals)) > LONGEST_GOAL else None
