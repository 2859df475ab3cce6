"""The note under a map of states."""

from __future__ import annotations

from collections.abc import Sequence

from pages.ui.address.view import View
from pages.ui.features.states import map_controls
from pages.ui.features.states.feature import StatesView
from pages.ui.kit import titles
from pages.ui.kit.words import _, ngettext
from seq2seq.analysis.paths import SPACE_OF_VIEW, StateMaps, StateTrace
from seq2seq.analysis.projections import Basis

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
    share = _percent(float(basis.shares[:axes].sum()))
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
    parts = [f"{_(map_controls.VIEW_TITLES[kind])} {', '.join(f'{r:.2f}' for r in axes[kind])}" for kind in kinds]
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


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"
