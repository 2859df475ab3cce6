"""The choices of a visitor as typed values: those that all pages share, and those of each page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from pages.ui.address.branches import BranchHistory
from seq2seq.config.edits import Temperature
from seq2seq.config.schema import AlignmentReading, Quality, Request, SearchConfig


@dataclass(frozen=True)
class TranslateView:
    """Of the page Translate: how the stage is drawn, which it writes itself."""

    drawing: str


@dataclass(frozen=True)
class StepView:
    """Of the page Step: the source `piece` whose arithmetic is open, in which `head`; the softmax `temperature`; who is
    `asked`: the source, or in self-attention the pieces of the encoder or the steps of the decoder themselves."""

    piece: int | None
    head: int
    temperature: float
    asked: str


@dataclass(frozen=True)
class PredictView:
    """Of the page Predict: whether a row of weights or the next piece is asked for (`ask`), and at how many steps of
    the sentence the visitor has predicted it."""

    ask: str
    guesses: int


@dataclass(frozen=True)
class GalleryView:
    """Of the page Broken attention: which picture (`case`) of those in the order of `seed`."""

    case: int
    seed: int


@dataclass(frozen=True)
class WhatIfView:
    """Of the page What if: the branches beside the original translation."""

    branches: BranchHistory


@dataclass(frozen=True)
class CompareView:
    """Of the page Compare: what stands side by side (`mode`, `shown`), what to look for (`lens`), the `reference` and
    its `links` to the sentence, and the `look` that the panels write themselves."""

    mode: str
    lens: str
    shown: tuple[str, ...]
    reference: str
    links: str
    look: str


@dataclass(frozen=True)
class StatesView:
    """Of the page States: what to `show`, on which map (`layout`), with how many axes (`dims`), coloured by what
    (`colour`), whether from `close` by; a `rival` scoring function beside; whose `cells`, which
    `unit`, and after which `layer` of the encoder, or after the last (None)."""

    show: str
    layout: str
    dims: str
    colour: str
    rival: str
    close: bool
    cells: str
    unit: int
    layer: int | None


@dataclass(frozen=True)
class TrainingView:
    """Of the page Training: whose `runs` are shown, and how their `history` is drawn, which the page writes itself."""

    runs: tuple[str, ...]
    history: str


@dataclass(frozen=True)
class LiveView:
    """Of the page Live: the code of its `settings`, those of the runs that `race` beside, each as what differs; the
    `clock` of the curves, and which held-out pair is shown (`probe`)."""

    settings: str
    race: tuple[str, ...]
    clock: str
    probe: int


@dataclass(frozen=True)
class GradientsView:
    """Of the page Gradients: what reaches how far (`reach`): the gradient of an output before and after `training`,
    with all `cells`, at all `moments`, or that of the encoder's `states`, after a `layer` or the last (None)."""

    reach: str
    layer: int | None


@dataclass(frozen=True)
class LensesView:
    """Of the page Lenses: the `effect` that is shown."""

    effect: str


@dataclass(frozen=True)
class EvidenceView:
    """Of the page Evidence: the model that all are compared with, in which quality; how alignments are read off; which
    sentences are listed, by length (`bucket`, None for all), and in which order."""

    against: str
    quality: Quality
    reading: AlignmentReading
    bucket: int | None
    order: str


@dataclass(frozen=True)
class View:
    """The whole state of the app: a request and what is being looked at. What more than one page reads stands here.

    `step` None is where a page opens the sentence. `moment` is one of the moments of the training, None for its end.
    With `reveal` the translation is shown step by step. `begun` is what the visitor began the translation with, on the
    pages Beam and Step. `other` is another sentence, beside this one on Compare and States. `grain` says whether pieces
    are joined to words. `present` is the ground on which all is shown on a wall; empty where one works. `lesson` is the
    one that runs beside the page, at the `part` in view. `room` is the code of the one that the visitor is in, or the
    screen on the `wall`; `hide` are the controls that are not shown. With `blind` nothing on the page says which
    scoring function is in view."""

    lang: str
    family: str
    scorer: str
    blind: bool
    text: str
    search: SearchConfig
    step: int | None
    moment: int | None
    reveal: bool
    begun: tuple[str, ...]
    other: str
    grain: str
    present: str
    lesson: str
    part: int
    room: str
    wall: bool
    hide: tuple[str, ...]
    translate: TranslateView
    step_page: StepView
    predict: PredictView
    gallery: GalleryView
    what_if: WhatIfView
    compare: CompareView
    states: StatesView
    training: TrainingView
    live: LiveView
    gradients: GradientsView
    lenses: LensesView
    evidence: EvidenceView

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> View:
        """From the values of all choices, by name. A scoring function that is `blind` stands in place of the other: a
        class that is to find out which it is does not read it in the address."""
        pages = {page: _pick(kind, values) for page, kind in PAGE_VIEWS.items()}
        scorer, blind = values["blind"] or values["scorer"], bool(values["blind"])
        return _pick(cls, {**values, **pages, "scorer": scorer, "blind": blind})

    @property
    def model(self) -> str:
        return f"{self.family}/{self.scorer}"

    @property
    def request(self) -> Request:
        return Request(self.model, self.text, search=self.search)

    @property
    def heated(self) -> Request:
        """The request, with the beginning that the visitor chose, at the softmax temperature of the page Step."""
        temperature = self.step_page.temperature
        return replace(self.searched, edits=() if temperature == 1 else (Temperature(temperature),))

    @property
    def beside(self) -> Request | None:
        """The second request of States: another scoring function or another sentence; None if neither is chosen."""
        model = f"{self.family}/{self.states.rival or self.scorer}"
        request = Request(model, self.other or self.text, search=self.search)
        return None if request == self.request else request

    @property
    def searched(self) -> Request:
        """The request, with the beginning that the visitor chose."""
        return replace(self.request, prefix=self.begun)


PAGE_VIEWS: dict[str, type[Any]] = {
    "translate": TranslateView,
    "step_page": StepView,
    "predict": PredictView,
    "gallery": GalleryView,
    "lenses": LensesView,
    "what_if": WhatIfView,
    "compare": CompareView,
    "states": StatesView,
    "training": TrainingView,
    "live": LiveView,
    "gradients": GradientsView,
    "evidence": EvidenceView,
}
"""By the page's name in the table and in View."""


def _pick(kind: type[Any], values: Mapping[str, Any]) -> Any:
    """An instance of the class from the values of its fields."""
    return kind(**{name: values[name] for name in _field_names(kind)})


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
