"""What leads decided after a candidate was examined: it counts before the candidate serves, too."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.policy import load_policy
from bot.promotion.examination import Examined, Screen, about_disclosures, known_topics
from bot.promotion.examples import read_examples
from bot.promotion.learned import examples_of
from bot.promotion.objections import Objection
from bot.promotion.versions import Store
from bot.screening.gate import Locked


@dataclass(frozen=True)
class Decisions:
    """What screens now, the locked disclosures, and the harmless examples, as (language, topic, words)."""

    screen: Screen
    locked: Sequence[Locked]
    cleared: Collection[tuple[str, str, str]]


def examine_again(store: Store, version_id: str, leads: Decisions) -> list[Objection]:
    """Look at the examples of a version that is to serve by what counts now; `promote` then refuses it.

    What is found is kept with the version, for the page to tell. Takes a second, and blocks: run it in a
    thread. Raises UnknownVersionError.
    """
    version, serving, learned = store.version(version_id), store.serving(), store.learned(version_id)
    if not version.may_be_asked_for or learned is None or serving is None:
        return []
    examples = list(read_examples(learned))
    examined = Examined(examples, examples_of(store, serving), known_topics(), leads.cleared)
    found = list(about_disclosures(examined, leads.screen, leads.locked, load_policy().alert_from))
    with store.alone():
        report = store.report(version_id)
        new = tuple(objection for objection in found if objection not in report.objections)
        if new:
            store.write(store.version(version_id), replace(report, objections=(*report.objections, *new)))
    return found
