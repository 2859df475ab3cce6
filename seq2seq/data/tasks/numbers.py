"""Tasks on numbers: to add, to name, and to count."""

from __future__ import annotations

from calendar import month_name, monthrange
from collections.abc import Iterator
from itertools import groupby
from random import Random
from string import ascii_lowercase, digits

from seq2seq.data.languages import DATES, LETTERS, NUMBER_WORDS, NUMERALS
from seq2seq.data.tasks.letters import draw_letters, require_letters
from seq2seq.data.tasks.task import Answer, Difficulty, Symbols, Task

# -- addition: the length is the number of digits of each number, the alphabet the number of digits to draw from


def _number(random: Random, length: int, known: str) -> str:
    """A number of so many of the `known` digits; longer ones do not begin with 0."""
    first = random.choice(known[1:] if length > 1 else known)
    return first + "".join(random.choices(known, k=length - 1))


def _draw_sum(random: Random, difficulty: Difficulty) -> Symbols:
    numbers = (_number(random, difficulty.length, digits[: difficulty.alphabet]) for _ in range(2))
    return tuple("+".join(numbers))


def _add(source: Symbols) -> Answer:
    """A digit comes from the two of its place; a 1 before them, from the first two."""
    first, plus, second = "".join(source).partition("+")
    if not (plus and first.isdecimal() and second.isdecimal() and set(source) <= {*digits, "+"}):
        raise ValueError(f"expected two numbers and a plus between them, not {''.join(source)!r}")
    total = str(int(first) + int(second))
    ends = len(first), len(source)
    starts = 0, len(first) + 1

    def places(place: int) -> tuple[int, ...]:
        """The source positions of the digits at a place, counted from the end, 0 for ones."""
        return tuple(end - 1 - place for start, end in zip(starts, ends, strict=True) if end - 1 - place >= start)

    rows = ((digit, len(total) - 1 - row) for row, digit in enumerate(total))
    return tuple((digit, places(place) or places(place - 1)) for digit, place in rows)


def _digits_and_plus(difficulty: Difficulty) -> tuple[Symbols, Symbols]:
    return (*digits[: difficulty.alphabet], "+"), tuple(digits)


# -- names: the length is the number of digits of the longest number

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten",
    "eleven",
    "twelve",
    *(f"{stem}teen" for stem in ("thir", "four", "fif", "six", "seven", "eigh", "nine")),
)
_TENS = tuple(f"{stem}ty" for stem in ("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"))
_HUNDRED, _THOUSAND = "hundred", "thousand"


def _draw_number(random: Random, difficulty: Difficulty) -> Symbols:
    return tuple(_number(random, random.randint(1, difficulty.length), digits))


def _name(source: Symbols) -> Answer:
    """A word comes from its digit; eleven to nineteen, from both."""
    if not 1 <= len(source) <= 6 or not set(source) <= set(digits):
        raise ValueError(f"expected a number of at most six digits, not {''.join(source)!r}")
    if set(source) == {"0"}:
        return ((_DIGITS[0], (len(source) - 1,)),)
    split = max(0, len(source) - 3)
    thousands = _below_thousand(source[:split], 0)
    named = (*thousands, (_THOUSAND, (split - 1,))) if thousands else ()
    return (*named, *_below_thousand(source[split:], split))


def _below_thousand(source: Symbols, start: int) -> Answer:
    """The name of up to three digits, the first of which is at the position `start`; of zeros, none."""
    hundreds, tens, ones = (int(digit) for digit in "".join(source).zfill(3))
    last = start + len(source) - 1
    words: list[tuple[str, tuple[int, ...]]] = []
    if hundreds:
        words += [(_DIGITS[hundreds], (last - 2,)), (_HUNDRED, (last - 2,))]
    if tens == 1:
        words.append((_TEENS[ones], (last - 1, last)))
    elif tens:
        words.append((_TENS[tens - 2], (last - 1,)))
    if ones and tens != 1:
        words.append((_DIGITS[ones], (last,)))
    return tuple(words)


def _number_words(_: Difficulty) -> tuple[Symbols, Symbols]:
    return tuple(digits), (*_DIGITS, *_TEENS, *_TENS, _HUNDRED, _THOUSAND)


# -- counting: the length is that of the longest source, the alphabet the number of letters

_COUNTED = "a"


def _count(source: Symbols) -> Answer:
    """The number comes from each of the letters that are counted, and from none if there is none."""
    require_letters(source)
    positions = tuple(position for position, letter in enumerate(source) if letter == _COUNTED)
    if len(positions) > 9:
        raise ValueError(f"expected {_COUNTED} at most nine times")
    return ((str(len(positions)), positions),)


def _letters_and_digits(difficulty: Difficulty) -> tuple[Symbols, Symbols]:
    return tuple(ascii_lowercase[: difficulty.alphabet]), tuple(digits)


