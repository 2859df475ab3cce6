"""All choices, by the table `choices.json`: the first value of each, how an address writes it, and which others it
resets. The browser reads the same table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, get_args

import streamlit as st

from pages.ui.address import codec
from pages.ui.address import languages as text
from pages.ui.address.branches import BranchHistory
from pages.ui.address.lineup import ALL, CHOSEN, READERS
from pages.ui.engine import cache
from pages.ui.features.lessons.lesson import lesson_names
from pages.ui.kit import definitions
from seq2seq.analysis.paths import SPACE_OF_VIEW
from seq2seq.config.cards import CARDS
from seq2seq.config.schema import AlignmentReading, Quality, SearchConfig
from seq2seq.experiments.records import EXPERIMENT_NAMES
from seq2seq.trace.links import format_links
from seq2seq.training.live.settings import read_settings

MOST_RIVALS = 3
"""Runs that race beside the first one of a live training."""
FIRST_FAMILY = "zh-en"
"""The first family if there are no models."""
_COMPUTED = object()


@dataclass(frozen=True)
class ViewChoice:
    """An entry of the table. In an address it is called `param` and written in its `form` (see `FORMS`).

    `of` are the names to choose from, or the name of their list in `NAME_LISTS`; without it, any name is valid. `range`
    has the limits of a written number, `count` the number of names. `first` is the value before anything is chosen,
    unless it is computed (see `FIRST`). `resets` are the choices that return to their first value when this one
    changes. With `browser` the browser itself writes it into the address. `carried` choices go along to the page that a
    panel of Compare links to. Choices that `surrounds` marks are not changed by links inside the app. `parts` are the
    settings within a choice, which only the browser reads."""

    name: str
    form: str
    param: str
    of: str | list[str] = ""
    range: tuple[float, float] = (0, 0)
    count: int = 0
    first: Any = _COMPUTED
    resets: tuple[str, ...] = ()
    browser: bool = False
    carried: bool = False
    surrounds: bool = False
    parts: Mapping[str, ViewChoice] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, name: str, entry: Mapping[str, Any]) -> ViewChoice:
        parts = {part: cls.from_dict(part, settings) for part, settings in entry.get("parts", {}).items()}
        choice = cls(**{"name": name, "param": name, **entry, "parts": parts})
        return replace(choice, first=tuple(choice.first)) if isinstance(choice.first, list) else choice

    def default(self, values: Mapping[str, Any]) -> Any:
        """The first value, given the `values` of the choices before it in the table."""
        return FIRST[self.name](values) if self.first is _COMPUTED else self.first

    def options(self) -> tuple[str, ...]:
        """The names to choose from."""
        return NAME_LISTS[self.of]() if isinstance(self.of, str) else tuple(self.of)

    def write(self, value: Any) -> str:
        return FORMS[self.form].write(value)

    def read(self, written: str) -> Any:
        """The value of a written one. Raises ValueError if it is invalid."""
        return FORMS[self.form].read(self, written)

    def admit(self, raw: object) -> Any:
        """The value that a component reports as `raw`; None where nothing need be chosen. Raises ValueError for a value
        that an address can't hold."""
        if raw is None and self.first is None:
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

    def read_parts(self, written: str) -> dict[str, Any]:
        """All parts, from `view-matrix.head-2`; those that are not written have their first value. Raises ValueError
        for unknown or repeated parts, and for a spelling that this app does not write."""
        known, values = {part.param: part for part in self.parts.values()}, {}
        for part in filter(None, written.split(".")):
            param, _, value = part.partition("-")
            if param not in known or known[param].name in values:
                raise ValueError(f"{part!r} has no place here")
            values[known[param].name] = known[param].read(value)
            if known[param].write(values[known[param].name]) != value:
                raise ValueError(f"nobody writes {part!r}")
        return {name: values.get(name, part.first) for name, part in self.parts.items()}


class AddressForm(NamedTuple):
    """How values of one form are read and written."""

    read: Callable[[ViewChoice, str], Any]
    write: Callable[[Any], str] = str


def _read_name(choice: ViewChoice, written: str) -> str:
    if not (written in choice.options() if choice.of else re.fullmatch(codec.NAME, written)):
        raise ValueError(f"there is no {written!r}")
    return written


def _read_names(choice: ViewChoice, written: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(_read_name(choice, name) for name in written.split(codec.BETWEEN)))
    if choice.count and len(names) != choice.count:
        raise ValueError(f"these are not {choice.count}: {written!r}")
    return names


def _read_alias(choice: ViewChoice, written: str) -> str:
    for name in choice.options():
        if codec.write_alias(name) == written:
            return name
    raise ValueError(f"no name has the alias {written!r}")


def _read_parts(choice: ViewChoice, written: str) -> str:
    choice.read_parts(written)
    return written


def _read_lane(written: str) -> str:
    """The code of the settings of a live training. Raises ValueError for one that nobody writes."""
    read_settings(written)
    return written


