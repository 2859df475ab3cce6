"""All that can be chosen: the table `choices.json`. It says of each choice, page by page, what it is at first, how it
is written in an address and read back, and what begins anew with it. The browser reads the same table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, get_args

import streamlit as st

from pages.ui.engine import cache
from pages.ui.lessons.library import lesson_names
from pages.ui.session import address as codec
from pages.ui.session import definitions
from pages.ui.session import translations as text
from pages.ui.session.branches import BranchHistory
from pages.ui.session.lineup import ALL, CHOSEN
from seq2seq.analysis.paths import SPACE_OF_VIEW
from seq2seq.config.cards import CARDS
from seq2seq.config.schema import AlignmentReading, Quality, SearchConfig
from seq2seq.trace.links import format_links

FIRST_FAMILY = "zh-en"
"""What one meets first, if there is no model at all."""
_COMPUTED = object()


@dataclass(frozen=True)
class ViewChoice:
    """An entry of the table. In an address it is called `param` and written in its `form` (see `FORMS`).

    `of` are the names it is one of, or what their list is called in `NAME_LISTS`; without it, all that look like one.
    `range` holds the limits of what is written, and `count` how many names there are. `first` is what it is until
    something is chosen, unless that is worked out (see `FIRST`). `resets` are the choices that another choice here
    leaves no sense in. With `browser` the browser writes it into the address itself. `parts` are what a choice
    consists of that the browser alone looks into."""

    name: str
    form: str
    param: str
    of: str | list[str] = ""
    range: tuple[float, float] = (0, 0)
    count: int = 0
    first: Any = _COMPUTED
    resets: tuple[str, ...] = ()
    browser: bool = False
    parts: Mapping[str, ViewChoice] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, name: str, entry: Mapping[str, Any]) -> ViewChoice:
        parts = {part: cls.from_dict(part, each) for part, each in entry.get("parts", {}).items()}
        choice = cls(**{"name": name, "param": name, **entry, "parts": parts})
        return replace(choice, first=tuple(choice.first)) if isinstance(choice.first, list) else choice

    def default(self, values: Mapping[str, Any]) -> Any:
        """What it is at first, where the choices before it in the table are `values`."""
        return FIRST[self.name](values) if self.first is _COMPUTED else self.first

    def options(self) -> tuple[str, ...]:
        """The names it is one of."""
        return NAME_LISTS[self.of]() if isinstance(self.of, str) else tuple(self.of)

    def write(self, value: Any) -> str:
        return FORMS[self.form].write(value)

    def read(self, written: str) -> Any:
        """Raises ValueError for what makes no sense."""
        return FORMS[self.form].read(self, written)

    def admit(self, raw: object) -> Any:
        """The value that a component reports as `raw`; for an ordinal, -1 means none. Raises ValueError for what an
        address could not say."""
        if self.form == "ordinal" and raw == -1:
            return self.first
        try:
            return self.read(self.write(raw))
        except (TypeError, AttributeError, OverflowError) as error:  # another type can't even be written
            raise ValueError(f"{self.name} can't be {type(raw).__name__}") from error

    def holds(self, value: Any, values: Mapping[str, Any]) -> bool:
        """Whether an address can bring this value back, where `values` are chosen."""
        try:
            return value == self.default(values) or self.admit(value) == value
        except ValueError:
            return False

    def read_parts(self, written: str) -> dict[str, Any]:
        """All its parts, from `view-matrix.head-2`; what is not written is as at first. Raises ValueError for parts
        that there are not, that come twice, or that are written in another way than this app does."""
        known, values = {each.param: each for each in self.parts.values()}, {}
        for part in filter(None, written.split(".")):
            param, _, said = part.partition("-")
            if param not in known or known[param].name in values:
                raise ValueError(f"{part!r} has no place here")
            values[known[param].name] = known[param].read(said)
            if known[param].write(values[known[param].name]) != said:
                raise ValueError(f"nobody writes {part!r}")
        return {name: values.get(name, each.first) for name, each in self.parts.items()}


class AddressForm(NamedTuple):
    """How values of a kind are read, as the choice admits them, and written."""

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


def _read_parts(choice: ViewChoice, written: str) -> str:
    choice.read_parts(written)
    return written


FORMS = {
    "name": AddressForm(_read_name),
    "names": AddressForm(_read_names, codec.write_names),
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
    "links": AddressForm(lambda _, written: codec.parse_reference_links(written)),
}


def _scorers() -> tuple[str, ...]:
    """All that there are cards of, trained or not, and all variants in pretrained/."""
    return (*CARDS, *(name for family in cache.families() for name in cache.variants(family)))


NAME_LISTS: dict[str, Callable[[], tuple[str, ...]]] = {
    "languages": lambda: tuple(text.LANGUAGES),
    "families": lambda: tuple(cache.families()),
    "scorers": _scorers,
    "lessons": lesson_names,
    "lineup": lambda: (ALL, CHOSEN, *_scorers()),
    "state_views": lambda: (*SPACE_OF_VIEW, "gates", "units"),
    "qualities": lambda: get_args(Quality),
    "readings": lambda: get_args(AlignmentReading),
    "sort_orders": lambda: tuple(definitions.SORT_ORDERS),
}
"""What the table calls lists that are kept elsewhere."""


def _reference(values: Mapping[str, Any]) -> str:
    """The translation that the project has of the sentence."""
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
"""What is at first, where that depends on models, the visitor or earlier choices, or is no plain value."""

_TABLE: dict[str, dict[str, dict[str, Any]]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
VIEW_CHOICES = {name: ViewChoice.from_dict(name, entry) for page in _TABLE.values() for name, entry in page.items()}
"""All entries, by name."""

SURROUNDING = ("lang", "present", "lesson", "part")
"""What of an address is not about what is in view: a link inside of the app leaves it as it is."""


def encode_address(values: Mapping[str, Any]) -> dict[str, str]:
    """The query of a URL that leads to these values of all choices: whatever differs from the first."""
    chosen = ((each, values[name]) for name, each in VIEW_CHOICES.items())
    return {each.param: each.write(value) for each, value in chosen if value != each.default(values)}


def decode_address(query: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """(a value for every choice, what was ignored as `param=written`)."""
    values: dict[str, Any] = {}
    params = {each.param for each in VIEW_CHOICES.values()}
    nonsense = [f"{param}={written}" for param, written in query.items() if param not in params]
    for name, each in VIEW_CHOICES.items():
        values[name] = each.default(values)
        if each.param in query:
            try:
                values[name] = each.read(query[each.param])
            except ValueError:
                nonsense.append(f"{each.param}={query[each.param]}")
    return values, tuple(nonsense)
