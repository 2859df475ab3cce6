"""Hints for newcomers: what each page proposes to do, and what its button does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pages.ui.address import state
from pages.ui.address.opening import step_in_view
from pages.ui.address.view import View
from pages.ui.engine import cache, work
from pages.ui.kit import grain, titles
from pages.ui.kit.words import _
from seq2seq.config.edits import ReplaceWeights
from seq2seq.config.schema import Request
from seq2seq.text.word_classes import is_mark
from seq2seq.trace.pieces import piece_label
from seq2seq.trace.trace import EOS_PIECE, DecodeTrace

PROPOSED_WEIGHT = 0.9
"""The weight that the hint of What if sets."""
_TRIED_BEGINNINGS = 5
"""The number of candidates of the first step that are tried for the hint of Beam."""
_PROPOSED_EXAMPLE = 1
"""The index of the proposed example among the others; its word order changes in translation."""


@dataclass(frozen=True)
class Hint:
    """What to do, the words on the button, and what it does: a call of `act` with what is `given`, or a `key` press in
    the browser. A change of the choice `field` counts as doing it without the button. `shows`: the key of the container
    that comes into view, where what changes may lie further down."""

    words: str
    button: str
    field: str
    act: Callable[..., object] | None = None
    given: tuple[object, ...] = ()
    key: str = ""
    shows: str = ""


def hint_names(page: str) -> tuple[str, ...]:
    """The names of a page's hints, in their order."""
    return _NAMES.get(page, (page,))


def hint_for(name: str) -> Hint | None:
    """The hint of this name for what is in view; None if it has nothing to propose there."""
    view = state.view()
    if name in _WITHOUT_TRACE:
        return _WITHOUT_TRACE[name](view)
    trace = work.translate(view.request)
    if isinstance(trace, cache.Problem):
        return None
    return _HINTS[name](view, trace) if name in _HINTS else None


def _another_sentence(view: View, trace: DecodeTrace) -> Hint | None:
    others = [example.source for example in cache.examples(view.family) if example.source != view.text]
    if len(others) <= _PROPOSED_EXAMPLE:
        return None
    words = _("Type a sentence of your own: it is translated as you type.")
    return Hint(
        words,
        _("Try “{words}”").format(words=others[_PROPOSED_EXAMPLE]),
        "text",
        state.choose,
        ("text", others[_PROPOSED_EXAMPLE]),
    )


def _next_step(view: View, trace: DecodeTrace) -> Hint | None:
    if not trace.attends:
        return None
    words = _("Go through the translation step by step: where does each word look?")
    return Hint(words, _("Next step"), "step", key="ArrowRight")


def _another_scorer(view: View, trace: DecodeTrace) -> Hint | None:
    models = cache.models(view.family)
    ready = [name for name, entry in models.items() if not entry.problem and name != view.scorer]
    words = _("The same sentence, another scoring function: where does it look?")
    return _another("scorer", ready, words, _("Switch to {scorer}"))


def _another(field: str, others: Sequence[str], words: str, button: str, shows: str = "") -> Hint | None:
    """A hint that proposes one of these scoring functions for the choice `field`, preferably one with a different
    alignment; None if there is none."""
    if not others:
        return None
    other = next((name for name in ("location", "dot") if name in others), others[0])
    title = button.format(scorer=titles.scorer_title(other))
    return Hint(words, title, field, state.choose, (field, other), shows=shows)


def _open_a_cell(view: View, trace: DecodeTrace) -> Hint | None:
    if not trace.attends:
        return None
    piece = int(trace.alignment[_step(view, trace)].argmax())
    return Hint(
        _("Every score is worked out before your eyes, number by number: open one."),
        _("Open the score of {piece}").format(piece=_named(trace.source.pieces, piece)),
        "piece",
        state.choose,
        ("piece", piece),
    )


def _predict_words(view: View, trace: DecodeTrace) -> Hint:
    words = _("Would you have known what it says next? Type the next word before you see it.")
    return Hint(words, _("Predict words"), "ask", state.choose, ("ask", "piece"))


def _step_all(view: View, trace: DecodeTrace) -> Hint:
    words = _("All panels share one cursor: a step moves every one of them.")
    return Hint(words, _("Step all"), "step", key="ArrowRight")


