"""The explanation of a decoding: all its steps for the component, and the arithmetic of the opened score."""

from __future__ import annotations

from pages.ui.components.component import Component, choice_listeners
from pages.ui.engine import cache, work
from pages.ui.session import grain, state
from pages.ui.session.opening import opening
from seq2seq.config.schema import Request
from seq2seq.trace.trace import DecodeTrace

EXPLANATION = Component("step")


def draw_step(view: state.View, request: Request, trace: DecodeTrace) -> None:
    """Draw the explanation of a request. Choices made in it rerun the fragment around it."""
    sheet = work.explanation_json(request)
    if isinstance(sheet, cache.Problem):
        return
    displayed = {"source": grain.piece_labels(trace.source.pieces), "target": grain.piece_labels(trace.pieces)}
    decoding = {"sheet": sheet, "displayed": displayed, "parts": grain.parts(trace.pieces), "fixed": not trace.attends}
    choices = {"step": opening(view, trace), "reveal": view.reveal, **vars(view.step_page)}
    listeners = choice_listeners("step", "piece", "head", "temperature")
    data = {**decoding, "arithmetic": _arithmetic(view, request, trace), **choices}
    EXPLANATION(f"explanation-{state.navigation_count()}", data, *listeners)


def _arithmetic(view: state.View, request: Request, trace: DecodeTrace) -> str | None:
    """The arithmetic of the opened source piece as JSON; None if no piece is open, or the sentence lacks it."""
    piece = view.step_page.piece
    if not trace.attends or piece is None or piece >= len(trace.source.pieces):
        return None
    head = min(view.step_page.head, trace.weights.shape[1] - 1)
    arithmetic = work.cell_json(request, piece, head)
    return None if isinstance(arithmetic, cache.Problem) else arithmetic
