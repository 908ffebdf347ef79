"""Welsh initial mutations: the forms that a word takes after its neighbours."""

_SOFT = {"p": "b", "t": "d", "c": "g", "b": "f", "d": "dd", "g": "", "m": "f", "ll": "l", "rh": "r"}
_NASAL = {"p": "mh", "t": "nh", "c": "ngh", "b": "m", "d": "n", "g": "ng"}
_ASPIRATE = {"p": "ph", "t": "th", "c": "ch"}
# Two letters that are one in Welsh: "ch", "dd", "ff", "ph" and "th" never mutate, "ll" and "rh" do.
_UNCHANGING = ("ch", "dd", "ff", "ng", "ph", "th")


def mutations(radical: str) -> frozenset[str]:
    """Every mutated form of an unaccented lower-case Welsh word, without the word itself."""
    if radical.startswith(_UNCHANGING):
        return frozenset()
    letter = radical[:2] if radical[:2] in _SOFT else radical[:1]
    rest = radical[len(letter) :]
    tables = (_SOFT, _NASAL, _ASPIRATE)
    return frozenset(table[letter] + rest for table in tables if letter in table)


def radicals_by_form(radicals: frozenset[str], keep: frozenset[str]) -> dict[str, str]:
    """Which radical each mutated form stands for.

    Forms in `keep` are left out: they are words in their own right, often English ones. So are forms that
    two radicals share, because guessing would turn one word into another.
    """
    found: dict[str, set[str]] = {}
    for radical in radicals:
        for form in mutations(radical) - keep - radicals:
            found.setdefault(form, set()).add(radical)
    return {form: owners.pop() for form, owners in found.items() if len(owners) == 1}
