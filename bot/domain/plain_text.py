"""How the answers' readers look at a text: the accidents of typing taken off."""

import re
import unicodedata

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_SIGNS = str.maketrans(
    {
        "\ufe0f": "",
        "\u20e3": " ",
        "🔟": " 10 ",
        "👍": " :yes: ",
        "👎": " :no: ",
        "🤷": " idk ",
        "✅": " :yes: ",
        "✔": " :yes: ",
        "❌": " :no: ",
        "🙅": " :no: ",
        # What makes a person of a gesture a woman or a man.
        "\u200d": "",
        "♀": "",
        "♂": "",
    }
)
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
_STRETCH = re.compile(r"([^\W\d_])\1{2,}")
_STRETCHED_WORD = re.compile(r"\w*([^\W\d_])\1{2,}\w*")
# Words that keep two of a letter: "goood" is good.
_DOUBLED = {"god": "good", "slep": "sleep", "al": "all", "wel": "well", "hel": "hell", "col": "cool"}
_NOT = re.compile(r"\bnt\b")
# The endings of "dwi'n", "mae'r", "a'i" and "i'w" mean nothing here; that of "dwi'm" is a not, and stays.
_CLITIC = re.compile(r"(?<=[aeiouwy])['’‘ʼ`´][nriw]\b")


def plain(text: str) -> str:
    """Lower case, no accents or apostrophes, stretched letters shortened, keycaps and gestures as words."""
    shown = _SKIN_TONES.sub("", text.translate(_SIGNS))
    bare = "".join(c for c in unicodedata.normalize("NFKD", shown.lower()) if not unicodedata.combining(c))
    without = _CLITIC.sub("", bare).translate(_APOSTROPHES)
    return " ".join(_NOT.sub("not", _STRETCHED_WORD.sub(_as_meant, without)).split())


def _as_meant(stretched: re.Match[str]) -> str:
    word = _STRETCH.sub(r"\1", stretched.group())
    return _DOUBLED.get(word, word)


def has(pattern: str, said: str) -> bool:
    """Whether whole words of `said` match."""
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", said) is not None
