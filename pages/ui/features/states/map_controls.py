"""The controls of the page States in one line, and the notes below its map."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import streamlit as st

from pages.ui.address import codec, state, widgets
from pages.ui.address.view import View
from pages.ui.engine import pretrained
from pages.ui.features.states import StatesView
from pages.ui.kit import controls, titles
from pages.ui.kit.controls import opener
from pages.ui.kit.words import _, ngettext
from seq2seq.analysis.paths import SPACE_OF_VIEW, StateMaps, StateTrace
from seq2seq.analysis.projections import Basis

VIEW_TITLES = {
    "states": "States and context",
    "encoder": "Encoder",
    "decoder": "Decoder",
    "context": "Context",
    "forward": "Forward encoder states",
    "backward": "Backward encoder states",
    "readout": "Readouts and chosen words",
    "embedded": "Source embeddings",
    "gates": "Gates",
    "units": "Single units",
}
MAPS = {"shared": "Shared map", "own": "This model's map", "tsne": "t-SNE", "spectral": "Laplacian eigenmaps"}
WARNINGS = {
    "tsne": "t-SNE preserves only local neighbourhoods: distances between groups, group sizes, directions "
    "and weighted sums mean nothing here, and every sentence gives a new layout. The axes explain "
    "no share of the variance.",
    "spectral": "Laplacian eigenmaps, the initialisation of UMAP, draw the graph of neighbours. Distances, "
    "sizes and weighted sums mean nothing here, and every sentence gives a new layout. The axes "
    "explain no share of the variance.",
}
_COLOURS = {
    "kind": "Kind of state",
    "position": "Position",
    "piece": "Piece",
    "class": "Word class",
    "entropy": "Entropy",
    "step": "Decoding step",
}
_CELLS = {"decoder": "Decoder", "encoder": "Encoder", "forward": "Encoder, forward", "backward": "Encoder, backward"}
MAP_TABLES = (VIEW_TITLES, MAPS, WARNINGS, _COLOURS, _CELLS)
"""Their words are translated where they are shown."""
MOST_SENTENCES = 200
"""The most sentences of a visitor's own that are searched for neighbours."""
ENDINGS = ["txt", "tsv"]
WIDTHS = {"show": 190, "layout": 155, "colour": 130, "cells": 185}
"""Pixels, so that the controls fit in one line on a laptop."""
_SHORT = 14
"""Letters of a title on a button."""
UPLOAD = "sentences-of-my-own"


def map_choices() -> None:
    """Draw the line of controls for what is shown: a map, or gates and units."""
    opened = state.view().of(StatesView).show in ("gates", "units")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="map_controls"):
        opener(_("What is drawn"))
        _select(_("Show"), "show", VIEW_TITLES)
        if opened:
            _select(_("Cells"), "cells", _CELLS)
        else:
            _select(_("Map"), "layout", MAPS)
            _select(_("Colour by"), "colour", _COLOURS)
            controls.segments(_("Axes"), "dims", {"2": "2-D", "3": "3-D"}, "sight-dims")
            _side_by_side()
        _sentences()


def _select(label: str, name: str, titles: dict[str, str]) -> None:
    controls.menu(label, name, list(titles), lambda value: _(titles[value]), f"sight-{name}", width=WIDTHS[name])


def _side_by_side() -> None:
    """Draw the menu of a second path on the map: another scoring function, or another sentence."""
    view = state.view()
    page = view.of(StatesView)
    chosen = [titles.scorer_title(page.rival)] if page.rival else []
    title = _(", ").join([*chosen, *([view.other] if view.other else [])])
    with st.popover(_short(title) or _("Side by side"), icon=":material/compare_arrows:"):
        models = pretrained.models(view.family)
        names = [name for name, entry in models.items() if not entry.problem and name != view.scorer]
        rivals: list[str] = ["", *names, *([page.rival] if page.rival and page.rival not in names else [])]
        controls.menu(
            _("Another scoring function"),
            "rival",
            rivals,
            lambda name: titles.scorer_title(name) if name else "—",
            "sight-rival",
        )
        key = "sight-other"
        st.text_input(
            _("Another sentence"),
            widgets.text_field_value(key, view.other),
            key=key,
            live=controls.PAUSE,
            on_change=widgets.choose_from_widget,
            args=("other", key),
            max_chars=codec.LONGEST_TEXT,
            autocomplete="off",
        )


def _short(title: str) -> str:
    """The title without Markdown, since button titles would render it, and cut to a width of 14 letters, so that the
    controls stay in one line. A Chinese character counts as two letters."""
    plain = "".join(char if char.isalnum() or char in " ,。，.?!？！'’-" else " " for char in title)
    ends = accumulate(1 if char.isascii() else 2 for char in plain)
    kept = sum(end <= _SHORT for end in ends)
    return plain if kept == len(plain) else f"{plain[:kept].rstrip()}…"


