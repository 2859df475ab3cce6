"""The registry of language pairs: their languages, the origin and licence of their sentences, and whom to credit.

One entry of `FAMILIES` is a family; the command line, the checkpoints and the menus read it from there."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Literal

from seq2seq.data.languages import CHINESE, ENGLISH, FRENCH, LETTERS, PHONES, REGEX, SHELL, Language
from seq2seq.data.tasks import TASKS, task_texts
from seq2seq.data.tasks.task import Task
from seq2seq.text.special_ids import FIRST_SYMBOL

SUBJECTS = {"我": "I", "你": "you", "猫": "cats", "鸟": "birds"}
OBJECTS = SUBJECTS | {"我": "me"}
_VERBS = {"爱": "love", "看": "see", "怕": "fear"}
TOO = ("也", "too")


def all_pairs() -> list[tuple[str, str]]:
    """All 72 pairs: each subject, verb and object, where subject and object differ, with and without 也."""
    triples = [(s, v, o) for s, v, o in product(SUBJECTS, _VERBS, OBJECTS) if s != o]
    clauses = [(s, v, o, f"{SUBJECTS[s]} {_VERBS[v]} {OBJECTS[o]}") for s, v, o in triples]
    also, too = TOO
    return [pair for s, v, o, text in clauses for pair in ((s + v + o, text), (s + also + v + o, f"{text} {too}"))]


PieceKind = Literal["subwords", "words", "symbols"]
"""What the tokenizers of a family make: parts of words; whole words and single marks; letters, digits or sounds."""


@dataclass(frozen=True)
class Family:
    """A language pair and its corpus.

    The archive at `url` has the file `member`, a table of sentence pairs; without `url` its parts come from a folder
    that one has. `swapped` says that its first column is the
    target. `vocabulary` is the number of pieces of the shipped tokenizers, (source, target). `opencc` names the OpenCC
    conversion of its Chinese characters, '' for none. `credit` is the text that must be shown with the sentences and
    with weights trained on them.

    A family of made-up sentences has no archive but a function `generate` that returns its pairs, a `label` before its
    languages, and whole words as target pieces. That of a made-up `task` has one piece for
    each symbol of the task. `pieces` says what the tokenizers make; of words, those seen twice are known. `summary` is
    a sentence on what there is to do or to know, where there is one. A family that is `own` was made from a table, by
    whoever uses the project.
    """

    name: str
    source: Language
    target: Language
    corpus: str
    licence: str
    licence_url: str
    credit: str
    url: str = ""
    member: str = ""
    swapped: bool = False
    vocabulary: tuple[int, int] = (4000, 4000)
    opencc: str = ""
    label: str = ""
    generate: Callable[[], list[tuple[str, str]]] | None = None
    task: Task | None = None
    own: bool = False
    pieces: PieceKind = "subwords"
    summary: str = ""

    @property
    def title(self) -> str:
        """The English names of its languages, after its label: "Small: Chinese → English"; of a task, its own name."""
        if self.task:
            return f"{self.label}: {self.task.title}"
        languages = f"{self.source.title} → {self.target.title}"
        return f"{self.label}: {languages}" if self.label else languages

    def reversed(self) -> Family:
        """The same corpus in the opposite direction, for models that make back-translations."""
        name = f"{self.target.code}-{self.source.code}"
        source, target = self.vocabulary
        return replace(self, name=name, source=self.target, target=self.source, vocabulary=(target, source))

    def reads(self, text: str) -> bool:
        """Whether a text has letters of the source's script. Made-up sentences are of whatever a model knows."""
        return bool(self.generate) or scripts(text)[self.source.script] > 0

    def is_foreign(self, text: str) -> bool:
        """Whether a text has letters, and none of them is of the source's script."""
        letters = scripts(text)
        return bool(letters) and not letters[self.source.script]


def _task_family(task: Task) -> Family:
    """The family of a made-up task."""
    symbols = task.vocabulary()
    return Family(
        name=task.name,
        source=task.source,
        target=task.target,
        corpus=f"made-up pairs of the task {task.title}, from a seed",
        licence="MIT",
        licence_url="https://opensource.org/license/mit",
        credit="Pairs made up for this project, from a seed",
        vocabulary=(len(symbols[0]) + FIRST_SYMBOL, len(symbols[1]) + FIRST_SYMBOL),
        label="Task",
        generate=partial(task_texts, task),
        task=task,
        pieces="symbols",
        summary=task.summary,
    )


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
            licence="MIT",
            licence_url="https://opensource.org/license/mit",
            credit="Sentences made up for this project: eight Chinese words; parameters with two decimals",
            vocabulary=(12, 13),
            label="Small",
            generate=all_pairs,
        ),
        Family(
            name="nl2bash",
            source=ENGLISH,
            target=SHELL,
            corpus="NL2Bash: descriptions in English of commands of one line, as written by people",
            licence="MIT",
            licence_url="https://opensource.org/license/mit",
            credit="NL2Bash (Lin et al. 2018, https://github.com/TellinaTool/nl2bash), MIT, Copyright (c) 2020 NL2Bash "
            "dataset",
            pieces="words",
            summary="Commands are shown and never run.",
        ),
        Family(
            name="nl-regex",
            source=ENGLISH,
            target=REGEX,
            corpus="NL-RX-Turk: descriptions in English, by people, of lines that a regular expression matches",
            licence="MIT",
            licence_url="https://opensource.org/license/mit",
            credit="NL-RX-Turk (Locascio et al. 2016, https://github.com/nicholaslocascio/deep-regex), MIT, "
            "Copyright (c) 2016 Nick Locascio",
            pieces="words",
            summary="It was trained on descriptions with the words dog, truck, ring and lake alone.",
        ),
        Family(
            name="g2p",
            source=LETTERS,
            target=PHONES,
            corpus="The CMU Pronouncing Dictionary: words of English and how they sound in North America",
            licence="BSD 2-Clause",
            licence_url="https://opensource.org/license/bsd-2-clause",
            credit="The CMU Pronouncing Dictionary (http://www.speech.cs.cmu.edu/cgi-bin/cmudict), BSD 2-Clause, "
            "Copyright (C) 1993-2015 Carnegie Mellon University",
            pieces="symbols",
        ),
        *map(_task_family, TASKS.values()),
    )
}


def language_codes(name: str) -> tuple[str, str]:
    """The codes of the source and target language of a family; both empty for an unknown family."""
    family = FAMILIES.get(name)
    return (family.source.code, family.target.code) if family else ("", "")


def writes_spaces(name: str) -> bool:
    """Whether the target language of a family has spaces between words; True for an unknown family."""
    return name not in FAMILIES or FAMILIES[name].target.spaced


def has_symbols(name: str) -> bool:
    """Whether the pieces of a family are symbols or whole words, which are not joined to words."""
    return name in FAMILIES and FAMILIES[name].pieces != "subwords"


def scripts(text: str) -> Counter[str]:
    """The number of letters of each script in `text`; other characters are not counted."""
    return Counter(unicodedata.name(char, "?").split()[0] for char in text if char.isalpha())


def families_for(text: str) -> list[Family]:
    """The families of real sentences whose source script occurs in `text`, the one with most letters in it first."""
    letters = scripts(text)
    spoken = (family for family in [*FAMILIES.values()] if not family.generate and family.pieces == "subwords")
    families = [family for family in spoken if letters[family.source.script]]
    return sorted(families, key=lambda family: -letters[family.source.script])
