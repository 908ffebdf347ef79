"""Our own terms in words that practitioners use. Templates translate them."""

from bot.alerts import Outcome
from bot.domain.concerns import Category, Severity, Sign
from bot.domain.ladder import Means, Rung
from bot.domain.languages import Language
from bot.domain.signals import Safe, SignalKind, Sleep
from bot.domain.staff import Capacity, Role
from bot.web.languages import translatable as t

LANGUAGES = {Language.ENGLISH: "English", Language.WELSH: "Cymraeg"}

SPOKEN = {
    Language.ENGLISH: t("English"),
    Language.WELSH: t("Welsh"),
    Language.MIXED: t("English and Welsh"),
    Language.UNKNOWN: t("Language not clear"),
}

ROLES = {
    Role.PRACTITIONER: t("Practitioner"),
    Role.DUTY_MANAGER: t("Duty manager"),
    Role.SAFEGUARDING_LEAD: t("Safeguarding lead"),
    Role.TRAINER: t("Trainer"),
    Role.ADMINISTRATOR: t("Administrator"),
}

CAPACITIES = {Capacity.ASSIGNED: t("Assigned practitioner"), Capacity.DEPUTY: t("Deputy")}

SEVERITIES = {
    Severity.EMERGENCY: t("Emergency"),
    Severity.HIGH: t("High"),
    Severity.MEDIUM: t("Medium"),
    Severity.LOW: t("Low"),
}

CATEGORIES = {
    Category.SUICIDE: t("Thoughts of suicide"),
    Category.SELF_HARM: t("Self-harm"),
    Category.SEXUAL_EXPLOITATION: t("Sexual exploitation"),
    Category.ONLINE_ABUSE: t("Online abuse"),
    Category.SEXUAL_ABUSE_DISCLOSURE: t("Sexual abuse"),
    Category.PHYSICAL_ABUSE: t("Physical abuse"),
    Category.EMOTIONAL_ABUSE_NEGLECT: t("Emotional abuse or neglect"),
    Category.MISSING: t("Missing"),
    Category.CRIMINAL_EXPLOITATION: t("Criminal exploitation"),
    Category.COERCION_THREAT: t("Threats or coercion"),
    Category.HSB: t("Harmful sexual behaviour"),
    Category.SUBSTANCE: t("Alcohol or drugs"),
    Category.IMMEDIATE_DANGER: t("Immediate danger"),
    Category.WORKER_CONTACT: t("Wants to talk to somebody"),
    Sign.MOOD_DROP: t("Mood lower than usual"),
    Sign.MOOD_DRIFT: t("Mood going down"),
    Sign.SLEEP_DRIFT: t("Sleep getting worse"),
    Sign.SAFE_DRIFT: t("Feels less safe than usual"),
    Sign.SILENCE: t("Stopped answering"),
}

RUNGS = {
    Rung.ASSIGNED: t("the assigned practitioner"),
    Rung.DEPUTY: t("the deputy"),
    Rung.HOLDER: t("whoever has the alert"),
    Rung.DUTY_MANAGER: t("the duty manager"),
    Rung.FIRST_LEAD: t("the first safeguarding lead"),
    Rung.LEADS: t("the safeguarding leads"),
}

# By which means an alert was acknowledged other than on its page.
TAKEN_BY = {
    Means.CALL: t("by a key in a call"),
    Means.TEXT: t("by its code in a text"),
}

OUTCOMES = {
    Outcome.SPOKE_TO_YOUNG_PERSON: t("Spoke to the young person"),
    Outcome.SAFE_AND_PLANNED: t("They are safe, and there is a plan"),
    Outcome.PASSED_TO_SOCIAL_CARE: t("Passed to social services"),
    Outcome.PASSED_TO_POLICE: t("Passed to the police"),
    Outcome.PASSED_TO_HEALTH: t("Passed to health services"),
    Outcome.NO_FURTHER_ACTION: t("No further action is needed: say why"),
    Outcome.NOT_A_CONCERN: t("Not a concern: say why"),
}

REFUSED = {
    "already_acknowledged": t("Somebody else was quicker and has this alert."),
    "already_closed": t("This alert has been closed."),
    "not_acknowledged": t("Acknowledge this alert before you close it."),
    "reason_needed": t("Say why in the note"),
    "false_alarm_needed": t("Select what it really was"),
    "outcome_needed": t("Select what was done"),
    "note_too_long": t("The note must be 4,000 characters or fewer"),
}

