"""The whole sentence opened up: all T steps, so that one who steps through them needs to ask for nothing more."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from seq2seq.analysis.step_explainer.arithmetic import Arithmetic, cell_derivation
from seq2seq.analysis.step_explainer.encoding import EncodedSource, encode_source_sentence
from seq2seq.analysis.step_explainer.parts import Parts
from seq2seq.analysis.step_explainer.predicting import Combination, Prediction, combine, predict
from seq2seq.analysis.step_explainer.rounding import rounded_lists, small_matrix, vectors
from seq2seq.analysis.step_explainer.terms import SCALE, SCORING, Derivation, ScoringContext
from seq2seq.analysis.step_explainer.weighing import Weighing, weigh
from seq2seq.config.arrays import Array
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import ScoringRule, scoring_rule
from seq2seq.trace.trace import DecodeTrace

WEIGHED = ("shifted", "exps", "sums", "thresholds", "weights")
STANDING_IN = {"scaled": r"\frac{s^\top h}{\sqrt{H}}"}
"""The formulas of what can stand in and has no card."""
STAND_IN = {"log_sharpness": np.log(10.0)}
"""The parameters of a scoring function that an edit put in place: untrained."""


@dataclass(frozen=True, eq=False)
class StepExplanation:
    """A trace and the model's parts; everything between them is worked out when it is first asked for.

    Letters as everywhere: T steps, N heads, S source pieces, H, E, K widths."""

    trace: DecodeTrace
    parts: Parts

    @cached_property
    def reading(self) -> EncodedSource:
        """The encoder's way in."""
        return encode_source_sentence(self.parts)

    @property
    def rule(self) -> ScoringRule:
        """What edits made of the rule."""
        return scoring_rule(self.trace.request.edits)

    @property
    def scorer(self) -> str:
        """The scoring function at work: the model's own, or the one that an edit put in its place."""
        return self.rule.scorer or self.parts.config.scorer

    @property
    def formula(self) -> str:
        """LaTeX, as on its card."""
        return CARDS[self.scorer].formula if self.scorer in CARDS else STANDING_IN[self.scorer]

    @cached_property
    def memory(self) -> Array:
        """(S, E): the encoder's states, and 0 for padding that an edit put behind the sentence."""
        padding = len(self.trace.source.pieces) - len(self.reading.states)
        return np.pad(self.reading.states, ((0, padding), (0, 0)))

    @cached_property
    def scores(self) -> Array:
        """(T, N, S): raw, as the scoring function has them; minus infinity where it forbids a piece."""
        return np.broadcast_to(self._lines[-1].value, self.trace.scores.shape)

    @cached_property
    def keys(self) -> Array:
        """(N, S, ·): what the query is held against, one a source piece: the last vector on the way to the score that
        is a piece's own and the same at every step. The states, for a scoring function that looks at none."""
        own = (term.value for term in reversed(self._lines) if term.value.ndim == 4 and len(term.value) == 1)
        found = next((value for value in own if value.shape[2] == len(self.memory)), None)
        return self.memory[None] if found is None else found[0]

    @property
    def scale(self) -> float | None:
        """The number that a scoring function multiplies its sum with, 1/√K, if it does. Another in its place, a, is the
        edit Temperature(scale / a)."""
        return next((float(term.value[0, 0, 0]) for term in self._lines if term.symbol == SCALE), None)

    @cached_property
    def weighing(self) -> Weighing:
        """Mask, softmax, weights (T, N, S): as the normaliser gives them, before an edit replaces a row."""
        return weigh(self.scores, self.parts.config, self.trace.request.edits, ~np.array(self.trace.source.hidden))

    @cached_property
    def replaced(self) -> Array:
        """(T,): whether the weights of a step are the trace's, as an edit changed them that is not worked out here."""
        others = [edit for edit in self.trace.request.edits if not edit.explained]
        return np.array([any(edit.at(step) for edit in others) for step in range(len(self.trace))], dtype=bool)

    @cached_property
    def weights(self) -> Array:
        """(T, N, S): what the context was mixed with."""
        return np.where(self.replaced[:, None, None], self.trace.weights, self.weighing.weights)

    @cached_property
    def contexts(self) -> Array:
        """(T, E): the weighted sum of the states; head n mixes the n-th of N equal slices."""
        return self._pieces.sum(axis=2).reshape(len(self.trace), -1)

    @property
    def _pieces(self) -> Array:
        """(T, N, S, E / N): what each source piece brings to the context."""
        _, heads, source = self.weights.shape
        slices = self.memory.reshape(source, heads, -1).swapaxes(0, 1)  # (N, S, E/N)
        return self.weights[..., None] * slices

    @cached_property
    def lengths(self) -> Array:
        """(T, N, S): weight times length of the value. Kobayashi et al. 2020."""
        return np.linalg.norm(self._pieces, axis=-1)

    @cached_property
    def shares(self) -> Array:
        """(T, N, S): how far each piece goes along the head's context, over its length; they sum to 1 over S, and one
        below 0 pulls the other way. All 0 for a context of 0."""
        pieces = self._pieces
        context = pieces.sum(axis=2, keepdims=True)  # (T, N, 1, E/N)
        square = (context**2).sum(axis=-1)
        return (pieces * context).sum(axis=-1) / np.where(square > 0, square, 1)

    @cached_property
    def combination(self) -> Combination:
        """How state and context together become what is read out."""
        return combine(self.parts, self.reading, self.contexts, self.trace.pieces)

    @cached_property
    def prediction(self) -> Prediction:
        """What is read out becomes a distribution over all pieces, and one is chosen."""
        return predict(self.parts, self.combination, self.trace)

    def arithmetic(self, source: int, head: int = 0) -> Arithmetic:
        """The score of one source piece in one head at all steps. Raises IndexError for one that there is not."""
        if not (0 <= source < len(self.trace.source.pieces) and 0 <= head < self.trace.scores.shape[1]):
            raise IndexError(f"there is no source piece {source} with head {head}")
        return Arithmetic(source, head, self.formula, cell_derivation(self._terms(np.array([source])), head))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values for the browser, all steps at once; minus infinity is None. Names and axes as here."""
        weighing, combination, prediction, reading = self.weighing, self.combination, self.prediction, self.reading
        return {
            "scorer": self.scorer,
            "formula": self.formula,
            "scale": self.scale,
            "order": self.parts.config.order,
            "source": {"pieces": list(self.trace.source.pieces), "unknown": list(self.trace.source.unknown)},
            "target": {"pieces": list(self.trace.pieces), "text": self.trace.text},
            "reading": {
                "ids": list(reading.ids),
                "directions": [vectors(each) for each in reading.directions],
                **{name: vectors(getattr(reading, name)) for name in ("embeddings", "shortcut", "states", "final")},
            },
            "queries": vectors(self.trace.queries),
            "keys": vectors(self.keys),
            "scores": rounded_lists(self.scores),
            "weighing": {
                "normalizer": weighing.normalizer,
                "temperature": weighing.temperature,
                "mask": weighing.mask.tolist(),
                **{name: rounded_lists(getattr(weighing, name)) for name in WEIGHED},
            },
            "replaced": self.replaced.tolist(),
            **{name: rounded_lists(getattr(self, name)) for name in ("weights", "lengths", "shares")},
            "contexts": vectors(self.contexts),
            "combination": {each.name: vectors(getattr(combination, each.name)) for each in fields(combination)},
            "prediction": {
                **{name: rounded_lists(getattr(prediction, name)) for name in ("logprobs", "entropy", "mass", "rest")},
                "candidates": [[[c.piece, c.logit, c.prob] for c in row] for row in prediction.candidates],
            },
            "differences": self.differences(),
        }

    def board(self) -> dict[str, Any]:
        """All parameters by name, as nested lists, if each of them fits on a blackboard; else none."""
        written = {name: small_matrix(own) for name, own in self.parts.parameters.items()}
        return {} if None in written.values() else written

    def differences(self) -> dict[str, float]:
        """How far this is from the trace at most, by what was compared: two ways to the same numbers."""
        pairs = {
            "encoder": (self.memory, self.trace.encoder),
            "scores": (self.scores, self.trace.scores),
            "weights": (self.weights, self.trace.weights),
            "contexts": (self.contexts, self.trace.contexts),
            "states": (self.combination.states, self.trace.states),
            "logprobs": (self.prediction.logprobs, self.trace.logprobs),
        }
        return {name: _distance(ours, theirs) for name, (ours, theirs) in pairs.items()}

    @cached_property
    def _lines(self) -> Derivation:
        """The arithmetic of all source pieces."""
        return self._terms(np.arange(len(self.memory)))

    def _terms(self, at: Array) -> Derivation:
        past = np.concatenate([np.zeros_like(self.trace.weights[:1]), self.trace.weights[:-1]])
        own = self.parts.under("decoder.attention.scorer.")
        scene = ScoringContext(
            config=self.parts.config,
            parameters=own if self.rule.scorer is None else STAND_IN,
            queries=self.trace.queries.astype(float),
            values=np.zeros_like(self.memory) if self.rule.blind else self.memory,
            last=len(self.reading.states) - 1,
            past=past,
            at=at,
        )
        return SCORING[self.scorer](scene)


def _distance(ours: Array, theirs: Array) -> float:
    """The greatest difference; where one is minus infinity, both must be."""
    if not np.array_equal(np.isneginf(ours), np.isneginf(theirs)):
        return float("inf")
    finite = ~np.isneginf(theirs)
    return float(np.abs(ours[finite] - theirs[finite]).max(initial=0))
