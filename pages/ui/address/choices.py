"""What a visitor can choose: the first value of each choice, how an address writes it, and which others it resets.

A choice is declared where its value is held, as a field of a frozen dataclass: its default is the value before anything
is chosen, and the annotation says how it is written, as in

    temperature: Annotated[float, Number((0.03125, 32))] = 1.0

Each kind of value is a class below; a page may add one of its own. All of them raise ValueError for text that is not
valid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from functools import cache
from typing import Any, get_type_hints

from pages.ui.address import codec

Options = Sequence[str] | Callable[[], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice. An address calls it `param`, or by its `name` in the dataclass.

    `compute` gives the first value where it depends on the models, on the visitor or on choices declared before.
    `resets` are the choices that return to their first value when this one changes. With `browser` the browser itself
    writes it into the address. `carried` choices go along to the page that a panel of Compare links to. Choices that
    `surrounds` marks are not changed by links inside the app."""

    name: str = ""
    param: str = ""
    first: Any = None
    compute: Callable[[Mapping[str, Any]], Any] | None = None
    resets: tuple[str, ...] = ()
    browser: bool = False
    carried: bool = False
    surrounds: bool = False

    def read(self, written: str) -> Any:
        """The value that is written so. Raises ValueError if it is invalid."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        return str(value)

    def default(self, values: Mapping[str, Any]) -> Any:
        """The first value, given the `values` of the choices declared before this one."""
        return self.compute(values) if self.compute else self.first

    def admit(self, raw: object) -> Any:
        """The value that a component reports as `raw`; None where nothing need be chosen. Raises ValueError for a value
        that an address can't hold."""
        if raw is None and self.first is None and not self.compute:
            return None
        try:
            return self.read(self.write(raw))
        except (TypeError, AttributeError, OverflowError) as error:  # another type can't even be written
            raise ValueError(f"{self.name} can't be {type(raw).__name__}") from error

    def holds(self, value: Any, values: Mapping[str, Any]) -> bool:
        """Whether an address can restore this value, given the `values` of the other choices."""
        try:
            return value == self.default(values) or self.admit(value) == value
        except ValueError:
            return False


@cache
def choices_of(kind: type[Any]) -> Mapping[str, Choice]:
    """The choices declared as fields of a dataclass, by name, in their order."""
    declared: dict[str, Choice] = {}
    hints = get_type_hints(kind, include_extras=True)
    for each in fields(kind):
        for choice in getattr(hints[each.name], "__metadata__", ()):
            first = None if each.default is MISSING else each.default
            declared[each.name] = replace(choice, name=each.name, param=choice.param or each.name, first=first)
    return declared


@dataclass(frozen=True)
class Name(Choice):
    """One of the names `of`; without them, any name."""

    of: Options = ()

    def options(self) -> tuple[str, ...]:
        return tuple(self.of() if callable(self.of) else self.of)

    def read(self, written: str) -> str:
        if not (written in self.options() if self.of else re.fullmatch(codec.NAME, written)):
            raise ValueError(f"there is no {written!r}")
        return written


@dataclass(frozen=True)
class Names(Name):
    """Several of the names `of`, without repetitions; exactly `count` if that is given."""

    count: int = 0

    def read(self, written: str) -> Any:
        names = tuple(dict.fromkeys(Name.read(self, name) for name in written.split(codec.BETWEEN)))
        if self.count and len(names) != self.count:
            raise ValueError(f"these are not {self.count}: {written!r}")
        return names

    def write(self, value: tuple[str, ...]) -> str:
        return codec.write_names(value)


@dataclass(frozen=True)
class Alias(Name):
    """One of the names `of`, which nobody reads off the address."""

    def read(self, written: str) -> str:
        for name in self.options():
            if codec.write_alias(name) == written:
                return name
        raise ValueError(f"no name has the alias {written!r}")

    def write(self, value: str) -> str:
        return codec.write_alias(value)


@dataclass(frozen=True)
class Text(Choice):
    """Any text of at most `longest` characters; with `filled`, one that is not blank."""

    filled: bool = False
    longest: int = codec.LONGEST_TEXT

    def read(self, written: str) -> str:
        text = codec.parse_filled(written) if self.filled else codec.parse_text(written)
        if len(text) > self.longest:
            raise ValueError(f"more than {self.longest} characters")
        return text


@dataclass(frozen=True)
class Flag(Choice):
    """Yes or no, written 1 or 0."""

    def read(self, written: str) -> bool:
        return codec.parse_flag(written)

    def write(self, value: bool) -> str:
        return codec.write_flag(value)


@dataclass(frozen=True)
class Number(Choice):
    """A number within the limits `range`."""

    range: tuple[float, float]

    def read(self, written: str) -> float:
        return codec.parse_number(written, self.range)


@dataclass(frozen=True)
class Integer(Number):
    """A whole number."""

    def read(self, written: str) -> int:
        return codec.parse_integer(written, self.range)


@dataclass(frozen=True)
class Ordinal(Integer):
    """An index, written as people count: from 1. `range` has the limits of what is written."""

    def read(self, written: str) -> int:
        return codec.parse_integer(written, self.range) - 1

    def write(self, value: int) -> str:
        return codec.write_ordinal(value)


@dataclass(frozen=True)
class Percent(Number):
    """A share, written in percent. `range` has the limits of what is written."""

    def read(self, written: str) -> float:
        return codec.parse_integer(written, self.range) / 100

    def write(self, value: float) -> str:
        return codec.write_percent(value)


@dataclass(frozen=True)
class Pieces(Choice):
    """Pieces of a translation."""

    def read(self, written: str) -> tuple[str, ...]:
        return codec.parse_pieces(written)

    def write(self, value: tuple[str, ...]) -> str:
        return codec.write_pieces(value)


@dataclass(frozen=True)
class Parts(Choice):
    """Several settings in one, written as `view-matrix.head-2`: the choices declared in the dataclass `of`. The browser
    reads and writes them; Python keeps them as they are written."""

    of: type[Any]

    @property
    def parts(self) -> Mapping[str, Choice]:
        return choices_of(self.of)

    def read(self, written: str) -> str:
        self.read_parts(written)
        return written

    def read_parts(self, written: str) -> dict[str, Any]:
        """All parts; those that are not written have their first value. Raises ValueError for unknown or repeated
        parts, and for a spelling that this app does not write."""
        known, values = {part.param: part for part in self.parts.values()}, {}
        for written_part in filter(None, written.split(".")):
            param, _, value = written_part.partition("-")
            part = known.get(param)
            if part is None or part.name in values:
                raise ValueError(f"{written_part!r} has no place here")
            values[part.name] = part.read(value)
            if part.write(values[part.name]) != value:
                raise ValueError(f"nobody writes {written_part!r}")
        return {name: values.get(name, part.first) for name, part in self.parts.items()}
