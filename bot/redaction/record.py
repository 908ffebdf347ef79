"""Finds the words of somebody's own record in what they wrote, however they typed them."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.domain.mutation import mutations
from bot.redaction.spans import Found, Kind
from bot.redaction.tokens import Token, tokens

# Agreed words may be a phrase: its little words say nothing, and masking them would leave no message.
LITTLE = frozenset(
    """
    a ac ag am an and ar at be but by can chi dan de di did do dw dwi ei eu fe fi for from fy go had has he
    her hi him his i id if ill im in is it its ive la le me mi my na ne nhw ni no not o oes of oh on one or
    os our out roedd s she so t th that the their them then there they this to ti up us van von was we were
    wyt y yn you your yr
    """.split()
)
_SHORTEST_SPELLED_OUT = 3
_SHORTEST_INSIDE = 4
_SHORTEST_MISTYPED = 5
_LEET = str.maketrans("013457@$!", "oieastasi")


def of_the_record(said: Sequence[Token], extra: Sequence[str]) -> Iterator[Found]:
    """Each word of the record, mutated, possessive, mistyped, disguised, inside another or spelled out."""
    words = record_words(extra)
    if not words:
        return
    forms = words | {form for word in words if len(word) >= _SHORTEST_INSIDE for form in mutations(word)}
    for token in said:
        if any(_is(token.plain, form) for form in forms) or any(
            _mistyped(token.plain, word) for word in words
        ):
            yield Found(token.start, token.end, Kind.NAME)
    yield from _spelled_out(said, words)


def record_words(extra: Sequence[str]) -> frozenset[str]:
    """The words to look for: all but single letters and the little ones."""
    found = {token.plain for text in extra for token in tokens(text)}
    return frozenset(word for word in found if len(word) > 1 and word not in LITTLE)


def _is(said: str, form: str) -> bool:
    if said in (form, f"{form}s", f"{form}z"):
        return True
    return len(form) >= _SHORTEST_INSIDE and (form in said or form in said.translate(_LEET))


def _mistyped(said: str, word: str) -> bool:
    """Whether one slip of a finger makes one of the other; short words have too many neighbours."""
    if len(word) < _SHORTEST_MISTYPED or abs(len(said) - len(word)) > 1 or said[:1] != word[:1]:
        return False
    start = next((at for at, (a, b) in enumerate(zip(said, word, strict=False)) if a != b), len(word))
    return (
        said[start + 1 :] == word[start + 1 :]
        or said[start:] == word[start + 1 :]
        or said[start + 1 :] == word[start:]
        or (
            said[start : start + 2] == word[start : start + 2][::-1]
            and said[start + 2 :] == word[start + 2 :]
        )
    )


def _spelled_out(said: Sequence[Token], words: frozenset[str]) -> Iterator[Found]:
    for single, group in groupby(said, key=lambda token: len(token.plain) == 1):
        letters = list(group)
        said_out = "".join(token.plain for token in letters)
        if single and any(word in said_out for word in words if len(word) >= _SHORTEST_SPELLED_OUT):
            yield Found(letters[0].start, letters[-1].end, Kind.NAME)
