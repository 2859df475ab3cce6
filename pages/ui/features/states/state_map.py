"""The map of states: the data of its paths, neighbours and notes for the component that draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from pages.ui.address import state
from pages.ui.address.view import View
from pages.ui.engine import work
from pages.ui.engine.work import Problem
from pages.ui.features.states import StatesView, map_controls, neighbours
from pages.ui.features.states.map_controls import MappedStates, map_note
from pages.ui.kit import grain, titles
from pages.ui.kit.component import Component
from pages.ui.kit.words import _, problem_text
from seq2seq.analysis.paths import (
    SHARED,
    SPACE_OF_VIEW,
    StateIndex,
    StateNeighbour,
    StateTrace,
    path_distances,
    round_to_lists,
    view_bases,
    view_points,
)
from seq2seq.analysis.projections import Basis
from seq2seq.config.schema import Request
from seq2seq.data.families import language_codes
from seq2seq.text.word_classes import piece_classes
from seq2seq.trace.pieces import running_text

_STATE_MAP = Component("features/states/state_map_view")
NEAREST = 6
CLOUD_POINTS = 400
"""The most points of other sentences, for each kind of state."""
LEAST_EXTENT = 1.5
"""A map shows at least this many standard deviations in each direction, so that the same place is always in view."""
NONLINEAR = ("tsne", "spectral")


def draw_state_map(states: StateTrace) -> None:
    """Draw the chosen map, with a second path if another sentence or scoring function is chosen."""
    view = state.view()
    maps = work.load_state_maps(view.model)
    if isinstance(maps, Problem):
        st.text(problem_text(maps))
        return
    mapped = [(states, maps), *_second_path(view.of(StatesView).beside(view))]
    job = neighbours.neighbour_index(view.model)
    index = job.result if isinstance(job.result, StateIndex) else None
    draw = _nonlinear_map if view.of(StatesView).layout in NONLINEAR else _linear_map
    data = draw(mapped, view, index)
    if isinstance(data, Problem):
        st.text(problem_text(data))
        return
    neighbours.mount_live(_mount, data, view, job, states.trace)


def _mount(data: Mapping[str, Any], waiting: str) -> None:
    key, given = f"space-{state.navigation_count()}", {**data, "waiting": waiting}
    _STATE_MAP(key, given, neighbours.sentence_listener(), choices=("step", "close"))


def _second_path(beside: Request | None) -> list[MappedStates]:
    """The states and maps of the second request; none if they are not available, as the page then shows the first."""
    if beside is None:
        return []
    states = work.trace_states(beside)
    maps = work.load_state_maps(beside.model)
    return [] if isinstance(states, Problem) or isinstance(maps, Problem) else [(states, maps)]


def _linear_map(mapped: Sequence[MappedStates], view: View, index: StateIndex | None) -> dict[str, Any]:
    """The data of a linear map, on which the states of all sentences have a place."""
    chosen = view.of(StatesView)
    shareable = SPACE_OF_VIEW[chosen.show][0] == "states" and chosen.layout == SHARED
    shared = shareable and all(SHARED in maps.bases for _, maps in mapped)
    bases = [view_bases(states, maps, chosen.show, shared) for states, maps in mapped]
    paths = [
        _path(states, view_points(states, maps, chosen.show, shared), _name(states, mapped))
        | {"near": _neighbours(states, index if number == 0 else None, bases[number])}
        for number, (states, maps) in enumerate(mapped)
    ]
    first = next(iter(bases[0].values()))
    chart = {
        "linear": True,
        "shares": round_to_lists(first.shares, 4),
        "frame": round_to_lists(np.sqrt(first.variances) * np.array([[-LEAST_EXTENT], [LEAST_EXTENT]])),
        "note": map_note(mapped, first, view, shared),
    }
    cloud = (
        {kind: round_to_lists(index.cloud(basis, kind, CLOUD_POINTS)) for kind, basis in bases[0].items()}
        if index
        else {}
    )
    gap = _distances(mapped, view, paths if shared else [])
    return _component_data(view, paths, chart, index) | {"cloud": cloud, "gap": gap}


def _nonlinear_map(mapped: Sequence[MappedStates], view: View, index: StateIndex | None) -> dict[str, Any] | Problem:
    """The data of a map of these sentences alone, which keeps neighbours together and nothing else."""
    chosen = view.of(StatesView)
    model = mapped[0][0].trace.request.model
    same_model = [states for states, _ in mapped if states.trace.request.model == model]
    requests = tuple(states.trace.request for states in same_model)
    layout = work.nonlinear_layout(requests, SPACE_OF_VIEW[chosen.show][1], chosen.layout)
    if isinstance(layout, Problem):
        return layout
    paths = [
        _path(states, points, _name(states, mapped))
        | {"near": _neighbours(states, index if number == 0 else None, dict.fromkeys(points))}
        for number, (states, points) in enumerate(zip(same_model, layout, strict=True))
    ]
    warning = _(map_controls.WARNINGS[chosen.layout])
    if len(same_model) < len(mapped):
        warning += " " + _("This map shows one model at a time; the other is left out.")
    chart = {"linear": False, "shares": [], "frame": [], "note": warning}
    return _component_data(view, paths, chart, index) | {"cloud": {}, "gap": _distances(mapped, view, [])}


def _component_data(
    view: View, paths: list[dict[str, Any]], chart: Mapping[str, Any], index: StateIndex | None
) -> dict[str, Any]:
    neighbours = (near for path in paths for rows in path["near"].values() for row in rows for near in row)
    numbers = sorted({near[0] for near in neighbours})
    named = {str(number): index.sentences[number] for number in numbers} if index else {}
    sentences = {
        number: {
            "text": sentence.text,
            "source": sentence.source,
            "target": sentence.target,
            "translation": running_text(sentence.target),
            "trained": index is not None and index.is_trained(int(number)),
        }
        for number, sentence in named.items()
    }
    choices = {name: getattr(view.of(StatesView), name) for name in ("dims", "colour")}
    names = [path["name"] for path in paths[1:]]
    caption = titles.caption_lines(view.family, view.text, titles.scorer_title(view.scorer), *names)
    return {"paths": paths, "map": chart, "sentences": sentences, "caption": caption} | choices


def _path(states: StateTrace, points: Mapping[str, np.ndarray], name: str) -> dict[str, Any]:
    """The data of one path; `points` (L, 3) by kind of state."""
    trace = states.trace
    source, target = language_codes(trace.request.model.partition("/")[0])
    classes = {"source": piece_classes(trace.source.pieces, source), "target": piece_classes(trace.pieces, target)}
    return {
        "name": name,
        "trace": grain.piecewise(trace),
        "mixes": states.mixes,
        "points": {kind: round_to_lists(rows) for kind, rows in points.items()},
        "classes": classes,
    }


def _neighbours(states: StateTrace, index: StateIndex | None, bases: Mapping[str, Basis | None]) -> dict[str, Any]:
    """For each kind and each of its states, the nearest states of other sentences; with their place on the map if
    the kind has a basis."""
    if index is None:
        return {}
    rows = {kind: index.neighbours(states.sentence, kind, NEAREST) for kind in bases}
    return {
        kind: [[_neighbour(near, index, kind, bases[kind]) for near in row] for row in rows[kind]] for kind in bases
    }


def _neighbour(near: StateNeighbour, index: StateIndex, kind: str, basis: Basis | None) -> list[float]:
    vector = index.vectors(near.sentence, kind)[near.position]
    place = round_to_lists(basis.project(vector), 2) if basis else []
    return [near.sentence, near.position, round(near.distance, 2), *place]


def _distances(mapped: Sequence[MappedStates], view: View, paths: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The distance between the two decoder states at each step.

    It is measured in the full space if both paths are of one model, otherwise on the shared map that `paths` have their
    points on. Without a shared map, two models have no distance."""
    if len(mapped) < 2 or "decoder" not in SPACE_OF_VIEW[view.of(StatesView).show][1]:
        return {"values": [], "title": ""}
    vectors = [states.sentence.vectors["decoder"] for states, _ in mapped]
    if len({states.trace.request.model for states, _ in mapped}) == 1:
        title = _("Distance between the two decoder states, in all {n} dimensions").format(n=vectors[0].shape[1])
        return {"values": round_to_lists(path_distances(*vectors)), "title": title}
    rows = [np.array(path["points"]["decoder"]) for path in paths]
    title = _("Distance between the two decoder states on the map's three axes; the models share no other space")
    return {"values": round_to_lists(path_distances(*rows)) if rows else [], "title": title}


def _name(states: StateTrace, mapped: Sequence[MappedStates]) -> str:
    """The name of a path: the sentence if both are of one model, otherwise the scoring function."""
    models = {other.trace.request.model for other, _ in mapped}
    if len(models) == 1:
        return states.trace.request.text
    return titles.scorer_title(states.trace.request.model.partition("/")[2])