TASKS = {
    "opted_out": t("Asked us to stop texting. Find another way to keep in touch."),
    "network_opted_out": t("The network blocks texts: find another way. Only START from their phone helps."),
    "opted_in": t("Asked us to text again. Check that the plan still fits."),
    "wrong_person": t("Contact is paused: somebody else may hold the phone. Make sure who does."),
    "not_alone": t("Was not alone when we texted. Choose a safer time."),
    "who_is_it": t("Contact is paused: it may not be them who writes. Make sure before you go on."),
    "long_silence": t("Contact is paused: wrote again after over four weeks. Make sure that it is them."),
    "odd_language": t("Contact is paused: wrote in the other language for once. Make sure that it is them."),
    "odd_style": t("Contact is paused: wrote in a way that is not like them. Make sure that it is them."),
    "doubt_waits": t("Contact is still paused: no check-in is sent. Make sure today who it is that writes."),
    "danger_word": t("Said the danger word. Treat it as an emergency: nothing but neutral texts are sent."),
    "asked_for_help": t("Texted only a word for help. Ask what they meant."),
    "text_not_sent": t("A text that you wrote was not sent. See why, and decide what to say now."),
    "safety_reply_not_sent": t("Got no safety reply to what they told us. Reach them another way."),
    "reply_too_late": t("An answer was held up for too long and was not sent. Decide what to say now."),
    "handed_back_idle": t("Nobody had written for a while, so the computer answers again."),
    "chat_locked": t(
        "Somebody tried too many wrong PINs for the web chat, so it is locked. Ask whether it was them."
    ),
    "chat_link_wanted": t(
        "Somebody asked for a new link to the web chat by an old one. Make sure that it was them."
    ),
    "safety_reply_unseen": t(
        "A safety reply in the web chat was not seen. It is texted where that is safe. Reach them."
    ),
    "chat_unseen": t(
        "What was written to them in the web chat was not seen, and may not be texted. Find another way."
    ),
    "wants_call": t("Asked for a call, or to talk to a person."),
    "asked_to_correct": t("Asked us to put right what we keep about them. Talk to them about it."),
    "asked_to_delete": t("Asked us to delete what we keep about them. Talk to them and to the lead."),
    "takeover_waits": t("Waits for an answer from the person who took the conversation over."),
}

PAUSES = {
    "wrong_person": t(
        "Nothing is sent, because somebody else may hold the phone. Make sure who does before you go on."
    ),
    "not_alone": t("Nothing is sent until they write again, because they were not alone."),
    "who_is_it": t(
        "Nothing is sent, because it may not be them who writes. The safe word, or you, can end this."
    ),
    "unproven": t(
        "Nothing is sent by itself, because it may not be them who writes, and no safe word is agreed. What "
        "they tell of harm is answered as agreed. Make sure who it is, then contact them again."
    ),
    "danger_word": t("They said the danger word. Only neutral texts are sent until you end this."),
}

DELIVERIES = {
    "queued": t("Waiting to be sent"),
    "sending": t("Being sent"),
    "unclear": t("Being sent again"),
    "sent": t("Sent"),
    "delivered": t("Delivered"),
    "undelivered": t("Not delivered"),
    "failed": t("Not delivered"),
    "dead": t("Could not be sent"),
    "withheld": t("Not sent"),
    "held": t("Waiting for a safe hour"),
}

WITHHELD = {
    "not_active": t("they no longer work with us"),
    "opted_out": t("they asked us to stop"),
    "paused": t("contact is paused"),
    "unsafe_hour": t("it was outside safe hours"),
    "no_consent": t("they took back their agreement to be texted"),
    "taken_over": t("a person holds the conversation"),
    "no_safe_hours": t("no hour is safe for them"),
    "safety_reply_unwanted": t("it was agreed that no such reply is sent"),
    "not_neutral": t("it was not worded neutrally"),
    "stale": t("it would have come too late"),
    "superseded": t("the conversation was handed back before"),
}

# Why a young person is not told that somebody has their alert.
UNSAID = WITHHELD | {
    "not_grave": t("nothing high was found in words of theirs"),
    "danger_word": t("after the danger word nothing shows"),
    "said_already": t("they were told so since they wrote"),
    "safety_reply_unwanted": t("it was agreed that no such text is sent"),
}

PURPOSES = {
    "check_in": t("Opening a check-in"),
    "reminder": t("Reminder of a check-in"),
    "first": t("First text"),
    "reply": t("Reply"),
    "safety_reply": t("Safety reply"),
    "heard_again": t("Safety reply"),
    "cover": t("Neutral cover text"),
    "person": t("Text that a person wrote"),
    "handover": t("Notice of who writes"),
    "identity": t("Asking whether it is them"),
    "chat_link": t("Link to the web chat"),
    "seen": t("Telling them that a person has it"),
    "opt_out_confirmed": t("Confirming that we stop"),
    "opt_in_confirmed": t("Confirming that we start again"),
    "unknown_number": t("Answer to an unknown number"),
    "notification": t("Telling you of an alert"),
    "unread": t("Telling you that messages wait to be read"),
    "staff_notice": t("Telling you of your cover or your conversation"),
    "invitation": t("Invitation to a colleague"),
}

# Twilio's error codes, as far as a practitioner can do something about them.
ERROR_CODES = {
    21211: t("The number is not a real one."),
    21610: t("This number has asked the network to stop our texts."),
    21614: t("The number is not a mobile."),
    30003: t("The phone was switched off or out of reach."),
    30004: t("The phone refuses our texts."),
    30005: t("The number is unknown or no longer used."),
    30006: t("The number is a landline."),
    30007: t("The network took our text for spam."),
    30008: t("The network gave no reason."),
}

