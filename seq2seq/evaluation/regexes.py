r"""Regular expressions with complement and intersection, as NL-RX writes them: which lines one matches, and whether two
match the same lines.

An expression reads a line by its derivatives (Brzozowski 1964, "Derivatives of Regular Expressions"): the derivative by
a character is what has to match the rest of the line. They take complement and intersection as they come, and nothing
tries one way after the other, so no line takes long. `\b` is an edge of a word, as in Python's `re`; it is no
character, so a derivative is taken between the character before it and the one after it.

The order of precedence is that of dk.brics.automaton, by which the authors of NL-RX compared expressions: | binds
least, then &, one after the other, repetition, ~.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce

from seq2seq.data.languages import REGEX
from seq2seq.evaluation.metrics import MeasuredCorpus
from seq2seq.text.tokenizer import Tokenizer

MOST_STATES = 2_000
"""Derivatives of an expression, or pairs of two, after which it is given up."""
LONGEST_LINE = 200
"""Characters of a line that is read."""
_VOWELS = frozenset("AEIOUaeiou")


class TooManyStates(ValueError):
    """An expression has more than `MOST_STATES` derivatives."""


@dataclass(frozen=True)
class Expression:
    """A part of an expression: `kind` is one of `never` (nothing matches), `nothing` (the empty text), `edge`, `one` (a
    character of `among`; any one if that is None), `then`, `either`, `both`, `other_than` and `repeated` (any number of
    times, also none), the last five of `parts`."""

    kind: str
    parts: tuple[Expression, ...] = ()
    among: frozenset[str] | None = None


_NEVER, _NOTHING, _EDGE = Expression("never"), Expression("nothing"), Expression("edge")
_ALL = Expression("other_than", (_NEVER,))
_CLASSES = {
    ".": None,
    "[0-9]": frozenset(string.digits),
    "[A-Z]": frozenset(string.ascii_uppercase),
    "[a-z]": frozenset(string.ascii_lowercase),
    "[A-Za-z]": frozenset(string.ascii_letters),
    "[AEIOUaeiou]": _VOWELS,
}


def meaning_accuracy(measured: MeasuredCorpus) -> float:
    """The share of expressions that match the same lines as one of their references. One that can't be read, or takes
    too many states to compare, counts only if it is the same symbol for symbol."""
    rows = zip(measured.translations, measured.references, strict=True)
    right = [any(said == one or means_the_same(said, one) for one in references) for said, references in rows]
    return sum(right) / len(right)


@cache
def parse_expression(text: str) -> Expression:
    """Raises ValueError for what is no expression."""
    symbols = list(_tokenizer().encode(text).pieces)
    if unknown := [symbol for symbol in symbols if symbol not in REGEX.symbols]:
        raise ValueError(f"no symbol of an expression: {unknown[0]}")
    expression = _either(symbols)
    if symbols:
        raise ValueError(f"unexpected {symbols[0]}")
    return expression


def matches(text: str, line: str) -> bool:
    """Whether an expression matches the whole of a line. Raises ValueError for what is no expression, for a line of
    more than `LONGEST_LINE` characters or of several lines; TooManyStates, which is one, for such an expression."""
    if len(line) > LONGEST_LINE or "\n" in line:
        raise ValueError(f"a line has at most {LONGEST_LINE} characters")
    rest, before, seen = parse_expression(text), "", set[Expression]()
    for character in line:
        rest, before = _derivative(rest, before, character), character
        _count(seen, rest)
    return _empty(rest, before, "")


def means_the_same(one: str, other: str) -> bool:
    """Whether two expressions match the same lines; False if one can't be read, or if this takes too many states."""
    try:
        first, second = parse_expression(one), parse_expression(other)
        alphabet = list(_alphabet(first, second))
        waiting, seen = [(first, second, "")], {(first, second, False)}
        while waiting:
            left, right, before = waiting.pop()
            if _empty(left, before, "") != _empty(right, before, ""):
                return False
            for character in alphabet:
                after = _derivative(left, before, character), _derivative(right, before, character)
                state = (*after, _in_word(character))
                if after[0] != after[1] and state not in seen:
                    _count(seen, state)
                    waiting.append((*after, character))
    except ValueError:
        return False
    return True


def _count(seen: set, state: object) -> None:
    seen.add(state)
    if len(seen) > MOST_STATES:
        raise TooManyStates("this expression has too many states")


def _alphabet(*expressions: Expression) -> Iterator[str]:
    """One character of each kind that the expressions tell apart."""
    named = {character for expression in expressions for character in _named(expression)}
    yield from sorted(named)
    kinds = (string.digits, _VOWELS - {*string.ascii_lowercase}, _VOWELS - {*string.ascii_uppercase})
    consonants = ({*string.ascii_uppercase} - _VOWELS, {*string.ascii_lowercase} - _VOWELS)
    for kind in (*kinds, *consonants, "_", " "):
        yield from sorted({*kind} - named)[:1]


