"""The result of a translation: its text, remarks on it, and its details."""

from __future__ import annotations

import streamlit as st

from pages.ui.address import state
from pages.ui.address.regions import SCORER, region, shows
from pages.ui.engine import pretrained, work
from pages.ui.engine.results import unusable
from pages.ui.kit import titles
from pages.ui.kit.component import Component
from pages.ui.kit.controls import opener
from pages.ui.kit.words import _, ngettext, problem_text, shortened
from seq2seq.config.cards import Card
from seq2seq.config.schema import Order
from seq2seq.config.variants import card_and_variant, formula, symbols
from seq2seq.data.families import FAMILIES, families_for
from seq2seq.trace.pieces import joined_label, visible
from seq2seq.trace.trace import DecodeTrace

_ROOM = 136
"""Pixels for a translation and remarks on it."""
_MOST_QUOTED = 30
"""Characters of a sentence that a remark repeats: the translation above needs the room."""
_DETAILS = "details"
GROWN = '<p class="gaze-grown"></p>'
"""The place that the attention view fills with the steps revealed so far."""


@region(shows(*SCORER))
def scorer_card() -> None:
    """Draw the scoring function in view, as a region; where a class is to find out which it is, nothing of it."""
    if not state.view().blind:
        scorer(state.view().scorer)


def scorer(name: str) -> None:
    """Draw a scoring function: its formula, what to look for, and how its variant differs."""
    card, variant = card_and_variant(name)
    with st.container(key="card", gap="small"):
        opener(_("About this function"))
        draw_formula(card, titles.order_of(name))
        st.caption(_(card.hint), help=titles.origin(name))
        if variant and variant.hint:
            st.caption(_(variant.hint))


def outcome(
    decoded: DecodeTrace | work.Problem, room: int = _ROOM, begun: tuple[str, ...] = (), grows: bool = False
) -> None:
    """Draw the translation with remarks, or the reason why there is none, in a space of `room` pixels.

    `begun` are the pieces with which the visitor made it begin. If it `grows`, the attention view shows its steps."""
    with st.container(key="said", gap="small", height=room, border=False):
        if isinstance(decoded, DecodeTrace):
            _large(decoded.text, grows)
            remarks(decoded)
        elif decoded.reason:
            _large(_("This can't be translated.") if _blames_request(decoded) else _("This model is not available."))
            st.text(problem_text(decoded))
        else:
            _large(_("Type a sentence, or pick an example."))
        if begun:
            _begun(begun)


def _blames_request(problem: work.Problem) -> bool:
    """Whether the model works and the request is at fault. The error of a broken model has no values."""
    return bool(problem.values) and unusable(state.view().model) is None


def _begun(pieces: tuple[str, ...]) -> None:
    """Draw the forced words, and a button that removes them."""
    with st.container(key="begun", horizontal=True, vertical_alignment="center"):
        st.text(_("Forced prefix: {words}").format(words=joined_label(pieces)))
        st.button(
            _("Back to the model's own translation"),
            key="unforced",
            type="tertiary",
            icon=":material/undo:",
            on_click=state.choose,
            args=("begun", ()),
        )


def missing(what: str) -> None:
    """Draw what the visitor has to do first; `what` is an English message."""
    with st.container(key="said", gap="small", height=_ROOM, border=False):
        _large(_(what))


def _large(words: str, grows: bool = False) -> None:
    """Draw text whose size depends on its length, or the place of a translation that grows."""
    size = "short" if len(words) <= 60 else "middling" if len(words) <= 160 else "long"
    with st.container(key=size):
        st.html(GROWN) if grows else st.text(visible(words))


def remarks(trace: DecodeTrace) -> None:
    """Draw remarks on a decoding: unknown characters, unread text, a missing end."""
    unknown = [trace.request.text[begin:end] for begin, end in _unknown_spans(trace)]
    if unknown:
        copies, lacks = _("Unknown to the model, which can copy it: {words}"), _("Unknown to the model: {characters}")
        words = shortened(" ".join(dict.fromkeys(unknown)), _MOST_QUOTED)
        st.text(copies.format(words=words) if trace.generate else lacks.format(characters=words))
    if trace.source.cut:
        st.text(
            _("Only the first {n} pieces are read. Left unread: {cut}").format(
                n=len(trace.source.pieces) - 1, cut=shortened(trace.source.cut, _MOST_QUOTED)
            )
        )
    if not trace.finished:
        stopped = ngettext(
            "The decoder did not find an end and was stopped after {n} piece.",
            "The decoder did not find an end and was stopped after {n} pieces.",
            len(trace),
        )
        st.text(stopped.format(n=len(trace)))


def _unknown_spans(trace: DecodeTrace) -> list[tuple[int, int]]:
    source = trace.source
    return [span for span, unknown in zip(source.spans, source.unknown, strict=True) if unknown]


def _fitting_families() -> tuple[str, ...] | None:
    """The families that read the script of the sentence, if the present one does not."""
    view = state.view()
    known = FAMILIES.get(view.family)
    if not known or not known.is_foreign(view.text):
        return None
    return tuple(family.name for family in families_for(view.text) if family.name in pretrained.families())


@region(_fitting_families)
def script_hint() -> None:
    """If the model does not read the script of the sentence, say so and offer the families that do."""
    fitting = _fitting_families()
    if fitting is None:
        return
    with st.container(key="notice", horizontal=True, vertical_alignment="center"):
        language = FAMILIES[state.view().family].source.title
        st.text(_("This model reads: {language}.").format(language=_(language)))
        for name in fitting:
            st.button(
                titles.family_title(name),
                key=f"switch-{name}",
                type="tertiary",
                icon=":material/swap_horiz:",
                on_click=state.choose,
                args=("family", name),
            )


def credit(family: str) -> None:
    """Draw the credit for the data that the family's models were trained on."""
    if family in FAMILIES:
        draw = st.text if FAMILIES[family].own else st.caption  # what is written about a table is no Markdown
        draw(titles.family_credit(family))


@region(state.ignored)
def ignored_parameters() -> None:
    """Name the invalid parameters of the URL."""
    if ignored := state.ignored():
        with st.container(key="ignored"):
            st.text(_("Ignored in the address: {parts}").format(parts=visible(_(", ").join(ignored))))


def _opened_details() -> object:
    """What the section of details shows: whether it is there, and what is in it when it is open."""
    view = state.view()
    decoded = work.translate(view.request)
    there = isinstance(decoded, DecodeTrace) and not view.reveal and not view.blind
    return there, (decoded, view.grain) if there and state.remembered(_DETAILS) else None


@region(_opened_details)
def details() -> None:
    """Draw the matrix, its numbers and the trace as a file; made, and plotly imported, when the section is opened."""
    view = state.view()
    decoded = work.translate(view.request)
    if isinstance(decoded, work.Problem) or view.reveal or view.blind:
        return
    with st.expander(
        _("Matrix, numbers and data"), icon=":material/table_chart:", key=_DETAILS, on_change="rerun"
    ) as opened:
        state.remember(_DETAILS, opened.open)
        if opened.open:
            from pages.ui.kit import charts

            charts.alignment_expander(decoded)


FORMULA = Component("kit/formula")


def draw_formula(card: Card, order: Order) -> None:
    """Draw the formula of a scoring function in a decoder of this order; each of its symbols explains itself."""
    st.latex(formula(card, order), width="content")
    explained = [vars(symbol) | {"words": _(symbol.words)} for symbol in symbols(card, order)]
    FORMULA("formula", {"symbols": explained})
