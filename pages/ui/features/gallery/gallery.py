"""One picture of a fault at a time: what is wrong with it is chosen among names, then a checker shows it on numbers."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.address import state
from pages.ui.address.view import View
from pages.ui.engine import work
from pages.ui.features.gallery import GALLERY, GalleryView
from pages.ui.features.gallery.cases import model_with, sentences, shuffled_faults
from pages.ui.kit import controls, titles
from pages.ui.kit.assignment import draw_sheet
from pages.ui.kit.words import _, problem_text
from seq2seq.analysis.faults import FAULTS
from seq2seq.analysis.invariants import INVARIANTS
from seq2seq.config.schema import Request
from seq2seq.trace.pieces import visible

if TYPE_CHECKING:
    from seq2seq.analysis.broken_attention import BrokenAttention

_SEEDS = 9999
_CELL = 28
"""Pixels of a cell's side: as large as a phone has room for, with a weight printed in it."""


def draw_gallery(view: View) -> None:
    """The picture that the view has come to, the names to choose from, and the way to the next; as an assignment, the
    sheet for this one."""
    chosen = view.of(GalleryView)
    name = shuffled_faults(chosen.seed)[chosen.case]
    st.subheader(_("What is wrong with this attention?"), anchor=False)
    model, (text, other) = model_with(view, name), sentences(view, chosen.seed + chosen.case)
    broken = work.break_attention(Request(model, text), other, name)
    if isinstance(broken, work.Problem):
        st.text(problem_text(broken))
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _picture(broken, model)
    with right, st.container(key="diagnosis"):
        if view.assignment:
            draw_sheet(GALLERY)
        else:
            _ways_on(view)
            _diagnosis(view, name, broken)


def _picture(broken: BrokenAttention, model: str) -> None:
    from pages.ui.kit import charts
    from seq2seq.figures import alignment

    trace, (family, _slash, scorer) = broken.trace, model.partition("/")
    title = titles.scorer_title(scorer)
    st.caption(f"{visible(trace.request.text)} → {visible(trace.text)} · {title}")
    figure = alignment.alignment_heatmap(trace, accent=charts.accent(), largest=_CELL)
    light, dark = "#f4f5f8", "#1c2230"
    inks = (light, dark) if st.context.theme.type == "dark" else (dark, light)
    alignment.print_weights(figure, trace, *inks)
    lines = titles.caption_lines(family, trace.request.text, title)
    charts.chart(_("Matrix"), figure, alignment.alignment_table(trace), "alignment", caption=lines)


def _diagnosis(view: View, name: str, broken: BrokenAttention) -> None:
    """The names, a word on a wrong choice, and what the checker says once it is the right one."""
    page = view.of(GalleryView)
    with st.container(key="diagnoses"):
        chosen = st.radio(
            _("Your diagnosis"),
            list(FAULTS),
            index=None,
            key=f"diagnosis-{page.seed}-{page.case}",
            format_func=lambda fault: _(FAULTS[fault].title),
        )
    if chosen and chosen != name:
        st.info(_("Look again. {sign}").format(sign=_(FAULTS[chosen].sign)), icon=":material/search:")
    elif chosen:
        st.success(_("Correct: {fault}.").format(fault=_(FAULTS[name].title)), icon=":material/check:")
        _report(name, broken)


def _report(name: str, broken: BrokenAttention) -> None:
    """The invariants that are violated, the one that names the fault first, and where it has happened."""
    fault = FAULTS[name]
    ranked = sorted(broken.violations, key=lambda violation: violation.invariant != fault.invariant)
    st.caption(_("What the checker found"))
    for violation in ranked:
        invariant = INVARIANTS[violation.invariant]
        st.markdown(f"**{_(invariant.title)}**")
        st.text(_(invariant.words).format(**violation.values))
    if fault.thread:
        st.link_button(_("Where it happened"), fault.thread, icon=":material/forum:", help=fault.thread)


def _ways_on(view: View) -> None:
    case, count = view.of(GalleryView).case, len(FAULTS)
    with st.container(horizontal=True, vertical_alignment="center", key="cases"):
        controls.page_button(
            "back", ":material/chevron_left:", _("Previous picture"), "case", case - 1, disabled=case == 0
        )
        st.text(f"{case + 1} / {count}")
        controls.page_button(
            "next", ":material/chevron_right:", _("Next picture"), "case", case + 1, disabled=case + 1 == count
        )
        st.button(_("Shuffle"), key="shuffle", icon=":material/shuffle:", type="tertiary", on_click=_shuffle)


def _shuffle() -> None:
    """Another order, from its beginning."""
    state.choose("seed", random.randint(1, _SEEDS))
    state.choose("case", 0)
