"""Written dates, as of ISO 8601: "March 3, 2021", "3 March 2021", "03/03/21" and "3 Mar 2021" are 2021-03-03.

With strokes the day comes first, and years of two digits are from 1950 to 2049. The length is the number of years,
back from 2049; the alphabet is the number of ways to write a date, in the order above. A month's name is one symbol; a
space is none.
"""

from __future__ import annotations

from calendar import month_name, monthrange
from collections.abc import Iterator
from itertools import groupby
from random import Random
from string import digits

from seq2seq.data.languages import DATES
from seq2seq.data.tasks.task import Answer, Difficulty, Symbols, Task

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