def _pull_a_bar(view: View, trace: DecodeTrace) -> Hint | None:
    """Propose to give a word with a small weight the largest one."""
    step = _step(view, trace)
    row = trace.alignment[step].astype(float)
    words = [at for at, piece in enumerate(trace.source.pieces) if not is_mark(piece) and at != row.argmax()]
    if not words or not trace.attends:
        return None
    piece = words[-1]
    rest = row * (1 - PROPOSED_WEIGHT) / max(1 - row[piece], 1e-9)
    weights = np.where(np.arange(len(row)) == piece, PROPOSED_WEIGHT, rest).round(4).tolist()
    edit = ReplaceWeights(tuple(weights), step)
    return Hint(
        _("What if it had looked elsewhere when it said {target}?").format(target=_named(trace.pieces, step)),
        _("Pull up the bar of {piece}").format(piece=_named(trace.source.pieces, piece)),
        "branches",
        _change_branches,
        (edit,),
    )


def _change_branches(edit: ReplaceWeights) -> None:
    state.choose_branches(state.view().what_if.branches.change(edit))


def _play(view: View, trace: DecodeTrace) -> Hint:
    return Hint(_("The decoder walks through state space, one point a step: watch it."), _("Play"), "step", key=" ")


def _another_beginning(view: View, trace: DecodeTrace) -> Hint | None:
    """Propose the one of the first candidates that the model continues most readily, of those that begin with a capital
    as the translation does, if there are any; a single letter only for want of others, as it is seldom a word."""
    present = [piece_label(piece) for piece in (trace.pieces[0], *view.begun[:1], EOS_PIECE)]
    others = [each.piece for each in trace.candidates[0] if piece_label(each.piece) not in present]
    if not others:
        return None
    capital = present[0][:1].isupper()
    alike = [piece for piece in others if piece_label(piece)[:1].isupper() == capital] or others

    def fluency(piece: str) -> tuple[bool, float]:
        continued = work.translate(Request(view.model, view.text, prefix=(piece,)))
        readily = -np.inf if isinstance(continued, cache.Problem) else float(continued.logprobs[1:].mean())
        return len(piece_label(piece)) > 1, readily

    best = max(alike[:_TRIED_BEGINNINGS], key=fluency)
    return Hint(
        _("What would follow if the translation began with another word?"),
        _("Begin with {piece}").format(piece=_named((best,), 0)),
        "begun",
        state.choose_beginning,
        ((best,),),
    )


def _compared_with(view: View) -> Hint | None:
    words = _(
        "Δ is the difference of two models' scores, p how often chance alone gives one as large: choose the other "
        "model."
    )
    measured = [checkpoint.scorer for checkpoint in cache.checkpoints(view.family)]
    others = [name for name in measured if name not in (view.scorer, view.evidence.against)]
    return _another("against", others, words, _("Compare with {scorer}"), shows=f"checkpoints-{state.language()}")


def _watch_it_learn(view: View) -> Hint:
    words = _("Watch alignment emerge in a recorded training run: play it, or move the slider.")
    return Hint(words, _("Play"), "moment", key=" ")


def _another_cell(view: View) -> Hint:
    words = _("Why do gradients vanish, and what does attention do about it? Compare the cells.")
    return Hint(words, _("All three"), "reach", state.choose, ("reach", "cells"))


def _step(view: View, trace: DecodeTrace) -> int:
    """The step that is shown."""
    return min(step_in_view(view, trace), len(trace) - 1)


def _named(pieces: Sequence[str], at: int) -> str:
    """A piece as it is shown, in quotation marks."""
    return _("“{words}”").format(words=piece_label(grain.piece_labels(pieces)[at]))


_HINTS: dict[str, Callable[[View, DecodeTrace], Hint | None]] = {
    "type": _another_sentence,
    "walk": _next_step,
    "translate": _another_scorer,
    "step": _open_a_cell,
    "compare": _step_all,
    "what-if": _pull_a_bar,
    "states": _play,
    "beam": _another_beginning,
    "predict": _predict_words,
}
"""Those that speak of the sentence in view."""
_WITHOUT_TRACE: dict[str, Callable[[View], Hint | None]] = {
    "evidence": _compared_with,
    "training": _watch_it_learn,
    "gradients": _another_cell,
}
_NAMES = {"translate": ("type", "walk", "translate")}
"""The lines of a page that has several, in their order."""
