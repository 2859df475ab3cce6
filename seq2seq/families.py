"""The language pairs the project knows: what they translate, where their sentences come from, whom to credit.

One entry in `FAMILIES` is a family; the command line, the checkpoints and the menus read it from there.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """`script` is the first word of its letters' Unicode names: 'CJK', 'LATIN', 'CYRILLIC' …;
    `spaced` says that it writes spaces between words, `apart` the marks that it sets apart from the word before."""

    code: str
    title: str
    native: str
    script: str
    spaced: bool = True
    apart: str = ""


ENGLISH = Language("en", "English", "English", "LATIN")
CHINESE = Language("zh", "Chinese", "中文", "CJK", spaced=False)
FRENCH = Language("fr", "French", "français", "LATIN", apart="?!:;»")


@dataclass(frozen=True)
class Family:
    """A language pair and its corpus.

    The archive at `url` holds `member`, a table of sentence pairs; `swapped` says that its first column is the
    target. `vocabulary` is the pieces a side that the shipped tokenizers have. `opencc` names the OpenCC conversion
    its Han characters go through, '' for none. `credit` is the text that must stand wherever the sentences, or
    weights trained on them, are shown.
    """

    name: str
    source: Language
    target: Language
    corpus: str
    url: str
    member: str
    swapped: bool
    licence: str
    licence_url: str
    credit: str
    vocabulary: tuple[int, int] = (4000, 4000)
    opencc: str = ""

    @property
    def title(self) -> str:
        return f"{self.source.title} → {self.target.title}"


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            name="zh-en",
            source=CHINESE,
            target=ENGLISH,
            corpus="Tatoeba sentence pairs, English–Mandarin, as selected by manythings.org/anki",
            url="https://www.manythings.org/anki/cmn-eng.zip",
            member="cmn.txt",
            swapped=True,
            licence="CC BY 2.0 FR",
            licence_url="https://creativecommons.org/licenses/by/2.0/fr/",
            credit="Sentence pairs from the Tatoeba Project (https://tatoeba.org), CC BY 2.0 FR, selected by "
            "https://www.manythings.org/anki/, converted to simplified characters",
            # Little more than the characters themselves: larger, and pieces straddle words (我爱 | 你).
            vocabulary=(2800, 4000),
            opencc="t2s",
        ),
        Family(
            name="en-fr",
            source=ENGLISH,
            target=FRENCH,
            corpus="Tatoeba sentence pairs, English–French, as selected by manythings.org/anki",
            url="https://www.manythings.org/anki/fra-eng.zip",
            member="fra.txt",
            swapped=False,
            licence="CC BY 2.0 FR",
            licence_url="https://creativecommons.org/licenses/by/2.0/fr/",
            credit="Sentence pairs from the Tatoeba Project (https://tatoeba.org), CC BY 2.0 FR, selected by "
            "https://www.manythings.org/anki/",
            vocabulary=(4000, 4500),
        ),
    )
}


def scripts(text: str) -> Counter[str]:
    """How many letters of each script `text` has; anything but letters is not counted."""
    return Counter(unicodedata.name(char, "?").split()[0] for char in text if char.isalpha())


def fits(text: str) -> list[Family]:
    """The families whose source script occurs in `text`, the one with most letters first."""
    found = scripts(text)
    fitting = [family for family in FAMILIES.values() if found[family.source.script]]
    return sorted(fitting, key=lambda family: -found[family.source.script])
