"""All that one visitor has chosen, as typed values: what several pages share, and what each page adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, TypeVar

import streamlit as st

from pages.ui.address import codec, languages
from pages.ui.address.branches import BranchHistory
from pages.ui.address.choices import Alias, Choice, Flag, Name, Names, Ordinal, Pieces, Text, choices_of
from pages.ui.engine import pretrained
from seq2seq.config.cards import CARDS
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.config.variants import at_update
from seq2seq.data.families import language_codes
from seq2seq.text.word_classes import first_content_word
from seq2seq.trace.trace import DecodeTrace

FIRST_FAMILY = "zh-en"
"""The first family if there are no models."""
HIDDEN = ("sentence", "examples", "scorer", "sidebar", "pages")
"""The controls that a teacher can hide from a class."""
LONGEST_TITLE = 60
"""The largest number of characters in the title of an assignment."""
PageView = TypeVar("PageView")


def scorers() -> tuple[str, ...]:
    """All scoring functions with a card, trained or not, and all variants in pretrained/."""
    return (*CARDS, *(name for family in pretrained.families() for name in pretrained.variants(family)))


def _families() -> tuple[str, ...]:
    return tuple(pretrained.families())


def _language_of_the_browser(_: Mapping[str, Any]) -> str:
    return languages.closest(st.context.locale)


def _first_family(_: Mapping[str, Any]) -> str:
    return next(iter(pretrained.families()), FIRST_FAMILY)


def _first_sentence(values: Mapping[str, Any]) -> str:
    return pretrained.first_sentence(values["family"])


def _greedy(_: Mapping[str, Any]) -> SearchConfig:
    return SearchConfig()


def _no_branches(_: Mapping[str, Any]) -> BranchHistory:
    return BranchHistory()


@dataclass(frozen=True)
class Search(Choice):
    """How the decoder searches."""

    def read(self, written: str) -> SearchConfig:
        return codec.parse_search(written)

    def write(self, value: SearchConfig) -> str:
        return codec.write_search(value)


@dataclass(frozen=True)
class Branches(Choice):
    """The branches beside a translation."""

    def read(self, written: str) -> BranchHistory:
        return codec.parse_branches(written)

    def write(self, value: BranchHistory) -> str:
        return codec.write_branches(value)


@dataclass(frozen=True, kw_only=True)
class View:
    """A request and what is being looked at: the choices that more than one page reads. `of` gives those of a page.

    `step` None is where a page opens the sentence. `recorded_update` counts those of the training, None for its
    end. With `reveal` the translation is shown step by step. `begun` is what the visitor began the translation
    with, on the pages Beam and Step. `other` is another sentence, beside this one on Compare and States. `grain`
    says whether pieces are joined to words. `layer` is one of the encoder's, None for the last. `branches` are the
    edited translations beside the original. `present` is the ground on which all is shown on a wall; empty where
    one works. `room` is the code of the one that the visitor is in, or the screen on the `wall`; `hide` are the
    controls that are not shown. With `blind` nothing on the page says which scoring function is in view; the
    address holds its alias. `assignment` is the title under which the question in view was set, or empty."""

    lang: Annotated[
        str,
        Name(
            languages.LANGUAGES,
            compute=_language_of_the_browser,
            carried=True,
            surrounds=True,
        ),
    ]
    family: Annotated[
        str,
        Name(
            _families,
            compute=_first_family,
            carried=True,
            resets=("branches", "begun", "reference", "links", "recorded_update", "guesses"),
        ),
    ]
    scorer: Annotated[str, Name(scorers, resets=("blind", "guesses"))] = "additive"
    blind: Annotated[str | bool, Alias(scorers)] = ""
    text: Annotated[
        str,
        Text(
            param="q",
            compute=_first_sentence,
            carried=True,
            resets=("step", "piece", "branches", "begun", "reference", "links", "guesses"),
        ),
    ]
    search: Annotated[SearchConfig, Search(compute=_greedy, carried=True, resets=("guesses",))]
    step: Annotated[int | None, Ordinal((1, 200), browser=True, carried=True)] = None
    recorded_update: Annotated[int | None, Ordinal((1, 64), param="moment", browser=True, carried=True)] = None
    reveal: Annotated[bool, Flag(browser=True)] = False
    begun: Annotated[tuple[str, ...], Pieces()] = ()
    other: Annotated[str, Text(param="q2")] = ""
    grain: Annotated[str, Name(("words", "pieces"))] = "words"
    layer: Annotated[int | None, Ordinal((1, 16))] = None
    branches: Annotated[BranchHistory, Branches(compute=_no_branches)]
    present: Annotated[str, Name(("light", "dark"), surrounds=True)] = ""
    room: Annotated[str, Name(carried=True, surrounds=True)] = ""
    wall: Annotated[bool, Flag(carried=True, surrounds=True)] = False
    hide: Annotated[
        tuple[str, ...],
        Names(HIDDEN, carried=True, surrounds=True),
    ] = ()
    assignment: Annotated[str, Text(filled=True, longest=LONGEST_TITLE)] = ""
    values: Mapping[str, Any]
    """All choices by name, also those of the pages."""

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> View:
        """From the values of all choices, by name. A scoring function that is `blind` stands in place of the other: a
        class that is to find out which it is does not read it in the address."""
        shared = {name: values[name] for name in choices_of(cls)}
        scorer, blind = values["blind"] or values["scorer"], bool(values["blind"])
        return cls(**{**shared, "scorer": scorer, "blind": blind}, values=values)

    def of(self, kind: type[PageView]) -> PageView:
        """The choices of a page, which are declared in a dataclass of this kind."""
        return kind(**{name: self.values[name] for name in choices_of(kind)})

    def where(self, **changes: Any) -> View:
        """The same view but for these choices."""
        return View.from_values({**self.values, **changes})

    @property
    def model(self) -> str:
        return f"{self.family}/{self.scorer}"

    @property
    def request(self) -> Request:
        return Request(self.model, self.text, search=self.search)

    @property
    def searched(self) -> Request:
        """The request, with the beginning that the visitor chose."""
        return replace(self.request, prefix=self.begun)


@cache
def all_choices() -> Mapping[str, Choice]:
    """Every choice by name: the shared ones, then those of each page."""
    from pages.ui.features import FEATURES  # pages stand above the address, which asks them when it is first used

    kinds = (View, *(feature.view for feature in FEATURES if feature.view))
    return {name: choice for kind in kinds for name, choice in choices_of(kind).items()}


def encode_address(values: Mapping[str, Any]) -> dict[str, str]:
    """The query of a URL with these values of all choices; first values are left out."""
    chosen = ((choice, values[name]) for name, choice in all_choices().items())
    return {choice.param: choice.write(value) for choice, value in chosen if value != choice.default(values)}


def decode_address(query: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """(a value for every choice, the ignored parameters as `param=written`)."""
    values: dict[str, Any] = {}
    params = {choice.param for choice in all_choices().values()}
    nonsense = [f"{param}={written}" for param, written in query.items() if param not in params]
    for name, choice in all_choices().items():
        values[name] = choice.default(values)
        if choice.param in query:
            try:
                values[name] = choice.read(query[choice.param])
            except ValueError:
                nonsense.append(f"{choice.param}={query[choice.param]}")
    return values, tuple(nonsense)


def opening(view: View, trace: DecodeTrace) -> int:
    """The step at which a sentence is shown if none is chosen: that of the first content word, since the last step is
    only the end mark. With `reveal` it is the first step."""
    return 0 if view.reveal else first_content_word(trace.pieces, language_codes(view.family)[1])


def step_in_view(view: View, trace: DecodeTrace) -> int:
    """The step that is shown: the chosen one, or else the one at which the sentence is opened."""
    return min(opening(view, trace) if view.step is None else view.step, len(trace) - 1)


def kept_updates(view: View, scorer: str) -> tuple[int, ...]:
    """The updates at which the parameters of a model of the family were kept; none if they were not."""
    run = pretrained.recorded_runs(view.family).get(scorer)
    return tuple(run.record.updates.tolist()) if run and run.keeps_updates else ()


def update_in_view(view: View, scorer: str) -> int | None:
    """The recorded update in view, the last one if none is chosen; nothing for a model that has none."""
    updates = kept_updates(view, scorer)
    last = len(updates) - 1
    return updates[last if view.recorded_update is None else min(view.recorded_update, last)] if updates else None


def model_in_view(view: View, scorer: str) -> str:
    """The name of a model of the family at the update in view; its plain name at the end of its training."""
    name, updates = f"{view.family}/{scorer}", kept_updates(view, scorer)
    update = update_in_view(view, scorer)
    return name if update is None or update == updates[-1] else at_update(name, update)


def request_in_view(view: View, request: Request) -> Request:
    """The request, to the chosen model at the update in view."""
    return replace(request, model=model_in_view(view, view.scorer))