ADDITION = Task(
    name="addition",
    title="Addition",
    summary="The sum of two numbers, from the first digit to the last.",
    source=NUMERALS,
    target=NUMERALS,
    difficulty=Difficulty(3, 10),
    easiest=Difficulty(1, 2),
    hardest=Difficulty(6, 10),
    draw=_draw_sum,
    answer=_add,
    symbols=_digits_and_plus,
    shown=("123+456", "599+401", "365+365"),
)
NUMBER_NAMES = Task(
    name="number-names",
    title="Names of numbers",
    summary="A number in words: one digit may become several words, or none.",
    source=NUMERALS,
    target=NUMBER_WORDS,
    difficulty=Difficulty(4, 10),
    easiest=Difficulty(1, 10),
    hardest=Difficulty(6, 10),
    draw=_draw_number,
    answer=_name,
    symbols=_number_words,
    shown=("3417", "2000", "365", "12"),
)
COUNTING = Task(
    name="counting",
    title="Counting",
    summary="How often the letter a occurs: many symbols become one.",
    source=LETTERS,
    target=NUMERALS,
    difficulty=Difficulty(9, 4),
    easiest=Difficulty(2, 2),
    hardest=Difficulty(9, 26),
    draw=draw_letters,
    answer=_count,
    symbols=_letters_and_digits,
    shown=("abacada", "bcd", "aaaa"),
)


_MONTHS = tuple(month_name[1:])
_SHORT = tuple(month[:3] for month in _MONTHS)
_LAST_YEAR = 2049
_NUMBER = {name: f"{number:02}" for names in (_MONTHS, _SHORT) for number, name in enumerate(names, start=1)}
_DASH = ("-", ())


def _draw(random: Random, difficulty: Difficulty) -> Symbols:
    year = random.randint(_LAST_YEAR - difficulty.length + 1, _LAST_YEAR)
    month = random.randint(1, 12)
    day = random.randint(1, monthrange(year, month)[1])
    written = (
        (_MONTHS[month - 1], *str(day), ",", *str(year)),
        (*str(day), _MONTHS[month - 1], *str(year)),
        (*f"{day:02}", "/", *f"{month:02}", "/", *f"{year % 100:02}"),
        (*str(day), _SHORT[month - 1], *str(year)),
    )
    return random.choice(written[: difficulty.alphabet])


def _answer(source: Symbols) -> Answer:
    """A digit comes from its own digit or from the month's name; a 0 before a day, from that day; a century that is not
    written, from the first digit of its year. A dash comes from nothing."""
    parts = [*_parts(source)]
    if len(parts) != 3:
        raise ValueError(f"expected a day, a month and a year, not {''.join(source)!r}")
    day, month, year = parts if source[parts[1][0]] in _NUMBER or "/" in source else (parts[1], parts[0], parts[2])
    return (*_year(source, year), _DASH, *_two_digits(source, month), _DASH, *_two_digits(source, day))


def _parts(source: Symbols) -> Iterator[list[int]]:
    """The positions of each number and of each month's name."""
    for kind, positions in groupby(range(len(source)), key=lambda position: _kind(source[position])):
        if kind != "between":
            yield [*positions]


def _kind(symbol: str) -> str:
    return "number" if symbol in digits else "name" if symbol in _NUMBER else "between"


def _year(source: Symbols, positions: list[int]) -> Answer:
    own = tuple((source[position], (position,)) for position in positions)
    if len(own) == 4:
        return own
    if len(own) != 2:
        raise ValueError(f"expected a year of two or four digits in {''.join(source)!r}")
    century = "20" if own[0][0] < "5" else "19"
    return (*((digit, (positions[0],)) for digit in century), *own)


def _two_digits(source: Symbols, positions: list[int]) -> Answer:
    """The two digits of a day or a month."""
    if len(positions) == 2:
        return tuple((source[position], (position,)) for position in positions)
    symbol = source[positions[0]]
    if len(positions) > 2:
        raise ValueError(f"expected a day and a month of at most two digits in {''.join(source)!r}")
    return tuple((digit, (positions[0],)) for digit in _NUMBER.get(symbol, f"0{symbol}"))


def _symbols(difficulty: Difficulty) -> tuple[Symbols, Symbols]:
    stroke = ("/",) if difficulty.alphabet > 2 else ()
    short = [month for month in _SHORT if month not in _MONTHS] if difficulty.alphabet > 3 else []
    return (*digits, ",", *stroke, *_MONTHS, *short), (*digits, "-")


WRITTEN_DATES = Task(
    name="dates",
    title="Dates",
    summary="A written date as year, month and day.",
    source=DATES,
    target=DATES,
    difficulty=Difficulty(100, 4),
    easiest=Difficulty(1, 1),
    hardest=Difficulty(100, 4),
    draw=_draw,
    answer=_answer,
    symbols=_symbols,
    shown=("March 3, 2021", "20 July 1969", "09/11/89", "14 Mar 2015"),
)
