"""Languages: what they are called, what they are written in, and whether words have spaces between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language. `script` is the first word of the Unicode names of its letters: 'CJK', 'LATIN', 'CYRILLIC' …;
    `spaced` says whether it writes spaces between words, `spaced_marks` are the marks with a space before them, `gaps`
    is a pattern of the places that have a space all the same. A `verbatim` one has a space between any two tokens. The
    `symbols` are all those of a formal language."""

    code: str
    title: str
    script: str
    spaced: bool = True
    spaced_marks: str = ""
    gaps: str = ""
    verbatim: bool = False
    symbols: tuple[str, ...] = ()

    def join(self, symbols: Iterable[str]) -> str:
        """The text of symbols. In a language that is not spaced, there are spaces at the places that match `gaps`."""
        text = (" " if self.spaced else "").join(symbols)
        return re.sub(self.gaps, " ", text) if self.gaps else text


ENGLISH = Language("en", "English", "LATIN")
CHINESE = Language("zh", "Chinese", "CJK", spaced=False)
FRENCH = Language("fr", "French", "LATIN", spaced_marks="?!:;»")
LETTERS = Language("", "Letters", "LATIN", spaced=False)
NUMERALS = Language("", "Digits", "DIGIT", spaced=False)
DATES = Language("", "Dates", "LATIN", spaced=False, gaps=r"(?<=[a-z,])(?=\d)|(?<=\d)(?=[A-Z])")
SHELL = Language("", "Shell commands", "LATIN", verbatim=True)
REGEX = Language(
    "",
    "Regular expressions",
    "LATIN",
    spaced=False,
    symbols=(
        *("(", ")", ".*", ".", "*", "+", "|", "&", "~", r"\b"),
        *("[0-9]", "[A-Z]", "[a-z]", "[A-Za-z]", "[AEIOUaeiou]"),
        *(f"{{{count},}}" for count in range(2, 8)),
        *("dog", "truck", "ring", "lake"),
    ),
)
"""As in NL-RX: & is both, ~ is not, {3,} is three times or more, and four words stand for any quoted ones."""
PHONES = Language("", "Sounds", "LATIN")
NUMBER_WORDS = Language("", "Names of numbers", "LATIN")
