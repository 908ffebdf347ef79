"""What folding looks up: the ways of typing a form, in both languages, and emoji that carry meaning."""

from bot.domain import english_spellings, welsh_spellings
from bot.domain.mutation import radicals_by_form

_EMOJI = """
:laugh: 😂 🤣 💀 😹 😆 😅 ☠
:cry: 😭 😢
:knife: 🔪 🗡
:blood: 🩸
:gun: 🔫
:leaf: 🍁 🌿 🍃 🌱
:pill: 💊
:snow: ❄
:beer: 🍺 🍻 🍷 🥃 🍾
:lewd: 🍆 🍑 💦
:sos: 🆘
"""

# Words whose loss changes nothing: the Welsh particle of "mae o yn brifo" and the article, which are as often
# left out or glued on ("mae o'n", "i'r"), and fillers, which may stand anywhere.
DROPPED = frozenset(
    """
    yn n y yr
    just jus jst jyst jest really rly rlly realy rili actually literally honestly basically kinda sorta
    fucking fkn
    fckin fuckin fkin effing totally absolutely definitely deffo defo probably probs
    prolly obviously obvs tbh ngl
    genuinely seriously even also proper properly innit tho though
    """.split()
)


def _table(text: str) -> dict[str, str]:
    """Every way of typing a form, mapped to the form."""
    lines = (line.split(":", 1) for line in text.strip().splitlines())
    return {way.strip(): form for form, ways in lines for way in ways.split(",")}


def _emoji(text: str) -> dict[str, str]:
    lines = (line.split() for line in text.strip().splitlines())
    return {sign: name for name, *signs in lines for sign in signs}


def _spelt(words: str) -> str:
    """The words after each has been spelt by itself, as they are when joined forms are looked for."""
    return " ".join(SPELLINGS.get(word, word) for word in words.split())


def _sizes(merges: dict[str, str]) -> dict[str, tuple[int, ...]]:
    """For each first word, how many words its joined forms have, longest first."""
    found: dict[str, set[int]] = {}
    for words in merges:
        found.setdefault(words.split()[0], set()).add(len(words.split()))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}


_ALL = _table(english_spellings.TABLE) | _table(welsh_spellings.TABLE)
_SINGLE = {way: form for way, form in _ALL.items() if " " not in way}

EMOJI = _emoji(_EMOJI)
DISGUISED = english_spellings.DISGUISED
DOUBLED = english_spellings.DOUBLED
SPELLINGS = radicals_by_form(welsh_spellings.RADICALS, welsh_spellings.KEPT | frozenset(_SINGLE)) | _SINGLE
MERGES = {way: form for joined, form in _ALL.items() if " " in joined for way in (joined, _spelt(joined))}
MERGE_SIZES = _sizes(MERGES)
