"""How old somebody must be to read English easily: a small measure, by Flesch and Kincaid's formula."""

import re

# The formula gives a school year of the United States, which children begin at this age.
AGE_IN_YEAR_ZERO = 5


def reading_age(text: str) -> float:
    """The age of a text; numbers, addresses and what is filled in at sending are left out."""
    return AGE_IN_YEAR_ZERO + grade(re.sub(r"[\[{]\w+[\]}]", "it", text))


def grade(text: str) -> float:
    """The school year that Flesch and Kincaid's formula gives a text, its numbers and addresses left out."""
    plain = re.sub(r"\S+\.police\.uk|\d", "", text)
    words = re.findall(r"[A-Za-z']+", plain)
    sentences = len(re.findall(r"[A-Za-z'][^.?]*(?:[.?]|$)", plain))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, but for endings that nobody speaks."""
    spoken = re.sub(r"(?<![l])e$|es$|(?<![td])ed$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", spoken)))
