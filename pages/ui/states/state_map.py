"""The map of states: hands paths, neighbours and words to the browser, where everything that moves, moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from pages.ui.components import captions
from pages.ui.components.component import Component, choice_listeners
from pages.ui.engine import work
from pages.ui.engine.cache import Problem
from pages.ui.session import grain, state, titles
from pages.ui.session.view import View
from pages.ui.session.words import _, ngettext, problem_text
from pages.ui.states import map_controls, neighbours
from seq2seq.analysis.paths import (
    SHARED,
    SPACE_OF_VIEW,
    StateIndex,
    StateMaps,
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

_SPACE = Component("states/state_map_view")
NEAREST = 6
DUST = 400
"""At most so many points of other sentences a kind."""
REACH = 1.5
"""Standard deviations either way that a map shows at least, so that a place stays where it is."""
_EXACT = 1e-4
"""A residual below this is the model's own."""
AGREE = 0.7
"""Two models whose axis correlates less do not mean the same by a place on it."""
BENT = ("tsne", "spectral")
Paths = Mapping[str, np.ndarray]


def draw_state_map(gone: StateTrace) -> None:
    """The map of what is chosen; beside the sentence another one, or the same by another scoring function."""
    view = state.view()
    atlas = work.load_state_maps(view.model)
    if isinstance(atlas, Problem):
        st.text(problem_text(atlas))
        return
    walked = [(gone, atlas), *_second(view.beside)]
    job = neighbours.neighbour_index(view.model)
    found = job.found if isinstance(job.found, StateIndex) else None
    drawn = _laid_out(walked, view, found) if view.states.layout in BENT else _flat(walked, view, found)
    if isinstance(drawn, Problem):
        st.text(problem_text(drawn))
        return
    neighbours.live(_mount, drawn, view, job, gone.trace)


def _mount(drawn: Mapping[str, Any], step: int, waiting: str) -> None:
    listeners = *choice_listeners("step", "close"), neighbours.sentence_listener()
    _SPACE(f"space-{state.navigation_count()}", {**drawn, "step": step, "waiting": waiting}, *listeners)


def _second(beside: Request | None) -> list[tuple[StateTrace, StateMaps]]:
    """What stands beside: nothing where it can't be had; the page goes on with the first."""
    if beside is None:
        return []
    gone = work.trace_states(beside)
    atlas = work.load_state_maps(beside.model)
    return [] if isinstance(gone, Problem) or isinstance(atlas, Problem) else [(gone, atlas)]


def _flat(walked: Sequence[tuple[StateTrace, StateMaps]], view: View, found: StateIndex | None) -> dict[str, Any]:
    """A linear map: the points of all sentences have their places on it."""
    shared = SPACE_OF_VIEW[view.states.show][0] == "states" and view.states.layout == SHARED
    common = shared and all(SHARED in atlas.bases for _, atlas in walked)
    maps = [view_bases(gone, atlas, view.states.show, common) for gone, atlas in walked]
    drawn = [
        _path(gone, view_points(gone, atlas, view.states.show, common), _name(gone, walked))
        | {"near": _near(gone, found if number == 0 else None, maps[number])}
        for number, (gone, atlas) in enumerate(walked)
    ]
    first = next(iter(maps[0].values()))
    chart = {
        "linear": True,
        "shares": round_to_lists(first.shares, 4),
        "frame": round_to_lists(np.sqrt(first.variances) * np.array([[-REACH], [REACH]])),
        "note": _note(walked, first, view, common),
    }
    cloud = {kind: round_to_lists(found.cloud(basis, kind, DUST)) for kind, basis in maps[0].items()} if found else {}
    apart = _apart(walked, view, drawn if common else [])
    return _data(view, drawn, chart, found) | {"cloud": cloud, "gap": apart}


def _laid_out(
    walked: Sequence[tuple[StateTrace, StateMaps]], view: View, found: StateIndex | None
) -> dict[str, Any] | Problem:
    """A picture of these sentences alone, which keeps neighbours together and nothing else."""
    model = walked[0][0].trace.request.model
    kept = [gone for gone, _ in walked if gone.trace.request.model == model]
    requests = tuple(gone.trace.request for gone in kept)
    laid = work.nonlinear_layout(requests, SPACE_OF_VIEW[view.states.show][1], view.states.layout)
    if isinstance(laid, Problem):
        return laid
    drawn = [
        _path(gone, places, _name(gone, walked))
        | {"near": _near(gone, found if not number else None, dict.fromkeys(places))}
        for number, (gone, places) in enumerate(zip(kept, laid, strict=True))
    ]
    warning = _(map_controls.WARNINGS[view.states.layout])
    if len(kept) < len(walked):
        warning += " " + _("This map shows one model at a time; the other is left out.")
    chart = {"linear": False, "shares": [], "frame": [], "note": warning}
    return _data(view, drawn, chart, found) | {"cloud": {}, "gap": _apart(walked, view, [])}


def _data(view: View, drawn: list[Any], chart: Mapping[str, Any], found: StateIndex | None) -> dict[str, Any]:
    near = (one for path in drawn for rows in path["near"].values() for row in rows for one in row)
    wanted = {one[0] for one in near}
    told = {str(i): found.sentences[i] for i in sorted(wanted)} if found else {}
    sentences = {i: {"text": each.text, "source": each.source, "target": each.target} for i, each in told.items()}
    looks = {name: getattr(view.states, name) for name in ("dims", "colour", "close")}
    names = [path["name"] for path in drawn[1:]]
    caption = captions.lines(view.family, view.text, titles.scorer_title(view.scorer), *names)
    return {"paths": drawn, "map": chart, "sentences": sentences, "caption": caption} | looks


