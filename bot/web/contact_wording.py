"""The terms of reaching a young person safely, in words that practitioners use. Templates translate them."""

from bot.domain.agreed_words import Unfit
from bot.domain.compose import MOST_PARTS, Caution, Unsendable
from bot.domain.contact_gate import Refusal, SafetyReplies
from bot.domain.contact_profile import Channel, Device, Opening, Problem
from bot.web.languages import translatable as t

LONGEST_PARTS = MOST_PARTS

DEVICES = {
    Device.UNKNOWN: t("Not known yet"),
    Device.OWN: t("Their own, and nobody else looks at it"),
    Device.SHARED: t("Shared with others"),
    Device.WATCHED: t("Somebody checks or controls it"),
}

OPENINGS = {
    Opening.PLAIN: t("As usual, with our name"),
    Opening.NO_NAME: t("Without a name"),
    Opening.NUMBER_ONLY: t("Only the number"),
    Opening.CATCH_UP: t("Like anybody's text; the number is asked for later"),
    Opening.OWN: t("In words agreed with them"),
}

SAFETY_REPLIES = {
    SafetyReplies.ANY_HOUR: t("At any hour, with the numbers to call"),
    SafetyReplies.SAFE_HOURS: t("In safe hours with the numbers to call, otherwise a neutral text"),
    SafetyReplies.NEUTRAL: t("Always only a neutral text"),
    SafetyReplies.NONE: t("No reply at all"),
}

CHANNELS = {Channel.CALL: t("Phone calls"), Channel.CHAT: t("Web chat"), Channel.LETTER: t("Letters")}

DAYS = (
    t("Monday"),
    t("Tuesday"),
    t("Wednesday"),
    t("Thursday"),
    t("Friday"),
    t("Saturday"),
    t("Sunday"),
)

FIELDS = {
    "device": t("Whose phone it is"),
    "safe_hours": t("Safe hours"),
    "safety_replies": t("Replies to a disclosure"),
    "opening": t("How a check-in opens"),
    "own_opening": t("Agreed opening"),
    "preferred_name": t("Preferred name"),
    "pronouns": t("Pronouns"),
    "sender_sense": t("What others may be told the texts are"),
    "worker_name": t("Name they know the practitioner by"),
    "safe_word": t("Safe word"),
    "danger_word": t("Danger word"),
    "language_text": t("Language of texts"),
    "language_call": t("Language of phone calls"),
    "language_chat": t("Language of web chat"),
    "language_letter": t("Language of letters"),
}

VALUES = {
    "device": {one.value: text for one, text in DEVICES.items()},
    "opening": {one.value: text for one, text in OPENINGS.items()},
    "safety_replies": {one.value: text for one, text in SAFETY_REPLIES.items()},
    **{
        f"language_{channel}": {"en": t("English"), "cy": t("Welsh")}
        for channel in ("text", *(one.value for one in Channel))
    },
}

PROBLEMS = {
    Problem.WINDOW_UNREADABLE: t("Enter hours like 16:00 to 18:30, with a comma between two"),
    Problem.WINDOW_BACKWARDS: t("The end of the hours must come after their beginning, on the same day"),
    Problem.WINDOWS_OVERLAP: t("These hours overlap"),
    Problem.NEVER_NOT_CONFIRMED: t("Confirm that no text may be sent at any hour"),
    Problem.OPENING_MISSING: t("Enter the agreed opening"),
    Problem.OPENING_TELLS: t("The opening must not say who we are or what this is about"),
    Problem.OPENING_TOO_LONG: t("The opening must be 160 characters or fewer"),
    Problem.NOT_COVERED: t("Select a neutral opening, because others look at this phone"),
    Problem.FULL_NOT_CONFIRMED: t(
        "Confirm that a disclosure may be answered with the numbers to call, although others look at this"
        " phone, or select a neutral text or no reply"
    ),
    Problem.DETAIL_TOO_LONG: t("This must be 200 characters or fewer"),
    Unfit.TOO_SHORT: t("An agreed word must have at least 4 letters"),
    Unfit.TOO_LONG: t("An agreed word must be 4 words and 40 letters or fewer"),
    Unfit.KEYWORD: t("This word already means something else, such as STOP or HELP"),
    Unfit.EVERYDAY: t("This comes up in everyday texts and would be said by accident"),
    Unfit.SAME: t("The safe word and the danger word must not contain each other"),
    "detail_needed": t("Enter what they were told and what they said"),
    "choice_needed": t("Select whether they agree"),
}

UNSENDABLE = {
    Unsendable.EMPTY: t("Enter a text"),
    Unsendable.TOO_LONG: t("The text is too long to send. Shorten it to 6 parts, or ring them"),
}

# Why nothing can be written now.
BLOCKED = {
    Refusal.NOT_ACTIVE: t("They no longer work with us."),
    Refusal.OPTED_OUT: t("They asked us to stop texting. Only they can start it again."),
    Refusal.NO_CONSENT: t("They took back their agreement to be texted."),
    Refusal.PAUSED: t("Contact is paused, because somebody else may hold the phone or read along."),
    Refusal.NO_SAFE_HOURS: t("No hour is safe for them: reach them another way."),
    Refusal.STALE: t("The next safe hour is more than a day away. Write it closer to that hour."),
}

CAUTIONS = {
    Caution.HELD: t("This is not a safe hour for them. The text waits until the next one."),
    Caution.AT_NIGHT: t("This is not a safe hour, but they have just written, so it leaves at once."),
    Caution.SHARED: t("The phone is shared: others may see this text."),
    Caution.WATCHED: t("Somebody checks this phone. Write nothing that could put them at risk."),
    Caution.WAS_NOT_ALONE: t("They were not alone a short while ago: somebody may be reading along."),
    Caution.NO_CONSENT_RECORDED: t("Nobody has written down that they agreed to be texted."),
    Caution.NUMBER: t("There is a phone number in it that is not one of the helplines."),
    Caution.ADDRESS: t("There is an address, a postcode or a link in it."),
    Caution.OTHER_PERSON: t("It may name another young person."),
    Caution.DEAR: t("It is long: several parts, which may arrive one after another."),
}

REFUSED = {
    "held": t("Somebody else holds this conversation. Confirm that you take it from them."),
    "yours_already": t("You hold this conversation already."),
    "not_yours": t("You do not hold this conversation now, so nothing was sent. Your text is kept below."),
    "name_needed": t("Enter the name that they will see, of 40 letters or fewer"),
    Refusal.NOT_ACTIVE: BLOCKED[Refusal.NOT_ACTIVE],
    Refusal.OPTED_OUT: BLOCKED[Refusal.OPTED_OUT],
    Refusal.NO_CONSENT: BLOCKED[Refusal.NO_CONSENT],
    Refusal.PAUSED: BLOCKED[Refusal.PAUSED],
}
