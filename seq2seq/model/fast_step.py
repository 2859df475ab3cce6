"""A step of a recurrent decoder as decoding needs it most: without edits, without dropout, one step at a time.

`RecurrentDecoder.step` is its definition, and tests prove both equal. In a step for one sentence the arithmetic takes
less time than the calls around it, so here are as few of them as possible: no module is called but the scoring
function, tensors have no axis for steps, and nothing is masked where there is no padding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from seq2seq.attention import AttentionHistory, Memory
from seq2seq.attention.mechanism import mix
from seq2seq.attention.normalize import NORMALIZERS
from seq2seq.config.schema import Recurrence
from seq2seq.model.decoders import Decoder, StepOutput
from seq2seq.model.decoders.recurrent import AttendFirst, RecurrentDecoder, State, advance_cells


def fast_step(decoder: Decoder) -> Callable[[Tensor, Any, Memory], tuple[StepOutput, Any]]:
    """The fastest step there is of a decoder: its own, if it is not recurrent, copies or has coverage."""
    if not isinstance(decoder, RecurrentDecoder) or decoder.pointer or decoder.attention.coverage is not None:
        return decoder.step
    return FastStep(decoder)


class FastStep:
    """The step of a recurrent decoder. It has no parameters of its own but uses those of the decoder, whose values may
    change."""

    def __init__(self, decoder: RecurrentDecoder) -> None:
        self._attends_first = isinstance(decoder, AttendFirst)
        self._feeds_readout = decoder.feeds_readout
        self._cell: Recurrence = decoder.cell
        self._layers = decoder.rnn.all_weights
        self._embedding, self._bias = decoder.embedding.weight, decoder.output_bias
        self._readout = decoder.readout.weight, decoder.readout.bias
        self._score = decoder.attention.scorer.score
        self._normalize = NORMALIZERS[decoder.attention.normalizer]

    def __call__(self, prev: Tensor, state: State, memory: Memory) -> tuple[StepOutput, State]:
        """prev (B,), the ids of the last pieces → the output of this step and the state after it."""
        layer_input, past = F.embedding(prev, self._embedding), state.past
        if self._attends_first:
            query = state.hidden[-1]
            scores, weights, context = self._attend(query, memory, past)
            layer_input = torch.cat((layer_input, context), dim=1)
            hidden, cell = advance_cells(self._cell, self._layers, layer_input, state)
        else:
            if self._feeds_readout:
                layer_input = torch.cat((layer_input, state.readout), dim=1)
            hidden, cell = advance_cells(self._cell, self._layers, layer_input, state)
            query = hidden[-1]
            scores, weights, context = self._attend(query, memory, past)
        readout = torch.tanh(F.linear(torch.cat((hidden[-1], context), dim=1), *self._readout))
        logits = F.linear(readout, self._embedding, self._bias)
        output = StepOutput(logits, scores, weights, query, context, hidden[-1])
        return output, State(hidden, cell, readout, AttentionHistory(past.step + 1, weights, weights))

    def _attend(self, query: Tensor, memory: Memory, past: AttentionHistory) -> tuple[Tensor, Tensor, Tensor]:
        """query (B, H) → scores and weights (B, N, S), context (B, E)."""
        scores = self._score(query.unsqueeze(1), memory, past)  # (B, 1, S), or with heads (B, N, 1, S)
        if scores.dim() == 3:
            weights = self._normalize(scores, memory.padding_mask)
            return scores, weights, (weights @ memory.values).squeeze(1)
        scores = scores.squeeze(2)
        weights = self._normalize(scores, memory.padding_mask)
        return scores, weights, mix(weights.unsqueeze(2), memory.values).squeeze(1)