def _read_lanes(written: str) -> tuple[str, ...]:
    lanes = tuple(map(_read_lane, written.split(codec.BETWEEN)))
    if len(lanes) > MOST_RIVALS or len(set(lanes)) < len(lanes):
        raise ValueError(f"these are too many or equal: {written!r}")
    return lanes


FORMS = {
    "name": AddressForm(_read_name),
    "names": AddressForm(_read_names, codec.write_names),
    "alias": AddressForm(_read_alias, codec.write_alias),
    "text": AddressForm(lambda _, written: codec.parse_text(written)),
    "filled": AddressForm(lambda _, written: codec.parse_filled(written)),
    "flag": AddressForm(lambda _, written: codec.parse_flag(written), codec.write_flag),
    "number": AddressForm(lambda choice, written: codec.parse_number(written, choice.range)),
    "integer": AddressForm(lambda choice, written: codec.parse_integer(written, choice.range)),
    "ordinal": AddressForm(lambda choice, written: codec.parse_integer(written, choice.range) - 1, codec.write_ordinal),
    "percent": AddressForm(
        lambda choice, written: codec.parse_integer(written, choice.range) / 100, codec.write_percent
    ),
    "parts": AddressForm(_read_parts),
    "search": AddressForm(lambda _, written: codec.parse_search(written), codec.write_search),
    "pieces": AddressForm(lambda _, written: codec.parse_pieces(written), codec.write_pieces),
    "branches": AddressForm(lambda _, written: codec.parse_branches(written), codec.write_branches),
    "settings": AddressForm(lambda _, written: _read_lane(written)),
    "lanes": AddressForm(lambda _, written: _read_lanes(written), codec.write_names),
    "links": AddressForm(lambda _, written: codec.parse_reference_links(written)),
}


def _scorers() -> tuple[str, ...]:
    """All scoring functions with a card, trained or not, and all variants in pretrained/."""
    return (*CARDS, *(name for family in cache.families() for name in cache.variants(family)))


NAME_LISTS: dict[str, Callable[[], tuple[str, ...]]] = {
    "languages": lambda: tuple(text.LANGUAGES),
    "families": lambda: tuple(cache.families()),
    "scorers": _scorers,
    "lessons": lesson_names,
    "lenses": lambda: EXPERIMENT_NAMES,
    "lineup": lambda: (ALL, READERS, CHOSEN, *_scorers()),
    "state_views": lambda: (*SPACE_OF_VIEW, "gates", "units"),
    "qualities": lambda: get_args(Quality),
    "readings": lambda: get_args(AlignmentReading),
    "sort_orders": lambda: tuple(definitions.SORT_ORDERS),
}
"""The lists that the table refers to by name."""


def _reference(values: Mapping[str, Any]) -> str:
    """The translation of the sentence among the examples."""
    example = cache.example(values["family"], values["text"])
    return example.translation if example else ""


def _links(values: Mapping[str, Any]) -> str:
    """The hand-made links between the sentence and its reference."""
    example = cache.example(values["family"], values["text"])
    return format_links(example.links) if example and example.translation == values["reference"] else ""


FIRST: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "lang": lambda _: text.closest(st.context.locale),
    "family": lambda _: next(iter(cache.families()), FIRST_FAMILY),
    "text": lambda values: cache.first_sentence(values["family"]),
    "search": lambda _: SearchConfig(),
    "branches": lambda _: BranchHistory(),
    "reference": _reference,
    "links": _links,
}
"""First values that depend on models, the visitor or earlier choices, or that JSON can't hold."""

_TABLE: dict[str, dict[str, dict[str, Any]]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
VIEW_CHOICES = {name: ViewChoice.from_dict(name, entry) for page in _TABLE.values() for name, entry in page.items()}
"""All entries, by name."""

SURROUNDING = tuple(name for name, choice in VIEW_CHOICES.items() if choice.surrounds)
"""The choices around a page, which a link inside the app does not change."""


def encode_address(values: Mapping[str, Any]) -> dict[str, str]:
    """The query of a URL with these values of all choices; first values are left out."""
    chosen = ((choice, values[name]) for name, choice in VIEW_CHOICES.items())
    return {choice.param: choice.write(value) for choice, value in chosen if value != choice.default(values)}


def decode_address(query: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """(a value for every choice, the ignored parameters as `param=written`)."""
    values: dict[str, Any] = {}
    params = {choice.param for choice in VIEW_CHOICES.values()}
    nonsense = [f"{param}={written}" for param, written in query.items() if param not in params]
    for name, choice in VIEW_CHOICES.items():
        values[name] = choice.default(values)
        if choice.param in query:
            try:
                values[name] = choice.read(query[choice.param])
            except ValueError:
                nonsense.append(f"{choice.param}={query[choice.param]}")
    return values, tuple(nonsense)