SIGNALS = {
    SignalKind.MOOD: t("Mood"),
    SignalKind.SLEEP: t("Sleep"),
    SignalKind.SAFE: t("Feels safe"),
    SignalKind.GOAL_1: t("First goal"),
    SignalKind.GOAL_2: t("Second goal"),
    SignalKind.GOAL_3: t("Third goal"),
    SignalKind.WENT_WELL: t("Something went well"),
    SignalKind.TELL: t("Has something to tell"),
    SignalKind.CONTACT_WISH: t("Wants to hear from somebody"),
}

VALUES = {
    SignalKind.SLEEP: {Sleep.BAD: t("Bad"), Sleep.SO_SO: t("So-so"), Sleep.GOOD: t("Good")},
    SignalKind.SAFE: {Safe.NO: t("No"), Safe.NOT_SURE: t("Not sure"), Safe.YES: t("Yes")},
    SignalKind.WENT_WELL: {0: t("No"), 1: t("Yes")},
    SignalKind.TELL: {0: t("No"), 1: t("Yes")},
    SignalKind.CONTACT_WISH: {0: t("No"), 1: t("Yes")},
}

# What a page that was just sent here by a form says happened.
DONE = {
    "model-asked": t("Asked. Another trainer or a safeguarding lead decides now."),
    "model-promoted": t("Approved. The assistant uses this model within seconds."),
    "model-declined": t("Declined. What serves was not touched."),
    "model-rolled-back": t("Rolled back. The assistant uses the earlier model within seconds."),
    "acknowledged": t("You have this alert now. Nobody else will be told of it."),
    "closed": t("The alert is closed."),
    "task": t("Done, and off the list."),
    "check-in": t("The check-in goes out within a minute, if the hour is one that we may text in."),
    "resumed": t("We will text them again."),
    "read": t("Marked as read."),
    "read-before": t("A colleague had read this before you."),
    "noted": t("Kept on the record."),
    "handled": t("Dealt with, and off the list."),
    "taken-over": t("You hold the conversation now. The computer is silent."),
    "handed-back": t("The computer answers again."),
    "text-sent": t("Your text is on its way."),
    "text-held": t("Your text waits for a safe hour."),
    "asked-who": t("The question is on its way, if nothing else stops it."),
    "contact-safety": t("The agreements are kept."),
    "chat-texted": t("The link is on its way."),
    "chat-closed": t("The chat is closed. Links from before no longer work."),
    "consent": t("Written down."),
    "plan": t("The plan is kept."),
    "added": t("Added. The first text is on its way, or waits for a safe hour."),
    "session": t("The session is written down."),
    "session-cancelled": t("The session does not take place."),
    "changed": t("Changed."),
    "hours": t("These working hours count from now on."),
    "leave": t("The leave is entered."),
    "cover": t("The cover is named. It begins and ends by itself."),
    "team": t("The team is changed."),
    "on-call": t("The duty is entered."),
    "lead-order": t("The order is changed."),
    "taken-back": t("Taken back, from now on."),
    "drill": t("The drill has begun: the first people are told now."),
    "drill-stopped": t("The drill is stopped."),
    "password": t("Your password is changed, and you are signed out everywhere else."),
    "passkey": t("The passkey is yours now. Try it at your next sign-in."),
    "signed-out": t("Signed out there."),
    "handed-over": t("Everything is handed over."),
    "assigned": t("The change is made, and kept in the history."),
    "glass-broken": t("The record is open. Their practitioner was told."),
    "glass-closed": t("The record is closed again."),
    "reviewed": t("Reviewed, and off the list."),
    "recorded": t("Recorded."),
    "corrected": t("Your correction is recorded."),
    "report-begun": t("The draft is put together and saved. Read it through before you use it."),
    "report-saved": t("Saved as a new version."),
    "report-sent": t("Logged as sent. The clock runs until the agency has confirmed."),
    "agency-changed": t("Saved. It counts as not tested until somebody has tried it."),
    "released": t("Let go. You can take it back until it is dealt with."),
    "release-taken-back": t("Taken back. Nobody else can read it any more."),
    "set-aside": t("It stays here, and is off the list."),
    "misunderstood": t("Marked as misunderstood."),
    "review-proposed": t("Proposed. It is learned from when a new model is trained."),
    "review-dropped": t("Left out, and off the list."),
    "review-gone": t("That message is gone: a colleague was quicker, or it was taken back."),
    "released-settled": t("Dealt with, and off the list."),
    "agency-tested": t("Recorded as tested today."),
    "examples-added": t("Added. Hafan learns it when the next model is trained."),
    "example-changed": t("Changed. Hafan learns it when the next model is trained."),
    "example-moved": t("Moved to this topic."),
    "example-removed": t("Removed. You can undo this under What changed."),
    "example-undone": t("Undone."),
}
