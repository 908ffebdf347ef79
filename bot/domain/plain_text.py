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
    }
)
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
_STRETCH = re.compile(r"([^\W\d_])\1{2,}")
# The endings of "dwi'n", "mae'r", "a'i" and "i'w" mean nothing here; that of "dwi'm" is a not, and stays.
_CLITIC = re.compile(r"(?<=[aeiouwy])['’‘ʼ`´][nriw]\b")


def plain(text: str) -> str:
    """Lower case, no accents or apostrophes, stretched letters shortened, keycaps and thumbs as words."""
    shown = _SKIN_TONES.sub("", text.translate(_SIGNS))
    bare = "".join(c for c in unicodedata.normalize("NFKD", shown.lower()) if not unicodedata.combining(c))
    without = _CLITIC.sub("", bare).translate(_APOSTROPHES)
    return " ".join(_STRETCH.sub(r"\1", without).split())


def has(pattern: str, said: str) -> bool:
    """Whether whole words of `said` match."""
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", said) is not None