def _named(expression: Expression) -> Iterator[str]:
    """The characters that stand in an expression by themselves."""
    if expression.among is not None and len(expression.among) == 1:
        yield from expression.among
    for part in expression.parts:
        yield from _named(part)


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _empty(expression: Expression, before: str, after: str) -> bool:
    """Whether it matches the empty text between two characters, '' at the ends of the line."""
    match expression.kind:
        case "edge":
            return _in_word(before) != _in_word(after)
        case "then" | "both":
            return all(_empty(part, before, after) for part in expression.parts)
        case "either":
            return any(_empty(part, before, after) for part in expression.parts)
        case "other_than":
            return not _empty(expression.parts[0], before, after)
    return expression.kind in ("nothing", "repeated")


@cache
def _derivative_at(expression: Expression, before: bool, character: str) -> Expression:
    match expression.kind:
        case "one":
            return _NOTHING if expression.among is None or character in expression.among else _NEVER
        case "then":
            first, rest = expression.parts
            whole = _then(_derivative_at(first, before, character), rest)
            skipped = _empty(first, "x" if before else "", character)
            return _join("either", [whole, _derivative_at(rest, before, character)]) if skipped else whole
        case "either" | "both":
            return _join(expression.kind, [_derivative_at(part, before, character) for part in expression.parts])
        case "other_than":
            return _other_than(_derivative_at(expression.parts[0], before, character))
        case "repeated":
            return _then(_derivative_at(expression.parts[0], before, character), expression)
    return _NEVER


def _derivative(expression: Expression, before: str, character: str) -> Expression:
    return _derivative_at(expression, _in_word(before), character)


# -- Parts, each in one form only: so the derivatives of an expression are not too many.


def _then(first: Expression, rest: Expression) -> Expression:
    if _NEVER in (first, rest):
        return _NEVER
    if first == _NOTHING or (first == rest == _ALL):
        return rest
    if rest == _NOTHING:
        return first
    if first.kind == "then":
        return _then(first.parts[0], _then(first.parts[1], rest))
    return Expression("then", (first, rest))


def _join(kind: str, parts: Sequence[Expression]) -> Expression:
    """`either` or `both` of some parts."""
    neutral, decisive = (_NEVER, _ALL) if kind == "either" else (_ALL, _NEVER)
    flat = {each for part in parts for each in (part.parts if part.kind == kind else (part,))} - {neutral}
    if decisive in flat:
        return decisive
    ordered = sorted(flat, key=repr)
    return Expression(kind, tuple(ordered)) if len(ordered) > 1 else ordered[0] if ordered else neutral


def _other_than(part: Expression) -> Expression:
    return part.parts[0] if part.kind == "other_than" else Expression("other_than", (part,))


def _repeated(part: Expression) -> Expression:
    if part == Expression("one") or part == _ALL:
        return _ALL
    return part if part.kind == "repeated" else Expression("repeated", (part,))


# -- Reading. Each function takes what it reads from the front of the symbols.


@cache
def _tokenizer() -> Tokenizer:
    return Tokenizer.of_symbols(REGEX.symbols, REGEX.spaced)


def _either(symbols: list[str]) -> Expression:
    return _join("either", _separated(symbols, "|", _both))


def _both(symbols: list[str]) -> Expression:
    return _join("both", _separated(symbols, "&", _sequence))


def _separated(symbols: list[str], mark: str, read: Callable[[list[str]], Expression]) -> list[Expression]:
    parts = [read(symbols)]
    while symbols[:1] == [mark]:
        del symbols[0]
        parts.append(read(symbols))
    return parts


def _sequence(symbols: list[str]) -> Expression:
    parts = [_counted(symbols)]
    while symbols and symbols[0] not in ("|", "&", ")"):
        parts.append(_counted(symbols))
    return reduce(lambda rest, first: _then(first, rest), reversed(parts), _NOTHING)


def _counted(symbols: list[str]) -> Expression:
    """A part, and how often it is to come."""
    part = _single(symbols)
    while symbols and (symbols[0] in ("*", "+") or symbols[0].startswith("{")):
        symbol = symbols.pop(0)
        least = 0 if symbol == "*" else 1 if symbol == "+" else int(symbol[1:-2])
        part = reduce(lambda rest, _: _then(part, rest), range(least), _repeated(part))
    return part


def _single(symbols: list[str]) -> Expression:
    if not symbols:
        raise ValueError("the expression ends too early")
    symbol = symbols.pop(0)
    if symbol == "~":
        return _other_than(_single(symbols))
    if symbol == "(":
        part = _either(symbols)
        if symbols[:1] != [")"]:
            raise ValueError("a bracket is not closed")
        del symbols[0]
        return part
    if symbol == r"\b":
        return _EDGE
    if symbol == ".*":
        return _ALL
    if symbol in _CLASSES:
        return Expression("one", among=_CLASSES[symbol])
    if symbol.isalpha():
        letters = [Expression("one", among=frozenset(letter)) for letter in symbol]
        return reduce(lambda rest, first: _then(first, rest), reversed(letters), _NOTHING)
    raise ValueError(f"unexpected {symbol}")