def _sentences() -> None:
    """Draw the upload of a visitor's own sentences, which are searched for neighbours; they stay in this session."""
    with st.popover(_("Sentences"), icon=":material/upload_file:"):
        if trained := len(pretrained.sample(state.view().family)):
            words = _("Neighbours come from {m} training pairs, the examples and at most {n} of your own.")
            st.text(words.format(m=f"{trained:,}", n=MOST_SENTENCES))
        else:
            words = _("Neighbours come from the example sentences and from up to {n} of your own.")
            st.text(words.format(n=MOST_SENTENCES))
        st.file_uploader(_("A text file, one sentence per line"), type=ENDINGS, key=UPLOAD, max_upload_size=1)
        if widgets.uploaded_bytes(UPLOAD):
            own = len(own_sentences())
            read = ngettext("{n} sentence of your own was read.", "{n} sentences of your own were read.", own)
            st.text(
                read.format(n=own) if own else _("No sentences could be read from this file. It must be UTF-8 text.")
            )


def own_sentences() -> tuple[str, ...]:
    """The uploaded sentences: the first column of the file's lines, without duplicates; none if it is not UTF-8."""
    try:
        text = widgets.uploaded_bytes(UPLOAD).decode("utf-8-sig")
    except UnicodeDecodeError:
        return ()
    lines = (line.partition("\t")[0].strip()[: codec.LONGEST_TEXT] for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))[:MOST_SENTENCES]


_NO_RESIDUAL = 1e-4
"""A map with a smaller residual was fitted on the model itself."""
LEAST_CORRELATION = 0.7
"""Below this correlation of an axis, a place on the map means different things for two models."""
MappedStates = tuple[StateTrace, StateMaps]
"""The states of a sentence, and the maps of the model that computed them."""


def map_note(mapped: Sequence[MappedStates], basis: Basis, view: View, shared: bool) -> str:
    """The note under a linear map: the variance its axes explain, what it was fitted on, and its limits."""
    chosen = view.of(StatesView)
    maps, axes = mapped[0][1], int(chosen.dims)
    share = f"{float(basis.shares[:axes].sum()) * 100:.1f}%"
    sentences = [_("The {n} axes explain {x} of the variance of all states.").format(n=axes, x=share)]
    sentences.append(_fitting_note(maps).format(n=f"{maps.sentences:,}"))
    if maps.stored:
        rotated = [pair for pair in mapped if shared and pair[1].residual > _NO_RESIDUAL]
        sentences += [_rotation_note(states, maps, view) for states, maps in rotated]
    if len({states.trace.request.model for states, _ in mapped}) > 1 and not shared:
        sentences.append(_("Each model has its own map here: the two can't be compared."))
    first = mapped[0][0]
    if first.trace.attends and not first.mixes and "context" in SPACE_OF_VIEW[chosen.show][1]:
        sentences.append(
            _("Each head sums its own slice of the states, so the context is not a weighted sum of the points.")
        )
    return " ".join(sentences)


def _fitting_note(maps: StateMaps) -> str:
    count = maps.sentences
    if not maps.stored:
        return ngettext(
            "This map was just fitted on {n} example sentence.",
            "This map was just fitted on {n} example sentences.",
            count,
        )
    if maps.examples:
        return ngettext("Fitted once on {n} example sentence.", "Fitted once on {n} example sentences.", count)
    return ngettext("Fitted once on {n} training sentence.", "Fitted once on {n} training sentences.", count)


def _rotation_note(states: StateTrace, maps: StateMaps, view: View) -> str:
    """How well the family's map fits a model that it was not fitted on: the residual, and each axis's correlation."""
    chosen = view.of(StatesView)
    names = {"reference": maps.reference, "model": states.trace.request.model}
    shown = {key: titles.scorer_title(name.partition("/")[2]) for key, name in names.items()}
    kinds = [kind for kind in SPACE_OF_VIEW[chosen.show][1] if kind in maps.agreement]
    axes = {kind: list(maps.agreement[kind])[: int(chosen.dims)] for kind in kinds}
    parts = [f"{_(VIEW_TITLES[kind])} {', '.join(f'{r:.2f}' for r in axes[kind])}" for kind in kinds]
    sentences = [
        _("The map of {reference} was rotated onto {model}: residual {r} (0: identical up to rotation; 1: unrelated)."),
        _("Correlation of the two models' states along each axis: {axes}."),
    ]
    if min(min(rows) for rows in axes.values()) < LEAST_CORRELATION:
        sentences.append(
            _(
                "Where it is low, positions are not comparable between the two models; “This model's map” shows "
                "{model} by itself."
            )
        )
    return " ".join(sentences).format(**shown, r=f"{maps.residual:.2f}", axes=_("; ").join(parts))
