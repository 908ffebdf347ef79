"""The first draft of a written report, put together from the record for a practitioner to edit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.domain.concerns import Matter
from bot.domain.contact_profile import Device
from bot.domain.follow_up import ActionKind
from bot.domain.languages import Language
from bot.domain.report import Section
from bot.storage.actions import Recorded
from bot.storage.caseload import Case
from bot.storage.reading import AlertSummary, Evidence
from bot.web import contact_wording, wording
from bot.web import follow_up_wording as follow
from bot.web.follow_up import FollowUp
from bot.web.languages import translatable as t
from bot.web.languages import translated
from bot.web.times import Times

_NAME = t("Name: %(name)s")
_LANGUAGE = t("Language: %(language)s")
_UNKNOWN = t("Not known. They wrote from the number %(number)s.")
_FOUND = t(
    "On %(when)s a computer program that reads young people's messages raised an alert. "
    "It may be wrong; it found signs of:"
)
_ALERTED = t("%(when)s: the alert was raised.")
_TAKEN = t("%(when)s: %(name)s took it on.")
_REACHED = t("reached")
_NOT_REACHED = t("not reached")
_ASK_FIRST = t(
    "Please do not call, text or write to the young person before you have spoken with us: "
    "somebody else may see their phone or their post."
)
_OPTED_OUT = t("On %(when)s they asked us to stop texting.")
_PAUSED = t("Contact is paused.")
_PHONE = t("Whose phone it is: %(whose)s.")


@dataclass(frozen=True)
class Drafter:
    """Writes in one language; `agency` gives an agency's name in it."""

    language: Language
    times: Times
    agency: Callable[[str], str]

    def words(self, text: str, **values: str) -> str:
        """One of our texts in this language."""
        return translated(self.language, text, **values)

    def draft(
        self,
        alert: AlertSummary,
        case: Case | None,
        number: str | None,
        evidence: Sequence[Evidence],
        done: FollowUp,
        device: Device,
        sender: str,
    ) -> dict[Section, str]:
        """Every part of the report as far as the record tells it."""
        return {
            Section.YOUNG_PERSON: self._young_person(case, number),
            Section.CONCERNS: self._concerns(alert, evidence),
            Section.ACTIONS: "\n".join(self._actions(alert, done)),
            Section.CONTACT_SAFETY: "\n".join(self._warnings(case, device)),
            Section.KNOWS_AND_WANTS: "",
            Section.REQUEST: "",
            Section.SENDER: sender,
        }

    def _young_person(self, case: Case | None, number: str | None) -> str:
        if case is None:
            return self.words(_UNKNOWN, number=number or "")
        language = self.words(wording.SPOKEN[case.language])
        return "\n".join((self.words(_NAME, name=case.name), self.words(_LANGUAGE, language=language)))

    def _concerns(self, alert: AlertSummary, evidence: Iterable[Evidence]) -> str:
        found = dict.fromkeys((one.category, one.severity) for one in evidence)
        lines = [
            f"- {self._category(category)} ({self.words(wording.SEVERITIES[severity]).lower()})"
            for category, severity in found
        ]
        return "\n".join((self.words(_FOUND, when=self.times.full(alert.opened_at)), *lines))

    def _category(self, category: Matter) -> str:
        return self.words(wording.CATEGORIES[category])

    def _actions(self, alert: AlertSummary, done: FollowUp) -> list[str]:
        lines = [self.words(_ALERTED, when=self.times.full(alert.opened_at))]
        if alert.acknowledged_at and alert.acknowledged_by:
            when = self.times.full(alert.acknowledged_at)
            lines.append(self.words(_TAKEN, when=when, name=alert.acknowledged_by))
        standing = [one for one in done.actions if one.id not in done.withdrawn and not one.withdraws]
        return lines + [self._action(one) for one in standing]

    def _action(self, one: Recorded) -> str:
        action = one.action
        what = [self.words(follow.ACTIONS[action.kind])]
        if action.kind is ActionKind.CALLED:
            what.append(self.words(_REACHED if action.reached else _NOT_REACHED))
        what += [self.agency(action.agency)] if action.agency else []
        what += [self.words(follow.PASSED_BY[action.means])] if action.means else []
        what += [action.whom] if action.whom else []
        line = f"{self.times.full(action.happened_at)}, {one.by}: {', '.join(what)}."
        return f"{line} {action.note}" if action.note else line

    def _warnings(self, case: Case | None, device: Device) -> list[str]:
        lines = [self.words(_ASK_FIRST)]
        if case:
            lines.append(self.words(_PHONE, whose=self.words(contact_wording.DEVICES[device])))
        if case and case.opted_out_at:
            lines.append(self.words(_OPTED_OUT, when=self.times.full(case.opted_out_at)))
        if case and case.pause_reason:
            lines.append(self.words(wording.PAUSES.get(case.pause_reason, _PAUSED)))
        return lines
