"""What a page shows: a translation, what is to be said of it, and what lies behind it."""

from __future__ import annotations

import streamlit as st

from pages.ui.engine import cache
from pages.ui.layout.formula import formula
from pages.ui.session import state, titles
from pages.ui.session.words import _, ngettext, problem_text
from seq2seq.config.variants import card_and_variant
from seq2seq.data.families import FAMILIES, families_for, scripts
from seq2seq.trace.labels import joined_label, visible
from seq2seq.trace.trace import DecodeTrace

_ROOM = 136
"""Pixels for a translation and remarks on it."""
GROWN = '<p class="gaze-grown"></p>'
"""The place of a translation that grows."""


def scorer(name: str) -> None:
    """The scoring function: its formula and what to look for, and how its variant differs."""
    card, variant = card_and_variant(name)
    with st.container(key="card", gap="small"):
        formula.draw_formula(name)
        st.caption(_(card.hint), help=titles.origin(card, variant))
        if variant and variant.hint:
            st.caption(_(variant.hint))


def outcome(
    found: DecodeTrace | cache.Problem, room: int = _ROOM, begun: tuple[str, ...] = (), grows: bool = False
) -> None:
    """The translation and what is to be said of it, or why there is none, in a room that never grows. `begun` are the
    pieces that the visitor had it begin with; one that `grows` with the step is left to the stage."""
    with st.container(key="said", gap="small", height=room, border=False):
        if isinstance(found, DecodeTrace):
            _large(found.text, grows)
            remarks(found)
        elif found.reason:
            _large(_("This can't be translated.") if _blames_request(found) else _("This model is not available."))
            st.text(problem_text(found))
        else:
            _large(_("Type a sentence, or pick an example."))
        if begun:
            _begun(begun)


def _blames_request(problem: cache.Problem) -> bool:
    """Whether the model is there and names what it can't do. An error of a broken model has no values."""
    view = state.view()
    entry = cache.models(view.family).get(view.scorer)
    return bool(problem.values) and entry is not None and not entry.problem


def _begun(pieces: tuple[str, ...]) -> None:
    """What the model did not choose, and the way back to what it would say."""
    with st.container(key="begun", horizontal=True, vertical_alignment="center"):
        st.text(_("These words were forced: {words}").format(words=joined_label(pieces)))
        st.button(
            _("Back to the model's own translation"),
            key="unforced",
            type="tertiary",
            icon=":material/undo:",
            on_click=state.choose,
            args=("begun", ()),
        )


def missing(what: str) -> None:
    """What one has to do before there is anything to see; in the visitor's language."""
    with st.container(key="said", gap="small", height=_ROOM, border=False):
        _large(_(what))


def _large(words: str, grows: bool = False) -> None:
    """The longer, the smaller; or the place that the stage fills as far as it has come."""
    size = "short" if len(words) <= 60 else "middling" if len(words) <= 160 else "long"
    with st.container(key=size):
        st.html(GROWN) if grows else st.text(visible(words))


def remarks(trace: DecodeTrace) -> None:
    """What the model could not read, or left unread."""
    unknown = [trace.request.text[begin:end] for begin, end in _unknown_spans(trace)]
    if unknown:
        st.text(_("Unknown to the model: {characters}").format(characters=visible(" ".join(dict.fromkeys(unknown)))))
    if trace.source.cut:
        st.text(
            _("Only the first {n} pieces are read. Left unread: {cut}").format(
                n=len(trace.source.pieces) - 1, cut=visible(trace.source.cut)
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


def script_hint(text: str, family: str) -> None:
    """When the sentence is in another script than the model reads: say so, and offer the family that fits."""
    known = FAMILIES.get(family)
    found = scripts(text)
    if not known or not found or found[known.source.script]:
        return
    with st.container(key="notice", horizontal=True, vertical_alignment="center"):
        st.text(_("This model reads {language}.").format(language=_(known.source.title)))
        for fitting in families_for(text):
            if fitting.name in cache.families():
                st.button(
                    titles.family_title(fitting.name),
                    key=f"switch-{fitting.name}",
                    type="tertiary",
                    icon=":material/swap_horiz:",
                    on_click=state.choose,
                    args=("family", fitting.name),
                )


def credit(family: str) -> None:
    """Whom the sentences come from, and those whose models were trained on them."""
    if family in FAMILIES:
        st.caption(_(FAMILIES[family].credit))


def ignored_parameters() -> None:
    """One quiet line about nonsense in the URL."""
    if found := state.ignored():
        with st.container(key="ignored"):
            st.text(_("Ignored in the address: {parts}").format(parts=visible(", ".join(found))))


def details(trace: DecodeTrace) -> None:
    """The matrix as a figure and as numbers, and the whole trace; made, and plotly imported, when somebody looks."""
    with st.expander(
        _("Matrix, numbers and data"), icon=":material/table_chart:", key="details", on_change="rerun"
    ) as opened:
        if opened.open:
            from pages.ui.layout import charts

            charts.alignment_expander(trace)
