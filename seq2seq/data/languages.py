"""Languages: what they are called, what they are written in, and whether words have spaces between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language. `script` is the first word of the Unicode names of its letters: 'CJK', 'LATIN', 'CYRILLIC' …;
    `spaced` says whether it writes spaces between words, `spaced_marks` are the marks with a space before them."""

    code: str
    title: str
    native: str
    script: str
    spaced: bool = True
    spaced_marks: str = ""

    def join(self, symbols: Iterable[str]) -> str:
        """The text of symbols, with spaces between them if the language writes any."""
        return (" " if self.spaced else "").join(symbols)


ENGLISH = Language("en", "English", "English", "LATIN")
CHINESE = Language("zh", "Chinese", "中文", "CJK", spaced=False)
FRENCH = Language("fr", "French", "français", "LATIN", spaced_marks="?!:;»")
LETTERS = Language("", "Letters", "letters", "LATIN", spaced=False)
NUMERALS = Language("", "Numbers", "numbers", "DIGIT", spaced=False)
DATES = Language("", "Dates", "dates", "LATIN", spaced=False)
NUMBER_WORDS = Language("", "Names of numbers", "names of numbers", "LATIN")
