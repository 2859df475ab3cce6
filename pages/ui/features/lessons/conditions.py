"""What a task asks for: a condition on what the learner sees, in a plain notation.

`scorer: dot | cosine; step: love` asks for one of two scoring functions and for the step of a word. `!` before a value
asks for anything else, `<` and `>` for less and more than a number. What a condition may name are the properties below
and the choices that an address holds, each written as the address writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True)
class Snapshot:
    """What a learner sees at a moment.

    `choices` are those of the address, by name, as it writes them; parts of one as `drawing.head`. `word` is the word
    of the translation at the current step and `source_word` the one that has most of its weight; `said` are all words
    of the translation. `translation` is `right` or `lost` where that can be said. `edits` are the kinds of edits in
    force. `own_sentence`: it is neither an example nor one that the lesson opens; `unknown_source`: it has a piece that
    the model does not know."""

    page: str
    choices: Mapping[str, str]
    word: str = ""
    source_word: str = ""
    said: tuple[str, ...] = ()
    translation: str = ""
    edits: tuple[str, ...] = ()
    own_sentence: bool = False
    unknown_source: bool = False


PROPERTIES: dict[str, Callable[[Snapshot], Collection[str]]] = {
    "page": lambda seen: (seen.page,),
    "word": lambda seen: (seen.word.lower(),),
    "looks": lambda seen: (seen.source_word.lower(),),
    "says": lambda seen: seen.said,
    "translation": lambda seen: (seen.translation,),
    "edit": lambda seen: (*seen.edits, "any") if seen.edits else (),
    "method": lambda seen: (seen.choices.get("search", "").partition("_")[0],),
    "source": lambda seen: ("unknown",) if seen.unknown_source else (),
    "sentence": lambda seen: ("own",) if seen.own_sentence else (),
}
"""Name in a condition → the values that it has now."""
_LIMIT = re.compile(r"([<>])(-?[\d.]+)")


@dataclass(frozen=True)
class Term:
    """One demand: the property or choice `name` has one of the `wanted` values."""

    name: str
    wanted: tuple[str, ...]

    def is_met(self, seen: Snapshot) -> bool:
        held = PROPERTIES[self.name](seen) if self.name in PROPERTIES else (seen.choices.get(self.name, ""),)
        return any(_fits(value, held) for value in self.wanted)


def _fits(wanted: str, held: Collection[str]) -> bool:
    if limit := _LIMIT.fullmatch(wanted):
        return any(_lies(value, limit[1], float(limit[2])) for value in held)
    return wanted[1:] not in held if wanted.startswith("!") else wanted in held


def _lies(value: str, side: str, limit: float) -> bool:
    """Whether a value lies on that side of the limit; what is no number lies nowhere."""
    with suppress(ValueError):
        return float(value) < limit if side == "<" else float(value) > limit
    return False


@dataclass(frozen=True)
class Condition:
    """All of its terms must be met."""

    terms: tuple[Term, ...]

    def is_met(self, seen: Snapshot) -> bool:
        return all(term.is_met(seen) for term in self.terms)


def parse_condition(written: str) -> Condition:
    """From `name: value | value; name: value`. Raises ValueError for what is not written so."""
    return Condition(tuple(map(_parse_term, written.split(";"))))


def _parse_term(written: str) -> Term:
    name, colon, values = written.partition(":")
    wanted = tuple(value.strip() for value in values.split("|"))
    if not (colon and name.strip() and all(wanted)):
        raise ValueError(f"{written.strip()!r} is no condition such as 'scorer: dot'")
    return Term(name.strip(), wanted)
