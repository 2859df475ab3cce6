"""All that can be chosen, and how a link writes it. The table `PROPERTIES` names every field of a View; a link holds
whatever differs from the defaults. What a link holds beyond that, or in a wrong form, is ignored and named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

import streamlit as st

from pages.ui.engine import cache
from pages.ui.session import address as codec
from pages.ui.session import definitions
from pages.ui.session import translations as text
from pages.ui.session.branches import BranchHistory
from pages.ui.session.lineup import ALL, CHOSEN
from seq2seq.analysis.paths import SPACE_OF_VIEW
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import Temperature
from seq2seq.config.schema import AlignmentReading, Quality, Request, SearchConfig
from seq2seq.trace.links import format_links

FAMILY, SCORER = "zh-en", "additive"
"""What one meets first."""
SHOWS = (*SPACE_OF_VIEW, "gates", "units")
MAP_LAYOUTS = ("shared", "own", "tsne", "spectral")
DIMS = ("2", "3")
MAP_COLOURS = ("kind", "position", "piece", "class", "entropy", "step")
CLOSE = ("", "1")
REVEAL = ("", "1")
CELL_STATES = ("decoder", "forward", "backward")
"""What can be chosen on the page States; the first of each is what one meets."""
GRAINS = ("words", "pieces")
"""What a row and a column stand for."""
COMPARED = ("own", "same", "pair")
"""What stands side by side: models in their own words, models that all say the same, or two sentences."""
LENSES = ("weights", "difference", "gold")
"""What one looks for in them."""
GROUNDS = ("light", "dark")
"""For the wall: black on white, or white on black."""


@dataclass(frozen=True)
class View:
    """The whole state of the app: a request and what is being looked at. `step` None is where a page
    opens the sentence. `begun` is what the visitor began the translation with, on the pages Beam and Step.
    `grain` says whether pieces are joined to words.

    Of the page Translate: how the stage is drawn, which it writes itself, and whether to `reveal` the translation step
    by step, as on the page Step.
    Of the page States: what to `show`, on which map (`layout`), with how many axes (`dims`), coloured by what
    (`colour`), how `close`; a `rival` scoring function or an `other` sentence beside; whose cells and which unit.
    Of the page Step: the source `piece` whose arithmetic is open, in `head`, and the `temperature` of the softmax.
    Of the page Compare: what stands side by side (`compare`, `shown`), what to look for (`lens`), the `reference` and
    its `links` to the sentence, and the `look` that the panels write themselves.
    `present` is the ground on which all is shown on a wall; empty where one works."""

    lang: str
    family: str
    scorer: str
    text: str
    search: SearchConfig
    step: int | None
    drawing: str
    reveal: str
    branches: BranchHistory
    show: str
    layout: str
    dims: str
    colour: str
    rival: str
    other: str
    close: str
    cells: str
    unit: int
    begun: tuple[str, ...]
    piece: int | None
    head: int
    temperature: float
    compare: str
    lens: str
    shown: tuple[str, ...]
    reference: str
    links: str
    look: str
    against: str
    quality: Quality
    reading: AlignmentReading
    bucket: int | None
    grain: str
    order: str
    present: str

    @property
    def model(self) -> str:
        return f"{self.family}/{self.scorer}"

    @property
    def request(self) -> Request:
        return Request(self.model, self.text, search=self.search)

    @property
    def heated(self) -> Request:
        """The request, with the beginning that the visitor chose, at the softmax temperature of the page Step."""
        edits = () if self.temperature == 1 else (Temperature(self.temperature),)
        return replace(self.searched, edits=edits)

    @property
    def beside(self) -> Request | None:
        """What is compared: the same by another scoring function, or another sentence; None where there is neither."""
        model = f"{self.family}/{self.rival or self.scorer}"
        found = Request(model, self.other or self.text, search=self.search)
        return None if found == self.request else found

    @property
    def searched(self) -> Request:
        """The request, with the beginning that the visitor chose."""
        return replace(self.request, prefix=self.begun)


@dataclass(frozen=True)
class Property:
    """One field of View: its name in the URL, its default where the fields before it are chosen, and its form there.
    `parse` raises ValueError."""

    param: str
    default: Callable[[Mapping[str, Any]], Any]
    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str


def _one_of(names: Callable[[], tuple[str, ...]]) -> Callable[[str], str]:
    def parse(written: str) -> str:
        if written not in names():
            raise ValueError(f"{written!r} is none of {', '.join(names())}")
        return written

    return parse


def _several_of(names: Callable[[], tuple[str, ...]]) -> Callable[[str], tuple[str, ...]]:
    parse = _one_of(names)
    return lambda written: tuple(dict.fromkeys(map(parse, written.split(codec.BETWEEN))))


def _reference(chosen: Mapping[str, Any]) -> str:
    """The translation that the project has of the sentence."""
    example = cache.example(chosen["family"], chosen["text"])
    return example.translation if example else ""


def _links(chosen: Mapping[str, Any]) -> str:
    """The hand-made links between the sentence and its reference."""
    example = cache.example(chosen["family"], chosen["text"])
    return format_links(example.links) if example and example.translation == chosen["reference"] else ""


def _scorers() -> tuple[str, ...]:
    """All that there are cards of, trained or not, and all variants in pretrained/."""
    return (*CARDS, *(name for family in cache.families() for name in cache.variants(family)))


PROPERTIES: dict[str, Property] = {
    "lang": Property("lang", lambda _: text.closest(st.context.locale), _one_of(lambda: text.LANGUAGES)),
    "family": Property("family", lambda _: next(iter(cache.families()), FAMILY), _one_of(cache.families)),
    "scorer": Property("scorer", lambda _: SCORER, _one_of(_scorers)),
    "text": Property("q", lambda chosen: cache.first_sentence(chosen["family"]), codec.parse_text),
    "search": Property("search", lambda _: SearchConfig(), codec.parse_search, codec.write_search),
    "step": Property("step", lambda _: None, codec.parse_step, codec.write_step),
    "drawing": Property("drawing", lambda _: "", codec.parse_drawing),
    "reveal": Property("reveal", lambda _: REVEAL[0], _one_of(lambda: REVEAL)),
    "branches": Property("branches", lambda _: BranchHistory(), codec.parse_branches, codec.write_branches),
    "show": Property("show", lambda _: SHOWS[0], _one_of(lambda: SHOWS)),
    "layout": Property("map", lambda _: MAP_LAYOUTS[0], _one_of(lambda: MAP_LAYOUTS)),
    "dims": Property("dims", lambda _: DIMS[0], _one_of(lambda: DIMS)),
    "colour": Property("colour", lambda _: MAP_COLOURS[0], _one_of(lambda: MAP_COLOURS)),
    "rival": Property("beside", lambda _: "", _one_of(lambda: ("", *_scorers()))),
    "other": Property("q2", lambda _: "", codec.parse_text),
    "close": Property("close", lambda _: CLOSE[0], _one_of(lambda: CLOSE)),
    "cells": Property("cells", lambda _: CELL_STATES[0], _one_of(lambda: CELL_STATES)),
    "unit": Property("unit", lambda _: 0, codec.parse_unit, codec.write_step),
    "begun": Property("begun", lambda _: (), codec.parse_pieces, codec.write_pieces),
    "piece": Property("piece", lambda _: None, codec.parse_piece, codec.write_step),
    "head": Property("head", lambda _: 0, codec.parse_head, codec.write_step),
    "temperature": Property("temperature", lambda _: 1.0, codec.parse_heat),
    "compare": Property("compare", lambda _: COMPARED[0], _one_of(lambda: COMPARED)),
    "lens": Property("lens", lambda _: LENSES[0], _one_of(lambda: LENSES)),
    "shown": Property("shown", lambda _: (), _several_of(lambda: (ALL, CHOSEN, *_scorers())), codec.write_names),
    "reference": Property("ref", _reference, codec.parse_reference),
    "links": Property("links", _links, codec.parse_reference_links),
    "look": Property("look", lambda _: "", codec.parse_look),
    "against": Property("against", lambda _: "none", _one_of(_scorers)),
    "quality": Property("quality", lambda _: "bleu", _one_of(lambda: get_args(Quality))),
    "reading": Property("reading", lambda _: "posterior", _one_of(lambda: get_args(AlignmentReading))),
    "bucket": Property("pieces", lambda _: None, codec.parse_bucket, codec.write_bucket),
    "grain": Property("grain", lambda _: GRAINS[0], _one_of(lambda: GRAINS)),
    "order": Property("order", lambda _: "chrf", _one_of(lambda: tuple(definitions.SORT_ORDERS))),
    "present": Property("present", lambda _: "", _one_of(lambda: ("", *GROUNDS))),
}
FORGOTTEN = {
    "text": ("step", "piece", "branches", "begun", "reference", "links"),
    "family": ("branches", "begun"),
    "reference": ("links",),
}
"""What another choice of a field leaves no sense in: it begins anew."""
PARAMS = {each.param for each in PROPERTIES.values()}


def encode_address(chosen: View) -> dict[str, str]:
    """The query of a URL that leads to this view: all that differs from the defaults."""
    values = vars(chosen)
    named = ((PROPERTIES[name], value) for name, value in values.items())
    return {each.param: each.write(value) for each, value in named if value != each.default(values)}


def decode_address(query: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """(the fields of a View, what was ignored). Every field has a value."""
    values: dict[str, Any] = {}
    nonsense = [f"{param}={written}" for param, written in query.items() if param not in PARAMS]
    for name, each in PROPERTIES.items():
        values[name] = each.default(values)
        if each.param in query:
            try:
                values[name] = each.parse(query[each.param])
            except ValueError:
                nonsense.append(f"{each.param}={query[each.param]}")
    return values, tuple(nonsense)
