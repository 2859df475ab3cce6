"""The explanation of a whole sentence: all T steps, so that stepping through them needs no further computation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seq2seq.analysis.step_explainer.decoder import (
    Combination,
    DecoderLayer,
    Prediction,
    combine,
    embed_inputs,
    generate,
    mix_slices,
    predict,
    run_layers,
)
from seq2seq.analysis.step_explainer.encoder import EncodedSource, Parts, encode_source_sentence
from seq2seq.analysis.step_explainer.scores import Weighing, weigh
from seq2seq.analysis.step_explainer.terms import (
    SCALES,
    SCORING,
    Arithmetic,
    Coverage,
    Derivation,
    ScoringContext,
    cell_derivation,
)
from seq2seq.config.arrays import Array
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import ConstantEdit, ScoringRule, edits_of, scoring_rule
from seq2seq.config.variants import formula
from seq2seq.trace.trace import DecodeTrace

SUBSTITUTE_FORMULAS = {"scaled": r"\frac{s^\top h}{\sqrt{H}}"}
"""The formulas of scoring functions that an edit can substitute and that have no card."""
SUBSTITUTE_PARAMETERS = {"log_sharpness": np.log(10.0)}
"""The untrained parameters of a scoring function that an edit substitutes."""


@dataclass(frozen=True)
class Constant:
    """A constant of the scoring function that an edit can set: the code of the edit, the symbol in equations, the
    value in force, and the model's `own`."""

    code: str
    symbol: str
    value: float
    own: float


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
        """The formula of the scoring function in LaTeX, in the order of this decoder."""
        if self.scorer not in CARDS:
            return SUBSTITUTE_FORMULAS[self.scorer]
        return formula(CARDS[self.scorer], self.parts.config.order)

    @cached_property
    def memory(self) -> Array:
        """(S, E): the encoder states, and 0 for padding that an edit appended to the sentence."""
        padding = len(self.trace.source.pieces) - len(self.reading.states)
        return np.pad(self.reading.states, ((0, padding), (0, 0)))

    @cached_property
    def scores(self) -> Array:
        """(T, N, S): raw scores; minus infinity where the scoring function excludes a piece."""
        return np.concatenate([self._with_heads(terms[-1].value) for terms in self._derivations], axis=1)

    @cached_property
    def keys(self) -> Array:
        """(N, S, ·): the key of each source piece: the last vector in the derivation of its score that differs by piece
        and is the same at every step. The states, for a scoring function without such a vector."""
        return np.concatenate([self._keys(terms) for terms in self._derivations])

    def _keys(self, terms: Derivation) -> Array:
        """(n, S, ·): those of one layer with n heads."""
        constant = (term.value for term in reversed(terms) if term.value.ndim == 4 and len(term.value) == 1)
        found = next((value for value in constant if value.shape[2] == len(self.memory)), None)
        keys = self.memory[None] if found is None else found[0]
        return np.broadcast_to(keys, (self._heads, *keys.shape[1:])) if self.trace.layers > 1 else keys

    @property
    def scale(self) -> tuple[float, str] | None:
        """The factor of the scoring function's sum and its symbol, if it has one. To replace it by a is the edit
        Temperature(factor / a)."""
        factors = (term for term in self._derivations[0] if term.symbol in SCALES)
        return next(((float(term.value[0, 0, 0]), term.symbol) for term in factors), None)

    @property
    def constants(self) -> tuple[Constant, ...]:
        """Those of the scoring function that edits can set. Half the window is the model's own σ, also of a window
        that is set."""
        config, chosen = self.parts.config, dict(self.rule.constants)
        trained = self.parts.parameters.get("decoder.attention.scorer.log_sharpness")
        own = {
            "window": float(config.window),
            "deviation": chosen.get("window", config.window) / 2,
            "sharpness": float(np.exp(SUBSTITUTE_PARAMETERS["log_sharpness"] if trained is None else trained)),
        }
        return tuple(
            Constant(edit.code, edit.symbol, chosen.get(edit.constant, own[edit.constant]), own[edit.constant])
            for edit in edits_of(ConstantEdit)
            if self.scorer in edit.scorers
        )

    @cached_property
    def weighing(self) -> Weighing:
        """Mask, softmax and weights (T, N, S), before an edit replaces a row."""
        return self._weigh(self.scores)

    def _weigh(self, scores: Array) -> Weighing:
        return weigh(scores, self.parts.config, self.trace.request.edits, ~np.array(self.trace.source.hidden))

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
    def queries(self) -> Array:
        """(layers, T, H): what asks in each layer."""
        return np.stack([layer.queries for layer in self.layers]) if self.layers else self.trace.queries[None]

    @cached_property
    def values(self) -> Array:
        """(layers, S, E): what the weights of each layer mix: the states, or what a layer makes of them."""
        return np.stack([layer.values for layer in self.layers]) if self.layers else self.memory[None]

    @cached_property
    def contexts(self) -> Array:
        """(T, E): the weighted sum of the states; head n sums the n-th of N equal slices. Of a Transformer, what the
        last layer makes of such a sum."""
        return self.layers[-1].contexts if self.layers else mix_slices(self.weights, self.memory)

    @property
    def _contributions(self) -> Array:
        """(T, N, S, E / N): the contribution of each source piece to the sum of its layer, weight times value."""
        slices = self.values.reshape(*self.values.shape[:2], self._heads, -1)  # (layers, S, n, E/n)
        return self.weights[..., None] * np.concatenate(list(slices.swapaxes(1, 2)))

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

    @property
    def layers(self) -> tuple[DecoderLayer, ...]:
        """The layers of a Transformer; none of a recurrent decoder, which looks at the source once a step."""
        return self._run[0] if self.parts.config.decoder else ()

    @cached_property
    def _run(self) -> tuple[tuple[DecoderLayer, ...], Combination]:
        inputs = embed_inputs(self.parts, self.trace.pieces)
        return run_layers(self.parts, self.memory, inputs, self._look)

    def _look(self, layer: int, queries: Array) -> Array:
        """The weights (T, n, S) of one layer for its queries (T, H)."""
        scores = self._with_heads(self._derive(np.arange(len(self.memory)), layer, queries)[-1].value)
        own = self.trace.weights[:, self._rows(layer)]
        return np.where(self.replaced[:, None, None], own, self._weigh(scores).weights)

    @cached_property
    def combination(self) -> Combination:
        """The computation of the readout from state and context."""
        if self.parts.config.decoder:
            return self._run[1]
        return combine(self.parts, self.reading, self.contexts, self.trace.pieces)

    @cached_property
    def prediction(self) -> Prediction:
        """The distribution over all pieces, computed from the readout, and the chosen piece."""
        return predict(self.parts, self.combination, self.generate, self.weights.mean(axis=1), self.trace)

    @cached_property
    def generate(self) -> Array | None:
        """(T,): the probability to generate; None for a decoder that does not copy."""
        return generate(self.parts, self.contexts, self.combination) if self.parts.config.copying else None

    def arithmetic(self, source: int, head: int = 0) -> Arithmetic:
        """The score of one source piece in one head at all steps. Raises IndexError for no such piece or head."""
        if not (0 <= source < len(self.trace.source.pieces) and 0 <= head < self.trace.scores.shape[1]):
            raise IndexError(f"there is no source piece {source} with head {head}")
        layer, within = divmod(head, self._heads)
        terms = self._derive(np.array([source]), layer, self.queries[layer])
        return Arithmetic(source, head, self.formula, cell_derivation(terms, within))

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
        if self.generate is not None:
            pairs["generate"] = (self.generate, np.array(self.trace.generate))
        if self.trace.decoder_attention is not None:
            own = np.stack([layer.attended.weights for layer in self.layers])
            pairs["decoder_attention"] = (own, self.trace.decoder_attention)
        return {name: _largest_difference(computed, traced) for name, (computed, traced) in pairs.items()}

    @property
    def _heads(self) -> int:
        """n: the number of heads of a layer."""
        return self.trace.weights.shape[1] // self.trace.layers

    def _rows(self, layer: int) -> slice:
        """The heads of a layer among all."""
        return slice(layer * self._heads, (layer + 1) * self._heads)

    def _with_heads(self, scores: Array) -> Array:
        """(T, n, S) of a term that may be the same at every step or in every head."""
        return np.broadcast_to(scores, (len(self.trace), self._heads, len(self.memory)))

    @cached_property
    def _derivations(self) -> list[Derivation]:
        """The derivation of the scores of all source pieces, by layer."""
        return [self._derive(np.arange(len(self.memory)), layer, own) for layer, own in enumerate(self.queries)]

    def _derive(self, positions: Array, layer: int, queries: Array) -> Derivation:
        own = self.trace.weights[:, self._rows(layer)]
        part = f"layers.{layer}." if self.parts.config.decoder else ""
        parameters = self.parts.under(f"decoder.{part}attention.scorer.")
        inputs = ScoringContext(
            config=self.parts.config,
            parameters=parameters if self.rule.scorer is None else SUBSTITUTE_PARAMETERS,
            queries=queries.astype(float),
            values=np.zeros_like(self.memory) if self.rule.blind else self.memory,
            last=len(self.reading.states) - 1,
            past=np.concatenate([np.zeros_like(own[:1]), own[:-1]]),
            positions=positions,
            coverage=self._coverage,
            constants=dict(self.rule.constants),
        )
        return (*inputs.covering, *SCORING[self.scorer](inputs))

    @property
    def _coverage(self) -> Coverage | None:
        weight = self.parts.parameters.get("decoder.attention.coverage")
        return None if weight is None else Coverage(self.trace.coverage, weight)


def _largest_difference(computed: Array, traced: Array) -> float:
    """The largest absolute difference; infinity unless both are minus infinity at the same places."""
    if not np.array_equal(np.isneginf(computed), np.isneginf(traced)):
        return float("inf")
    finite = ~np.isneginf(traced)
    return float(np.abs(computed[finite] - traced[finite]).max(initial=0))
