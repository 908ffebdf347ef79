"""Going back on an approved change of a rule: its text from before, proposed again like any other change."""

from enum import StrEnum

from bot.safeguarding_changes import overlay
from bot.safeguarding_changes.rule_text import Texts
from bot.storage.safeguarding_changes import Change, Content, Kind


class NoWayBack(StrEnum):
    """Why a rule cannot be put back as it was before a change."""

    NOTHING_BEFORE = "nothing_before"
    CHANGED_SINCE = "changed_since"
    SAME = "same"


def way_back(texts: Texts, approved: Change) -> Change | NoWayBack:
    """The change that undoes an approved one; only while what that one said is what `texts` say."""
    content, now = approved.content, overlay.here(texts, approved.target)
    if overlay.same(now, content.base):
        return NoWayBack.SAME
    if not content.base:
        return NoWayBack.NOTHING_BEFORE
    if not overlay.same(now, "" if approved.removes else content.text):
        # Going back over it would take back, unseen, what leads approved since.
        return NoWayBack.CHANGED_SINCE
    return Change(Kind.RULE, approved.target, False, Content(content.base, now, content.file))