def _path(gone: StateTrace, places: Paths, name: str) -> dict[str, Any]:
    trace = gone.trace
    source, target = language_codes(trace.request.model.partition("/")[0])
    classes = {"source": piece_classes(trace.source.pieces, source), "target": piece_classes(trace.pieces, target)}
    return {
        "name": name,
        "trace": grain.piecewise(trace),
        "mixes": gone.mixes,
        "points": {kind: round_to_lists(rows) for kind, rows in places.items()},
        "classes": classes,
    }


def _near(gone: StateTrace, found: StateIndex | None, maps: Mapping[str, Basis | None]) -> dict[str, Any]:
    """Kind → for each of its points, the nearest of other sentences, with their places where they have any."""
    if found is None:
        return {}
    rows = {kind: found.neighbours(gone.sentence, kind, NEAREST) for kind in maps}
    return {kind: [[_placed(one, found, kind, maps[kind]) for one in row] for row in rows[kind]] for kind in maps}


def _placed(one: StateNeighbour, found: StateIndex, kind: str, basis: Basis | None) -> list[float]:
    vector = found.sentences[one.sentence].vectors[kind][one.position]
    place = round_to_lists(basis.project(vector), 2) if basis else []
    return [one.sentence, one.position, round(one.distance, 2), *place]


def _apart(
    walked: Sequence[tuple[StateTrace, StateMaps]], view: View, placed: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """How far the two decoders are apart at each step: in the full space where one model walks both paths, else where
    they are `placed` on a map that is turned onto both; nowhere else is there such a thing."""
    if len(walked) < 2 or "decoder" not in SPACE_OF_VIEW[view.states.show][1]:
        return {"values": [], "said": ""}
    vectors = [gone.sentence.vectors["decoder"] for gone, _ in walked]
    if len({gone.trace.request.model for gone, _ in walked}) == 1:
        said = _("Distance between the two decoder states, in all {n} dimensions").format(n=vectors[0].shape[1])
        return {"values": round_to_lists(path_distances(*vectors)), "said": said}
    rows = [np.array(path["points"]["decoder"]) for path in placed]
    said = _("Distance between the two decoder states on the map's three axes; the models share no other space")
    return {"values": round_to_lists(path_distances(*rows)) if rows else [], "said": said}


def _name(gone: StateTrace, walked: Sequence[tuple[StateTrace, StateMaps]]) -> str:
    """What tells two paths apart: the sentence if the model is the same, else the scoring function."""
    models = {each.trace.request.model for each, _ in walked}
    if len(models) == 1:
        return gone.trace.request.text
    return titles.scorer_title(gone.trace.request.model.partition("/")[2])


def _note(walked: Sequence[tuple[StateTrace, StateMaps]], basis: Basis, view: View, common: bool) -> str:
    """What the map is, what it explains, and what it does not say."""
    atlas, shown = walked[0][1], int(view.states.dims)
    share = _percent(float(basis.shares[:shown].sum()))
    said = [_("The {n} axes explain {x} of the variance of all states.").format(n=shown, x=share)]
    said.append(_fitted(atlas).format(n=f"{atlas.sentences:,}"))
    if atlas.stored:
        said += [_turned(gone, each, view) for gone, each in walked if common and each.residual > _EXACT]
    if len({gone.trace.request.model for gone, _ in walked}) > 1 and not common:
        said.append(_("Each model has a map of its own here: the two can't be compared."))
    if walked[0][0].trace.attends and not walked[0][0].mixes and "context" in SPACE_OF_VIEW[view.states.show][1]:
        said.append(
            _("Each head sums its own slice of the states, so the context is not a weighted sum of the points.")
        )
    return " ".join(said)


def _fitted(atlas: StateMaps) -> str:
    count = atlas.sentences
    if not atlas.stored:
        return ngettext(
            "This map was just fitted on {n} example sentence.",
            "This map was just fitted on {n} example sentences.",
            count,
        )
    if atlas.examples:
        return ngettext("Fitted once on {n} example sentence.", "Fitted once on {n} example sentences.", count)
    return ngettext("Fitted once on {n} training sentence.", "Fitted once on {n} training sentences.", count)


def _turned(gone: StateTrace, atlas: StateMaps, view: View) -> str:
    """How well the family's map fits a model that it was not fitted on, as a whole and along each axis in view."""
    names = {"reference": atlas.reference, "model": gone.trace.request.model}
    shown = {key: titles.scorer_title(name.partition("/")[2]) for key, name in names.items()}
    kinds = [kind for kind in SPACE_OF_VIEW[view.states.show][1] if kind in atlas.agreement]
    axes = {kind: list(atlas.agreement[kind])[: int(view.states.dims)] for kind in kinds}
    parts = [f"{_(map_controls.VIEW_TITLES[kind])} {', '.join(f'{r:.2f}' for r in axes[kind])}" for kind in kinds]
    said = [
        _(
            "The map of {reference} was rotated onto {model}: residual {r} (0: the same but for a rotation, 1: nothing "
            "in common)."
        ),
        _("Correlation of the two models' states along each axis: {axes}."),
    ]
    if min(min(rows) for rows in axes.values()) < AGREE:
        said.append(
            _("Where it is low, a place does not mean the same for both; “This model's map” shows {model} by itself.")
        )
    return " ".join(said).format(**shown, r=f"{atlas.residual:.2f}", axes=_("; ").join(parts))


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"
