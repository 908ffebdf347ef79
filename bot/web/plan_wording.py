"""The terms of plans, sessions and the next check-in, in words that practitioners use."""

from bot.domain.check_in_items import Item
from bot.domain.check_in_plan import PlanProblem
from bot.domain.schedule import SessionKind
from bot.web.languages import translatable as t

ITEMS = {
    Item.MOOD: t("How they are, from 0 to 10"),
    Item.SLEEP: t("How they slept"),
    Item.SAFE: t("Whether they feel safe"),
    Item.GOALS: t("Their goals, each from 0 to 10"),
    Item.WENT_WELL: t("One thing that went well"),
    Item.TELL: t("Anything they want to tell"),
    Item.CONTACT_WISH: t("Whether they would like a call"),
}

PROBLEMS = {
    PlanProblem.GOAL_NEEDED: t("Enter at least one goal, or do not ask about goals"),
    PlanProblem.GOAL_TOO_LONG: t("A goal must be 60 characters or fewer, so that it fits in a text"),
    PlanProblem.TIME_NEEDED: t("Enter a time of day, such as 16:00"),
    PlanProblem.DAYS_WRONG: t("Enter a number of days from 1 to 28, or leave it empty"),
}

SESSIONS = {
    SessionKind.ONE_TO_ONE: t("One-to-one session"),
    SessionKind.GROUP: t("Group session"),
}

SESSION_PROBLEMS = {
    "date_needed": t("Enter a real date, such as 27 3 2026"),
    "too_far": t("The date must lie within the last 60 days or the next 180"),
    "members_needed": t("Select everybody who takes part"),
}

NEW_PROBLEMS = {
    "name_needed": t("Enter a name or an alias, in 100 characters or fewer"),
    "number_needed": t("Enter their mobile number"),
    "number_wrong": t("That is not a whole telephone number. Enter it such as 07700 900123"),
    "number_foreign": t("That is a number of another country. Enter a British mobile number"),
    "number_not_mobile": t("That number gets no texts. Enter a mobile number"),
    "number_of_young_person": t(
        "Somebody with that number is here already. Ask a duty manager who works with them"
    ),
    "number_of_staff": t("That number belongs to one of the staff. Enter the young person's own"),
    "language_needed": t("Select the language that they chose"),
    "plan_needed": t("Select a plan"),
    "goal_needed": t("Enter at least one goal, or select another plan"),
    "goals_too_many": t("Enter three goals or fewer, one on each line"),
    "goal_too_long": t("A goal must be 60 characters or fewer, so that it fits in a text"),
    "consent_needed": t("Enter what they were told and what they said, in 1,000 characters or fewer"),
    "agreed_needed": t("Show them the first text, and confirm that they agree to it"),
}

STEPS = {
    "first": t("The first text"),
    "opening": t("A check-in opens"),
    "question": t("Once they have answered"),
}
