"""Tasks on letters: each letter of the answer is one of the source, or follows from one.

The length is that of the longest source; the alphabet is the number of letters, from a on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from string import ascii_lowercase

from seq2seq.data.languages import LETTERS
from seq2seq.data.tasks.task import Answer, Difficulty, Symbols, Task

_PLACES = 2
"""By how many places `shift` moves a letter."""
_NEXT = dict(zip(ascii_lowercase, ascii_lowercase[1:] + "a", strict=True))


def _letters(difficulty: Difficulty) -> tuple[Symbols, Symbols]:
    """The letters of the source, and those of the target, which are the same."""
    known = tuple(ascii_lowercase[: difficulty.alphabet])
    return known, known


def draw_letters(random: Random, difficulty: Difficulty) -> Symbols:
    """From one letter to as many as the length allows."""
    return tuple(random.choices(ascii_lowercase[: difficulty.alphabet], k=random.randint(1, difficulty.length)))


def require_letters(source: Symbols) -> None:
    """Raises ValueError for a source that is empty or has other symbols than the letters a to z."""
    if not source or not set(source) <= set(ascii_lowercase):
        raise ValueError(f"expected letters from a to z, not {''.join(source)!r}")


def _moved(source: Symbols, order: list[int]) -> Answer:
    """The letters at these positions, one after the other."""
    require_letters(source)
    return tuple((source[position], (position,)) for position in order)


def _reverse(source: Symbols) -> Answer:
    return _moved(source, [*reversed(range(len(source)))])


def _copy(source: Symbols) -> Answer:
    return _moved(source, [*range(len(source))])


def _sort(source: Symbols) -> Answer:
    """Equal letters stay in the order of the source."""
    return _moved(source, sorted(range(len(source)), key=source.__getitem__))


def _shift(source: Symbols) -> Answer:
    return _moved(source, [(position + _PLACES) % len(source) for position in range(len(source))])


def _next_letter(source: Symbols) -> Answer:
    require_letters(source)
    return tuple((_NEXT[letter], (position,)) for position, letter in enumerate(source))


def _letters_and_next(difficulty: Difficulty) -> tuple[Symbols, Symbols]:
    known = ascii_lowercase[: difficulty.alphabet]
    return tuple(known), tuple(sorted(_NEXT[letter] for letter in known))


def _task(name: str, title: str, summary: str, answer: Callable[[Symbols], Answer], *shown: str) -> Task:
    return Task(
        name=name,
        title=title,
        summary=summary,
        source=LETTERS,
        target=LETTERS,
        difficulty=Difficulty(10, 26),
        easiest=Difficulty(2, 2),
        hardest=Difficulty(30, 26),
        draw=draw_letters,
        answer=answer,
        symbols=_letters,
        shown=shown,
    )


REVERSE = _task("reverse", "Reverse", "The letters backwards.", _reverse, "stressed", "attention", "hello")
COPY = _task("copy", "Copy", "The letters once more.", _copy, "attention", "banana", "hello")
SORT = _task("sort", "Sort", "The letters in the order of the alphabet.", _sort, "keyboard", "attention", "banana")
SHIFT = _task(
    "shift",
    "Shift",
    "Every letter two places to the left; the first two come last.",
    _shift,
    "attention",
    "hello",
    "rotate",
)
NEXT_LETTER = replace(
    _task(
        "next-letter",
        "Next letter",
        "For every letter the next one of the alphabet, in step.",
        _next_letter,
        "hal",
        "attention",
        "zebra",
    ),
    symbols=_letters_and_next,
)


_VOWELS = "aeiou"


def _draw(random: Random, difficulty: Difficulty) -> Symbols:
    """Up to three consonants, a vowel, and then consonants more often than vowels."""
    known = ascii_lowercase[: difficulty.alphabet]
    vowels, consonants = ([letter for letter in known if (letter in _VOWELS) == vowel] for vowel in (True, False))
    length = random.randint(1, difficulty.length)
    before = min(random.choice((0, 1, 1, 1, 2, 2, 3)), length - 1)
    after = [random.choice(vowels if random.random() < 0.4 else consonants) for _ in range(length - before - 1)]
    return (*random.choices(consonants, k=before), random.choice(vowels), *after)


def _answer(source: Symbols) -> Answer:
    require_letters(source)
    before = next((position for position, letter in enumerate(source) if letter in _VOWELS), len(source))
    order = [*range(before, len(source)), *range(before)]
    ending = "ay" if before else "way"
    return (*((source[position], (position,)) for position in order), *((letter, ()) for letter in ending))


def _symbols(difficulty: Difficulty) -> tuple[Symbols, Symbols]:
    known = ascii_lowercase[: difficulty.alphabet]
    return tuple(known), tuple(sorted({*known, *"way"}))


PIG_LATIN = Task(
    name="pig-latin",
    title="Pig Latin",
    summary="The consonants before the first vowel go to the end, and ay follows.",
    source=LETTERS,
    target=LETTERS,
    difficulty=Difficulty(9, 26),
    easiest=Difficulty(2, 2),
    hardest=Difficulty(20, 26),
    draw=_draw,
    answer=_answer,
    symbols=_symbols,
    shown=("string", "apple", "attention", "hello"),
)
