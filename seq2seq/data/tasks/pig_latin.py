"""Pig Latin: the consonants before the first vowel go to the end, and "ay" follows them: string → ingstray.

A word that begins with a vowel gets "way": apple → appleway. The words are made up, with about as many vowels as
English has; y is a consonant. The length is that of the longest word; the alphabet is the number of letters, from a on.
"""

from __future__ import annotations

from random import Random
from string import ascii_lowercase

from seq2seq.data.languages import LETTERS
from seq2seq.data.tasks.letters import require_letters
from seq2seq.data.tasks.task import Answer, Difficulty, Symbols, Task

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
