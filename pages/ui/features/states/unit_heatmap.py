"""Gates and single units as strips over time, and the sentences in which a unit is most active."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np

from pages.ui.address import state
from pages.ui.address.view import View
from pages.ui.engine import pretrained, work
from pages.ui.engine.work import Problem
from pages.ui.features.states import StatesView, neighbours
from pages.ui.kit import grain, titles
from pages.ui.kit.component import Component
from pages.ui.kit.controls import chosen_layer, layer_choice
from pages.ui.kit.words import _
from seq2seq.analysis.paths import SOURCE_KINDS, StateIndex, StateNeighbour, StateTrace, round_to_lists

STRIPS = Component("features/states/unit_heatmap_view")
UNIT_VIEWS = ("gates", "units")
DRIVERS = 8


def draw_unit_heatmap(states: StateTrace) -> None:
    """Draw the gates or units of the chosen cells over the pieces or steps of the sentence."""
    view, chosen = state.view(), state.view().of(StatesView)
    kind = _kind(chosen.show, chosen.cells, states)
    config = pretrained.models(view.family)[view.scorer].read_config() if kind in SOURCE_KINDS else None
    layers = config.encoder_layers if config else 1
    layer_choice(layers)
    layer = chosen_layer(view.layer, layers)
    job = neighbours.neighbour_index(view.model)
    units = _units(states, view, kind, layer, layers)
    rows: Mapping[str, np.ndarray] = {"state": units}
    if chosen.show == "gates":  # by name, each (L, U); none if the model has none or can't be read
        gates = work.trace_gates(view.request, kind, layer)
        rows = {} if isinstance(gates, Problem) else gates
    searched = chosen.show == "units" and layer == layers - 1
    data = {
        "trace": grain.piecewise(states.trace),
        "along": "source" if kind in SOURCE_KINDS else "target",
        "strips": [_strip(name, values, signed=chosen.show == "units") for name, values in rows.items()],
        "units": units.shape[1],
        "drivers": _drivers(job.result, kind, chosen.unit) if searched else None,
        "note": _note(chosen.show, rows, layer, layers),
        "caption": titles.caption(view),
    }
    neighbours.mount_live(_mount, data, view, job, states.trace)


def _kind(show: str, cells: str, states: StateTrace) -> str:
    """The cells that are shown: those that are chosen, where there are such; of an encoder without directions all of
    its units. Gates belong to cells of one direction."""
    if cells in states.sentence.vectors and (show, cells) != ("gates", "encoder"):
        return cells
    return "encoder" if show == "units" else "decoder"


def _units(states: StateTrace, view: View, kind: str, layer: int, layers: int) -> np.ndarray:
    """The states (L, U) after a layer; those of the last as the decoder reads them."""
    if layer < layers - 1:
        vectors = work.layer_vectors(view.request)
        if not isinstance(vectors, Problem):
            return vectors[kind][layer]
    return states.sentence.vectors[kind]


def _mount(data: Mapping[str, Any], waiting: str) -> None:
    waiting = waiting if data["drivers"] is not None else ""
    key, given = f"strips-{state.navigation_count()}", {**data, "waiting": waiting}
    STRIPS(key, given, neighbours.sentence_listener(), choices=("step", "unit"))


def _strip(name: str, values: np.ndarray, signed: bool) -> dict[str, Any]:
    """Values (L, U) as one byte each: gates on a scale from 0 to 1, states on a symmetric scale up to their maximum."""
    largest = float(np.abs(values).max()) or 1.0
    low, high = (-largest, largest) if signed else (0.0, 1.0)
    scaled = np.rint((values - low) / (high - low) * 255).astype(np.uint8)
    return {"name": name, "bytes": base64.b64encode(scaled.tobytes()).decode(), "low": low, "high": high}


def _drivers(index: Any, kind: str, unit: int) -> list[list[dict[str, Any]]]:
    if not isinstance(index, StateIndex) or not index.has(kind) or unit >= index.pool(kind).shape[1]:
        return []
    return [
        [_driver(neighbour, index, kind, unit) for neighbour in side] for side in index.drivers(kind, unit, DRIVERS)
    ]


def _driver(neighbour: StateNeighbour, index: StateIndex, kind: str, unit: int) -> dict[str, Any]:
    sentence = index.sentences[neighbour.sentence]
    values = round_to_lists(index.vectors(neighbour.sentence, kind)[:, unit], 2)
    return {"text": sentence.text, "pieces": sentence.pieces(kind), "values": values, "position": neighbour.position}


def _note(show: str, rows: Mapping[str, np.ndarray], layer: int, layers: int) -> str:
    if show == "units":
        words = _("Each line is a unit, each column a piece: colour where it is above zero, grey where below.")
        if layers == 1:
            return words
        last = _("The last layer is shown as the decoder reads it, with the residual connection from the embedding.")
        inner = _(
            "After layer {n} of {layers}, without the residual connection from the embedding; neighbours "
            "are those of the last layer."
        )
        return f"{words} {last if layer == layers - 1 else inner.format(n=layer + 1, layers=layers)}"
    if not rows:
        return _("The cells of this model have no gates.")
    return (
        _(
            "Each line is a unit, each column a piece; full colour is an open gate. An open update gate keeps the old "
            "state; a closed reset gate leaves the old state out of the new candidate."
        )
        if "update" in rows
        else _("Each line is a unit, each column a piece; full colour is an open gate.")
    )
