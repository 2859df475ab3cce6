"""The explanation of a whole sentence: all T steps, so that stepping through them needs no further computation."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from seq2seq.analysis.step_explainer.arithmetic import Arithmetic, cell_derivation
from seq2seq.analysis.step_explainer.encoding import EncodedSource, encode_source_sentence
from seq2seq.analysis.step_explainer.parts import Parts
from seq2seq.analysis.step_explainer.predicting import Combination, Prediction, combine, predict
from seq2seq.analysis.step_explainer.rounding import rounded_lists, rounded_vectors, small_matrix
from seq2seq.analysis.step_explainer.terms import SCALE, SCORING, Derivation, ScoringContext
from seq2seq.analysis.step_explainer.weighing import Weighing, weigh
from seq2seq.config.arrays import Array
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import ScoringRule, scoring_rule
from seq2seq.trace.trace import DecodeTrace

ENCODED = ("embeddings", "shortcut", "states", "final")
"""The fields of `EncodedSource` in JSON."""
WEIGHED = ("shifted", "exps", "sums", "thresholds", "weights")
"""The fields of `Weighing` in JSON."""
SUBSTITUTE_FORMULAS = {"scaled": r"\frac{s^\top h}{\sqrt{H}}"}
"""The formulas of scoring functions that an edit can substitute and that have no card."""
SUBSTITUTE_PARAMETERS = {"log_sharpness": np.log(10.0)}
"""The untrained parameters of a scoring function that an edit substitutes."""


@dataclass(frozen=True, eq=False)
class StepExplanation:
    """A trace and the parts of its model; every value in between is computed on first access.

    T steps, N heads, S source pieces; H, E and K widths of decoder, encoder and keys."""

    trace: DecodeTrace
    parts: Parts

    @cached_property
    def reading(self) -> EncodedSource:
        """The encoding of the source sentence."""
        return encode_source_sentence(self.parts)

    @property
    def rule(self) -> ScoringRule:
        """The rule of scoring after the edits of the request."""
        return scoring_rule(self.trace.request.edits)

    @property
    def scorer(self) -> str:
        """The scoring function in use: the model's own, or the one that an edit substitutes."""
        return self.rule.scorer or self.parts.config.scorer

    @property
    def formula(self) -> str:
        """The formula of the scoring function in LaTeX, as on its card."""
        return CARDS[self.scorer].formula if self.scorer in CARDS else SUBSTITUTE_FORMULAS[self.scorer]

    @cached_property
    def memory(self) -> Array:
        """(S, E): the encoder states, and 0 for padding that an edit appended to the sentence."""
        padding = len(self.trace.source.pieces) - len(self.reading.states)
        return np.pad(self.reading.states, ((0, padding), (0, 0)))

    @cached_property
    def scores(self) -> Array:
        """(T, N, S): raw scores; minus infinity where the scoring function excludes a piece."""
        return np.broadcast_to(self._derivation[-1].value, self.trace.scores.shape)

    @cached_property
    def keys(self) -> Array:
        """(N, S, ·): the key of each source piece: the last vector in the derivation of its score that differs by piece
        and is the same at every step. The states, for a scoring function without such a vector."""
        constant = (term.value for term in reversed(self._derivation) if term.value.ndim == 4 and len(term.value) == 1)
        keys = next((value for value in constant if value.shape[2] == len(self.memory)), None)
        return self.memory[None] if keys is None else keys[0]

    @property
    def scale(self) -> float | None:
        """The factor of the scoring function's sum, 1/√K, if it has one. To replace it by a is the edit
        Temperature(scale / a)."""
        return next((float(term.value[0, 0, 0]) for term in self._derivation if term.symbol == SCALE), None)

    @cached_property
    def weighing(self) -> Weighing:
        """Mask, softmax and weights (T, N, S), before an edit replaces a row."""
        return weigh(self.scores, self.parts.config, self.trace.request.edits, ~np.array(self.trace.source.hidden))

    @cached_property
    def replaced(self) -> Array:
        """(T,): whether the weights of a step are those of the trace, as set by an edit that is not explained."""
        unexplained = [edit for edit in self.trace.request.edits if not edit.explained]
        return np.array([any(edit.at(step) for edit in unexplained) for step in range(len(self.trace))], dtype=bool)

    @cached_property
    def weights(self) -> Array:
        """(T, N, S): the weights of the context."""
        return np.where(self.replaced[:, None, None], self.trace.weights, self.weighing.weights)

    @cached_property
    def contexts(self) -> Array:
        """(T, E): the weighted sum of the states; head n sums the n-th of N equal slices."""
        return self._contributions.sum(axis=2).reshape(len(self.trace), -1)

    @property
    def _contributions(self) -> Array:
        """(T, N, S, E / N): the contribution of each source piece to the context, weight times value."""
        _, heads, source = self.weights.shape
        slices = self.memory.reshape(source, heads, -1).swapaxes(0, 1)  # (N, S, E/N)
        return self.weights[..., None] * slices

    @cached_property
    def lengths(self) -> Array:
        """(T, N, S): norm of the weighted value of each source piece. Kobayashi et al. 2020."""
        return np.linalg.norm(self._contributions, axis=-1)

    @cached_property
    def shares(self) -> Array:
        """(T, N, S): the projection of each contribution on the head's context, relative to its norm. Sums to 1 over S;
        negative for a contribution in the opposite direction. All 0 for a context of 0."""
        contributions = self._contributions
        context = contributions.sum(axis=2, keepdims=True)  # (T, N, 1, E/N)
        square = (context**2).sum(axis=-1)
        return (contributions * context).sum(axis=-1) / np.where(square > 0, square, 1)

    @cached_property
    def combination(self) -> Combination:
        """The computation of the readout from state and context."""
        return combine(self.parts, self.reading, self.contexts, self.trace.pieces)

    @cached_property
    def prediction(self) -> Prediction:
        """The distribution over all pieces, computed from the readout, and the chosen piece."""
        return predict(self.parts, self.combination, self.trace)

    def arithmetic(self, source: int, head: int = 0) -> Arithmetic:
        """The score of one source piece in one head at all steps. Raises IndexError for no such piece or head."""
        if not (0 <= source < len(self.trace.source.pieces) and 0 <= head < self.trace.scores.shape[1]):
            raise IndexError(f"there is no source piece {source} with head {head}")
        return Arithmetic(source, head, self.formula, cell_derivation(self._derive(np.array([source])), head))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values for the browser, for all steps; minus infinity is None. Names and axes as in this class."""
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
                "directions": [rounded_vectors(states) for states in reading.directions],
                **{name: rounded_vectors(getattr(reading, name)) for name in ENCODED},
            },
            "queries": rounded_vectors(self.trace.queries),
            "keys": rounded_vectors(self.keys),
            "scores": rounded_lists(self.scores),
            "weighing": {
                "normalizer": weighing.normalizer,
                "temperature": weighing.temperature,
                "mask": weighing.mask.tolist(),
                **{name: rounded_lists(getattr(weighing, name)) for name in WEIGHED},
            },
            "replaced": self.replaced.tolist(),
            **{name: rounded_lists(getattr(self, name)) for name in ("weights", "lengths", "shares")},
            "contexts": rounded_vectors(self.contexts),
            "combination": {
                part.name: rounded_vectors(getattr(combination, part.name)) for part in fields(combination)
            },
            "prediction": {
                **{name: rounded_lists(getattr(prediction, name)) for name in ("logprobs", "entropy", "mass", "rest")},
                "candidates": [[[c.piece, c.logit, c.prob] for c in row] for row in prediction.candidates],
            },
            "differences": self.differences(),
        }

    def blackboard_parameters(self) -> dict[str, Any]:
        """All parameters by name as nested lists; empty if any of them has more than `BLACKBOARD` entries."""
        matrices = {name: small_matrix(array) for name, array in self.parts.parameters.items()}
        return {} if None in matrices.values() else matrices

    def differences(self) -> dict[str, float]:
        """Name of a quantity → the largest difference between this computation and the trace."""
        pairs = {
            "encoder": (self.memory, self.trace.encoder),
            "scores": (self.scores, self.trace.scores),
            "weights": (self.weights, self.trace.weights),
            "contexts": (self.contexts, self.trace.contexts),
            "states": (self.combination.states, self.trace.states),
            "logprobs": (self.prediction.logprobs, self.trace.logprobs),
        }
        return {name: _largest_difference(computed, traced) for name, (computed, traced) in pairs.items()}

    @cached_property
    def _derivation(self) -> Derivation:
        """The derivation of the scores of all source pieces."""
        return self._derive(np.arange(len(self.memory)))

    def _derive(self, positions: Array) -> Derivation:
        past = np.concatenate([np.zeros_like(self.trace.weights[:1]), self.trace.weights[:-1]])
        parameters = self.parts.under("decoder.attention.scorer.")
        inputs = ScoringContext(
            config=self.parts.config,
            parameters=parameters if self.rule.scorer is None else SUBSTITUTE_PARAMETERS,
            queries=self.trace.queries.astype(float),
            values=np.zeros_like(self.memory) if self.rule.blind else self.memory,
            last=len(self.reading.states) - 1,
            past=past,
            positions=positions,
        )
        return SCORING[self.scorer](inputs)


def _largest_difference(computed: Array, traced: Array) -> float:
    """The largest absolute difference; infinity unless both are minus infinity at the same places."""
    if not np.array_equal(np.isneginf(computed), np.isneginf(traced)):
        return float("inf")
    finite = ~np.isneginf(traced)
    return float(np.abs(computed[finite] - traced[finite]).max(initial=0))
