"""The language pairs the project knows: what they translate, where their sentences come from, whom to credit.

One entry in `FAMILIES` is a family; the command line, the checkpoints and the menus read it from there.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from seq2seq.data import small


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

    A family whose sentences are `made` up by the project has no archive, a `label` before its languages, and whole
    words for target pieces.
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
    label: str = ""
    made: Callable[[], list[tuple[str, str]]] | None = None

    @property
    def title(self) -> str:
        languages = f"{self.source.title} → {self.target.title}"
        return f"{self.label}: {languages}" if self.label else languages

    def reversed(self) -> Family:
        """The same corpus the other way round: its models make back-translations."""
        name = f"{self.target.code}-{self.source.code}"
        source, target = self.vocabulary
        return replace(self, name=name, source=self.target, target=self.source, vocabulary=(target, source))

    def reads(self, text: str) -> bool:
        """Whether its models can make something of the text: it has letters of the source's script, and if the
        sentences are made up, no character that is in none of them."""
        known = {char for source, _ in self.made() for char in source} if self.made else None
        return scripts(text)[self.source.script] > 0 and (known is None or known.issuperset(text))


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
            vocabulary=(4000, 4000),
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
        Family(
            name="small",
            source=CHINESE,
            target=ENGLISH,
            corpus="72 made-up sentence pairs of eight Chinese words",
            url="",
            member="",
            swapped=False,
            licence="MIT",
            licence_url="https://opensource.org/license/mit",
            credit="Sentences made up for this project: eight Chinese words; weights with two decimals",
            vocabulary=(12, 13),
            label="Small",
            made=small.all_pairs,
        ),
    )
}


def language_codes(name: str) -> tuple[str, str]:
    """Of source and target of the family with this name; empty for one that the project does not know."""
    family = FAMILIES.get(name)
    return (family.source.code, family.target.code) if family else ("", "")


def scripts(text: str) -> Counter[str]:
    """How many letters of each script `text` has; anything but letters is not counted."""
    return Counter(unicodedata.name(char, "?").split()[0] for char in text if char.isalpha())


def fits(text: str) -> list[Family]:
    """The families of real sentences whose source script occurs in `text`, the one with most letters first."""
    found = scripts(text)
    fitting = [family for family in FAMILIES.values() if found[family.source.script] and not family.made]
    return sorted(fitting, key=lambda family: -found[family.source.script])
