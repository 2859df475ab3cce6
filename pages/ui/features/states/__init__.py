"""The page States: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address.choices import Flag, Name, Ordinal
from pages.ui.address.view import View, scorers
from pages.ui.kit.feature import Feature, Hint, for_trace
from pages.ui.kit.words import _
from seq2seq.analysis.paths import SPACE_OF_VIEW
from seq2seq.config.schema import Request
from seq2seq.trace.trace import DecodeTrace


@dataclass(frozen=True)
class StatesView:
    """What to `show`, on which map (`layout`), with how many axes (`dims`), coloured by what (`colour`), whether from
    `close` by; a `rival` scoring function beside; whose `cells`, and which `unit`."""

    show: Annotated[str, Name((*SPACE_OF_VIEW, "gates", "units"))] = "states"
    layout: Annotated[str, Name(("shared", "own", "tsne", "spectral"), param="map")] = "shared"
    dims: Annotated[str, Name(("2", "3"))] = "2"
    colour: Annotated[str, Name(("kind", "position", "piece", "class", "entropy", "step"))] = "kind"
    rival: Annotated[str, Name(scorers, param="beside")] = ""
    close: Annotated[bool, Flag()] = False
    cells: Annotated[str, Name(("decoder", "encoder", "forward", "backward"))] = "decoder"
    unit: Annotated[int, Ordinal((1, 4096))] = 0

    def beside(self, view: View) -> Request | None:
        """The second request: another scoring function or another sentence; None if neither is chosen."""
        request = Request(f"{view.family}/{self.rival or view.scorer}", view.other or view.text, search=view.search)
        return None if request == view.request else request


@for_trace
def _play(view: View, trace: DecodeTrace) -> Hint:
    return Hint(_("The decoder walks through state space, one point a step: watch it."), _("Play"), "step", key=" ")


STATES = Feature(
    "states", "States", "The states of encoder and decoder on a map.", view=StatesView, hints={"states": _play}
)
