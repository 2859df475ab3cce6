"""The page Step: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from pages.ui.address import state
from pages.ui.address.choices import Flag, Integer, Name, Number, Ordinal
from pages.ui.address.view import View, step_in_view
from pages.ui.engine import work
from pages.ui.kit.feature import Feature, Hint, for_trace, quoted_piece
from pages.ui.kit.words import _
from seq2seq.config.edits import Deviation, Edit, Sharpness, Temperature, Window
from seq2seq.config.schema import Request
from seq2seq.config.variants import split_update
from seq2seq.trace.trace import DecodeTrace

ATTENTION = "attention"
"""The box of scores, weights and what follows from them."""


def _boxes() -> tuple[str, ...]:
    from seq2seq.analysis.step_explainer import BOXES  # when a box is asked for: the first screen comes before

    return ATTENTION, *BOXES


@dataclass(frozen=True)
class StepView:
    """The source `piece` whose arithmetic is open, in which `head`; the softmax `temperature`; who is `asked`: the
    source, or in self-attention the pieces of the encoder or the steps of the decoder themselves. `window`, `sigma` and
    `beta` stand in place of the D and the σ of local attention and of the β of the cosine.

    The `box` of the network that is open, "attention" for scores and weights; the `position` of the source piece it is
    opened at; the `entry` of it that is worked out by its sums. Whether its PyTorch `code` is shown."""

    piece: Annotated[int | None, Ordinal((1, 64))] = None
    head: Annotated[int, Ordinal((1, 64))] = 0
    temperature: Annotated[float, Number((0.03125, 32))] = 1.0
    window: Annotated[int | None, Integer((1, 64))] = None
    sigma: Annotated[float | None, Number((0.01, 1000))] = None
    beta: Annotated[float | None, Number((0.01, 1000))] = None
    asked: Annotated[str, Name(("source", "encoder", "decoder"), resets=("piece",))] = "source"
    box: Annotated[str, Name(_boxes)] = ATTENTION
    position: Annotated[int, Ordinal((1, 64))] = 0
    entry: Annotated[int | None, Ordinal((1, 4096))] = None
    code: Annotated[bool, Flag()] = False

    def edited(self, request: Request) -> Request:
        """The request at the chosen temperature, with the constants that its scoring function has."""
        scorer = split_update(request.model)[0].rpartition("/")[2].partition("@")[0]
        edits: list[Edit] = [] if self.temperature == 1 else [Temperature(self.temperature)]
        if self.window is not None and scorer in Window.scorers:
            edits.append(Window(self.window))
        if self.sigma is not None and scorer in Deviation.scorers:
            edits.append(Deviation(self.sigma))
        if self.beta is not None and scorer in Sharpness.scorers:
            edits.append(Sharpness(self.beta))
        return replace(request, edits=tuple(edits))


@for_trace
def _open_a_cell(view: View, trace: DecodeTrace) -> Hint | None:
    if not trace.attends:
        return None
    piece = int(trace.alignment[step_in_view(view, trace)].argmax())
    return Hint(
        _("Every score is worked out before your eyes, number by number: open one."),
        _("Open the score of {piece}").format(piece=quoted_piece(trace.source.pieces, piece)),
        "piece",
        state.choose,
        ("piece", piece),
    )


STEP = Feature(
    "step",
    "Step",
    "The whole network on your sentence, step by step: every box opens to its numbers.",
    "Look",
    view=StepView,
    hints={"step": _open_a_cell},
    decoded=lambda view: work.translate(view.searched),
)
