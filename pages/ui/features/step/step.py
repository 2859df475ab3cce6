"""The explanation of a decoding: all its steps for the component, and the arithmetic of the opened score."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.address.languages import translate_message
from pages.ui.address.view import opening, step_in_view
from pages.ui.engine import work
from pages.ui.features.step import ATTENTION, StepView
from pages.ui.kit import grain
from pages.ui.kit.component import Component
from pages.ui.kit.words import _, problem_text
from seq2seq.config.schema import Request
from seq2seq.figures.paper import worksheet_html
from seq2seq.trace.trace import DecodeTrace

EXPLANATION = Component("features/step")
_BEGIN = "<s>"
"""What the first step reads."""


def draw_step(view: state.View, request: Request, trace: DecodeTrace) -> None:
    """Draw the explanation of a request. Choices made in it rerun the fragment around it."""
    data = _self_attention(view, request, trace) or _attention(view, request, trace)
    if data is None:
        return
    page = view.of(StepView)
    shown = {"opening": opening(view, trace), "reveal": view.reveal, "languages": grain.languages(view.family)}
    shown |= {"asked": page.asked, "temperature": page.temperature}
    constants = ("window", "sigma", "beta")
    choices = ("step", "piece", "head", "temperature", *constants, "asked", "box", "position", "entry")
    EXPLANATION(f"explanation-{state.navigation_count()}", shown | data, choices=choices)
    if page.asked == "source":
        _draw_code(view, request, trace)
        _draw_worksheet(request, step_in_view(view, trace))


def _draw_code(view: state.View, request: Request, trace: DecodeTrace) -> None:
    """The switch that shows the PyTorch of the open box, and the code."""
    page = view.of(StepView)
    key = widgets.widget_key("code", page.code)
    st.toggle(
        _("PyTorch code"),
        key=key,
        help=_("The lines of PyTorch that give these numbers."),
        on_change=_take_code,
        args=(key,),
    )
    if not page.code:
        return
    position = (page.piece or 0) if page.box == ATTENTION else page.position
    position = min(position, len(trace.source.pieces) - 1)
    head = min(page.head, trace.weights.shape[1] - 1)
    step = step_in_view(view, trace)
    written = work.code(request, page.box, step, position, head)
    if isinstance(written, work.Problem):
        st.caption(written.reason)
        return
    beginning, lines = written
    st.code(lines, "python")
    with st.expander(_("Whole, to copy and run")):
        st.code(f"{beginning}\n{lines}", "python")
    name = f"step-{step + 1}"
    program, notebook = partial(work.step_script, request, step), partial(work.step_notebook, request, step)
    with st.container(horizontal=True):
        _download(_("The whole step as a program"), program, f"{name}.py", "text/x-python")
        _download(_("The same as a notebook"), notebook, f"{name}.ipynb", "application/x-ipynb+json")
    st.caption(_("Save it in the folder of Gaze, or in one inside it, where it finds the model under pretrained/."))


def _download(label: str, make: Callable[[], str | work.Problem], file: str, mime: str) -> None:
    """Draw a button that saves a text, which is made when it is clicked."""

    def made() -> str:
        text = make()
        if isinstance(text, work.Problem):
            raise ValueError(text.reason)
        return text

    st.download_button(label, made, file, mime, icon=":material/download:", on_click="ignore")


def _draw_worksheet(request: Request, step: int) -> None:
    """The button that saves the step as a worksheet, or why there is none."""
    sheet, language = work.step_worksheet(request, step), state.language()
    if isinstance(sheet, work.Problem):
        st.caption(
            _("No worksheet to print: {reason}. One of “Small numbers” fits.").format(reason=problem_text(sheet))
        )
        return
    say = partial(translate_message, lang=language)
    page = partial(worksheet_html, sheet, say, language)
    _download(_("Worksheet to print, with its solution"), page, f"worksheet-{step + 1}.html", "text/html")


def _take_code(key: str) -> None:
    state.choose("code", widgets.widget_value(key))


def _attention(view: state.View, request: Request, trace: DecodeTrace) -> dict[str, Any] | None:
    """The decoder attends to the source; None if the sentence can't be explained."""
    sheet = work.explanation_json(request)
    if isinstance(sheet, work.Problem):
        return None
    displayed = {"source": grain.piece_labels(trace.source.pieces), "target": grain.piece_labels(trace.pieces)}
    arithmetic, chosen = None, view.of(StepView)
    piece = chosen.piece
    if trace.attends and piece is not None and piece < len(trace.source.pieces):
        head = min(chosen.head, trace.weights.shape[1] - 1)
        arithmetic = work.cell_json(request, piece, head)
    box = None
    if chosen.box != ATTENTION:
        box = _opened(request, chosen.box, chosen.entry)
    drawing = _drawing(sheet, arithmetic, displayed, trace.pieces)
    return drawing | {"asked": "source", "fixed": not trace.attends, "box": box}


def _opened(request: Request, box: str, entry: int | None) -> str | None:
    """A box of the network, whole where it has no such entry; None for a model without it."""
    try:
        opened = work.box_json(request, box, entry)
    except IndexError:
        opened = work.box_json(request, box, None)
    return None if isinstance(opened, work.Problem) else opened


def _self_attention(view: state.View, request: Request, trace: DecodeTrace) -> dict[str, Any] | None:
    """The pieces of one side attend to each other, if that is chosen; None for a model without self-attention there."""
    page = view.of(StepView)
    if page.asked == "source":
        return None
    side = "encoder" if page.asked == "encoder" else "decoder"
    sheet = work.self_json(request, side)
    if isinstance(sheet, work.Problem):
        return None
    pieces = trace.source.pieces if side == "encoder" else trace.pieces
    asked = pieces if side == "encoder" else (_BEGIN, *pieces[:-1])
    displayed = {"source": grain.piece_labels(asked), "target": grain.piece_labels(pieces)}
    arithmetic = None
    if page.piece is not None and page.piece < len(pieces):
        arithmetic = work.self_cell_json(request, side, page.piece, page.head)
    return _drawing(sheet, arithmetic, displayed, pieces) | {"fixed": False, "box": None}


def _drawing(
    sheet: str, arithmetic: str | work.Problem | None, displayed: dict[str, Any], pieces: tuple[str, ...]
) -> dict[str, Any]:
    """What the browser gets of either; without the arithmetic if the sentence lacks it."""
    opened = None if isinstance(arithmetic, work.Problem) else arithmetic
    return {"sheet": sheet, "arithmetic": opened, "displayed": displayed, "parts": grain.parts(pieces)}
