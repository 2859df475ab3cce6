"""The decoder of a Transformer: each layer looks back at the steps so far, then at the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import torch
from torch import Tensor, nn

from seq2seq.attention import Attended, Attention, AttentionHistory, Memory, Sizes
from seq2seq.attention.edits import PerRowEdits, attend
from seq2seq.config.edits import Edits, scoring_rule
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import ModelConfig
from seq2seq.model.decoders.decoder import Decoder, StepOutput, TeacherForced, register_decoder
from seq2seq.model.encoders.encoder import resize
from seq2seq.model.self_attention import KeysAndValues, SelfAttentionLayer, with_positions


@dataclass(frozen=True)
class TransformerState:
    """What lies between two steps: for each layer the keys and values (B, N, t, H/N) of the t pieces so far, and the
    attention of earlier steps."""

    layers: tuple[KeysAndValues, ...]
    past: AttentionHistory

    def pick(self, rows: Tensor) -> TransformerState:
        """The states of the given rows, in that order, as beam search needs them."""
        return TransformerState(tuple((keys[rows], values[rows]) for keys, values in self.layers), self.past.pick(rows))


@dataclass(frozen=True)
class LayerOutput:
    """What a layer does at T steps: the state before it looks at the source (B, T, H), its query, the context that it
    gets, and the state that it hands on; where it looked in the source, and its weights (B, N, T, t) over the t steps
    so far, with their keys and values."""

    hidden: Tensor
    query: Tensor
    context: Tensor
    states: Tensor
    attended: Attended
    self_weights: Tensor
    cache: KeysAndValues


class TransformerLayer(SelfAttentionLayer):
    """Self-attention over the steps so far, a look at the source by the scoring function, and the feed-forward part,
    each with its norm before it: s = x + heads(norm(x)), then s + W_o c, c = Σ α_i W_v h_i."""

    def __init__(self, config: ModelConfig) -> None:
        width = config.decoder_hidden
        super().__init__(width, config.heads, config.dropout)
        self.source_norm = nn.LayerNorm(width)
        self.attention = Attention(config.scorer, Sizes.of(config), config.normalizer)
        self.source_value, self.source_output = nn.Linear(width, width), nn.Linear(width, width)

    def remember(self, memory: Memory) -> Memory:
        """What this layer reads of the source."""
        return replace(
            memory, values=self.source_value(memory.values), keys=self.attention.prepare(memory.values), layers=()
        )

    def forward(
        self,
        states: Tensor,
        mask: Tensor,
        before: KeysAndValues,
        memory: Memory,
        past: AttentionHistory,
        edits: Edits | PerRowEdits,
    ) -> LayerOutput:
        """states (B, T, H) of the steps from `past.step` on, mask (T, t), True where a step may look."""
        hidden, self_weights, cache = self.attend(states, mask, before)
        query = self.source_norm(hidden)
        attended = attend(self.attention, query, memory, past, edits)
        context = self.source_output(attended.context)
        return LayerOutput(hidden, query, context, self.finish(hidden, context), attended, self_weights, cache)

    def finish(self, hidden: Tensor, context: Tensor) -> Tensor:
        """hidden and context (…, H) → the state that the layer hands on."""
        return self.feed_forward(hidden + self.dropout(context))


@register_decoder("transformer")
class TransformerDecoder(Decoder):
    """Layers over √H W e + p, with p the sinusoids of the position, then a norm (Xiong et al. 2020) and a projection to
    the width of the embeddings. Vaswani et al. 2017, section 3.1, with any scoring function in the place of their
    multi-head attention over the source."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        width = config.decoder_hidden
        self.project = resize(config.embedding, width)
        self.layers = nn.ModuleList(TransformerLayer(config) for _ in range(config.decoder_layers))
        self.norm, self.readout = nn.LayerNorm(width), resize(width, config.embedding)
        self.layers_that_attend = config.decoder_layers
        self.heads = config.decoder_layers * self._stack[0].attention.heads

    def remember(self, values: Tensor, mask: Tensor, final: Tensor) -> Memory:
        whole = Memory(values, mask, final, values)
        return replace(whole, layers=tuple(layer.remember(whole) for layer in self._stack))

    def start(self, memory: Memory) -> TransformerState:
        """No pieces yet. The encoder's final state is not read."""
        first, count = self._stack[0], len(memory.values)
        width = first.query.out_features // first.heads
        nothing = memory.values.new_zeros(count, first.heads, 0, width)
        return TransformerState(((nothing, nothing),) * len(self.layers), AttentionHistory.start(memory, self.heads))

    def step(
        self, prev: Tensor, state: TransformerState, memory: Memory, edits: Edits | PerRowEdits = ()
    ) -> tuple[StepOutput, TransformerState]:
        """Edits of the attention apply to all layers and heads. Raises InvalidRequest for another scoring function in
        the place of the model's own: the layers' queries share no space with the states that it would compare."""
        rule = edits.rule if isinstance(edits, PerRowEdits) else scoring_rule(edits)
        if rule.scorer:
            raise InvalidRequest("a Transformer can't be scored by {scorer}", scorer=rule.scorer)
        outputs = self._layers(prev.unsqueeze(1), state, memory, edits)
        last, attended = outputs[-1], _join_heads(outputs)
        readout = self.readout(self.norm(last.states[:, 0]))
        past = state.past.then(attended.weights, attended.computed)
        output = StepOutput(
            logits=self.logits(readout),
            scores=attended.scores[:, :, 0],
            weights=past.weights,
            query=last.query[:, 0],
            context=last.context[:, 0],
            hidden=last.hidden[:, 0],
            self_weights=torch.stack([layer.self_weights[:, :, 0] for layer in outputs], dim=1),
        )
        return output, TransformerState(tuple(layer.cache for layer in outputs), past)

    def forward(self, trg: Tensor, memory: Memory) -> TeacherForced:
        """Teacher forcing of the whole sequence at once."""
        outputs = self._layers(trg, self.start(memory), memory, ())
        last, attended = outputs[-1], _join_heads(outputs)
        readouts = self.readout(self.norm(last.states))
        return TeacherForced(last.hidden, last.context, readouts, attended.scores, attended.weights)

    def read(self, hidden: Tensor, context: Tensor) -> Tensor:
        """The rest of the last layer, the norm and the projection."""
        return self.readout(self.norm(self._stack[-1].finish(hidden, context)))

    def single_contexts(self, memory: Memory) -> Tensor:
        """Those of the last layer."""
        return self._stack[-1].source_output(memory.layers[-1].values)

    @property
    def _stack(self) -> Sequence[TransformerLayer]:
        return cast(Sequence[TransformerLayer], self.layers)

    def _layers(
        self, pieces: Tensor, state: TransformerState, memory: Memory, edits: Edits | PerRowEdits
    ) -> list[LayerOutput]:
        """pieces (B, T), the inputs of the steps from `state.past.step` on → what every layer does."""
        first, steps = state.past.step, pieces.shape[1]
        states = with_positions(self.project(self.dropout(self.embedding(pieces))), first)
        mask = torch.ones(steps, first + steps, dtype=torch.bool, device=pieces.device).tril(first)
        outputs = list[LayerOutput]()
        pasts = state.past.chunk(len(self.layers))
        for layer, before, source, past in zip(self._stack, state.layers, memory.layers, pasts, strict=True):
            outputs.append(layer(states, mask, before, source, past, edits))
            states = outputs[-1].states
        return outputs


def _join_heads(outputs: Sequence[LayerOutput]) -> Attended:
    """Scores and weights of all layers, one layer's heads after the other's; the context is the last layer's."""
    looks = [output.attended for output in outputs]
    scores, weights, computed = (
        torch.cat([getattr(look, name) for look in looks], dim=1) for name in ("scores", "weights", "computed")
    )
    return Attended(scores, weights, outputs[-1].context, computed)
