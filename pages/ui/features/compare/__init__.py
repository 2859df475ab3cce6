"""The page Compare: what the frame, the address and the menu know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pages.ui.address import codec
from pages.ui.address.choices import Choice, Integer, Name, Names, Parts, Text
from pages.ui.address.lineup import lineup_names
from pages.ui.address.view import View
from pages.ui.engine import pretrained, work
from pages.ui.kit.feature import Feature, Hint, for_trace
from pages.ui.kit.words import _
from seq2seq.trace.links import format_links
from seq2seq.trace.trace import DecodeTrace

_ORDERS = ("menu", "entropy", "probability", "bleu", "chrf", "distance", "aer", "precision", "recall")


@dataclass(frozen=True)
class Links(Choice):
    """Word alignment links, such as `0-0 1?2`."""

    def read(self, written: str) -> str:
        return codec.parse_reference_links(written)


@dataclass(frozen=True)
class Look:
    """How the panels are drawn and ordered; which are pinned, enlarged, or subtracted as a pair; how alignments are
    read off: the `offset` of the weights and their least value in percent."""

    draw: Annotated[str, Name(("matrix", "ribbons"))] = "matrix"
    sort: Annotated[str, Name(_ORDERS)] = "menu"
    pins: Annotated[tuple[str, ...], Names()] = ()
    large: Annotated[str, Name()] = ""
    pair: Annotated[tuple[str, ...] | None, Names(count=2)] = None
    offset: Annotated[int, Integer((-1, 1))] = 0
    threshold: Annotated[int | None, Integer((0, 100))] = None


LOOK = Parts(Look, browser=True)


def _translation(values: Mapping[str, Any]) -> str:
    """The translation of the sentence among the examples."""
    example = pretrained.example(values["family"], values["text"])
    return example.translation if example else ""


def _gold_links(values: Mapping[str, Any]) -> str:
    """The hand-made links between the sentence and its reference."""
    example = pretrained.example(values["family"], values["text"])
    return format_links(example.links) if example and example.translation == values["reference"] else ""


@dataclass(frozen=True, kw_only=True)
class CompareView:
    """What stands side by side (`mode`, `shown`), what to look for (`lens`), the `reference` and its `links` to the
    sentence, and the `look` that the browser writes itself."""

    mode: Annotated[str, Name(("own", "same", "pair"), param="compare")] = "own"
    lens: Annotated[str, Name(("weights", "difference", "gold"))] = "weights"
    shown: Annotated[tuple[str, ...], Names(lineup_names)] = ()
    reference: Annotated[str, Text(filled=True, param="ref", compute=_translation, resets=("links",))]
    links: Annotated[str, Links(compute=_gold_links, browser=True)]
    look: Annotated[str, LOOK] = ""


@for_trace
def _step_all(view: View, trace: DecodeTrace) -> Hint:
    words = _("All panels share one cursor: a step moves every one of them.")
    return Hint(words, _("Step all"), "step", key="ArrowRight")


def _decoded(view: View) -> DecodeTrace | work.Problem:
    chosen = view.of(CompareView)
    if chosen.mode == "same" and chosen.reference:
        return work.translate_forced(view.request, chosen.reference)
    return work.translate(view.request)


COMPARE = Feature(
    "compare",
    "Compare",
    "One sentence and several scoring functions, side by side.",
    "Look",
    view=CompareView,
    hints={"compare": _step_all},
    decoded=_decoded,
)
