"""The explanation of a decoding: hands all its steps to the browser, and the arithmetic of the score that is open."""

from __future__ import annotations

from pages.ui.components.component import Component, choice_listeners
from pages.ui.engine import cache, work
from pages.ui.session import grain, state
from pages.ui.session.opening import opening
from seq2seq.text.merging import word_parts
from seq2seq.trace.trace import DecodeTrace

EXPLANATION = Component("step")


def draw_step(view: state.View, trace: DecodeTrace) -> None:
    """The explanation of the view. What it reports is chosen, and the fragment around it runs again."""
    sheet = work.explanation_json(view.heated)
    if isinstance(sheet, cache.Problem):
        return
    told = {"source": grain.piece_labels(trace.source.pieces), "target": grain.piece_labels(trace.pieces)}
    given = {"sheet": sheet, "told": told, "parts": word_parts(trace.pieces), "fixed": not trace.attends}
    shown = {"step": opening(view, trace), "reveal": view.reveal, **vars(view.step_page)}
    listeners = choice_listeners("step", "piece", "head", "temperature")
    data = {**given, "arithmetic": _arithmetic(view, trace), **shown}
    EXPLANATION(f"explanation-{state.navigation_count()}", data, *listeners)


def _arithmetic(view: state.View, trace: DecodeTrace) -> str | None:
    """That of the open source piece, as JSON; None where none is open, or the sentence has no such piece."""
    piece = view.step_page.piece
    if not trace.attends or piece is None or piece >= len(trace.source.pieces):
        return None
    head = min(view.step_page.head, trace.weights.shape[1] - 1)
    found = work.cell_json(view.heated, piece, head)
    return None if isinstance(found, cache.Problem) else found
