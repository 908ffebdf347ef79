"""The rota in words that practitioners use. Templates translate them."""

from bot.domain.rota import Reason
from bot.domain.rota_entries import Wrong
from bot.web.languages import translatable as t

WEEKDAYS = (
    t("Monday"),
    t("Tuesday"),
    t("Wednesday"),
    t("Thursday"),
    t("Friday"),
    t("Saturday"),
    t("Sunday"),
)

REASONS = {
    Reason.WORKS: t("at work"),
    Reason.ANY_HOUR: t("told at any hour"),
    Reason.ON_CALL: t("on call"),
    Reason.COVERS: t("covers for a colleague"),
    Reason.NOBODY_ELSE: t("told because nobody else is there"),
    Reason.ON_LEAVE: t("on leave"),
    Reason.OUT_OF_HOURS: t("outside working hours"),
    Reason.NOT_ON_CALL: t("not on call"),
    Reason.NOT_FIRST: t("after the first lead"),
}

# Of an alert's own record: the rota's reasons, and one that only telling finds.
WHY = {reason.value: text for reason, text in REASONS.items()} | {
    "no_address": t("no phone or e-mail address on record"),
}

WRONG = {
    Wrong.DATE_NEEDED: t("Enter the day"),
    Wrong.ENDS_BEFORE: t("The end must come after the beginning"),
    Wrong.OVER: t("The end must lie in the future"),
    Wrong.TOO_LONG: t("A year is the longest that can be entered"),
    Wrong.LEAVE_OVERLAPS: t("There is leave on some of these days already"),
    Wrong.COVERS_SOMEBODY: t("They cover for a colleague on some of these days: take that cover back first"),
    Wrong.COVER_NEEDED: t("Select who covers"),
    Wrong.COVER_ON_LEAVE: t("They are on leave on some of these days: select somebody else"),
    Wrong.COVERED_ALREADY: t("Somebody covers on some of these days already: take that cover back first"),
    Wrong.TIME_NEEDED: t("Enter a time, such as 09:00"),
    Wrong.BOTH_TIMES: t("Enter both times of the day, or neither"),
    Wrong.TIMES_ORDER: t("Work ends after it begins, on the same day"),
    Wrong.NO_DAY: t("Enter the hours of at least one day, or choose your team's hours"),
    Wrong.MEMBER_NEEDED: t("Select who is on call"),
    Wrong.DUTY_OVERLAPS: t("They are on call for some of this time already"),
    Wrong.DUTY_ON_LEAVE: t("They are on leave for some of this time: select somebody else"),
}
