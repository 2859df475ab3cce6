"""Recurrent decoders. One step reads the last piece and attends; `order` is the order of these."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from seq2seq.attention import Attended, Attention, AttentionHistory, Memory, Sizes
from seq2seq.attention.edits import PerRowEdits, attend
from seq2seq.config.edits import Edits
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import ModelConfig, Recurrence
from seq2seq.model.decoders.decoder import Decoder, StepOutput, TeacherForced, register_decoder
from seq2seq.model.encoders.recurrent import RECURRENT
from seq2seq.model.pointer import Pointer

Layers = tuple[Tensor, ...]
"""A tensor (B, H) for each recurrent layer."""
CELL_FUNCTIONS = {"rnn": torch.rnn_tanh_cell, "rnn_relu": torch.rnn_relu_cell, "gru": torch.gru_cell}
"""Of cells whose state is all that goes from step to step."""


@dataclass(frozen=True)
class State:
    """The decoder's state between two steps. hidden and cell have a tensor (B, H) for each layer; cell is empty except
    for an LSTM. readout (B, embedding) is the input of input feeding, past the attention of earlier steps."""

    hidden: Layers
    cell: Layers
    readout: Tensor
    past: AttentionHistory

    def pick(self, rows: Tensor) -> State:
        """The states of the given rows, in that order, as beam search needs them."""
        hidden, cell = (tuple(layer[rows] for layer in layers) for layers in (self.hidden, self.cell))
        return State(hidden, cell, self.readout[rows], self.past.pick(rows))


def advance_cells(
    kind: Recurrence,
    layers: Sequence[Sequence[Tensor]],
    layer_input: Tensor,
    state: State,
    dropout: nn.Module | None = None,
) -> tuple[Layers, Layers]:
    """The hidden states and cells after one step of all recurrent layers, with the weights of torch's recurrent module
    for each layer, and dropout between layers."""
    hidden, cell = [], []
    for layer, weights in enumerate(layers):
        if layer and dropout:
            layer_input = dropout(layer_input)
        if kind == "lstm":
            layer_input, memory_cell = torch.lstm_cell(layer_input, (state.hidden[layer], state.cell[layer]), *weights)
            cell.append(memory_cell)
        else:
            layer_input = CELL_FUNCTIONS[kind](layer_input, state.hidden[layer], *weights)
        hidden.append(layer_input)
    return tuple(hidden), tuple(cell)


class RecurrentDecoder(Decoder):
    """The parts common to both orders: recurrent layers, attention, readout."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        self.cell: Recurrence = config.recurrence
        self.rnn = RECURRENT[config.recurrence](
            self.input_width(config),
            config.decoder_hidden,
            config.decoder_layers,
            batch_first=True,
            dropout=config.dropout if config.decoder_layers > 1 else 0.0,
        )
        self.attention = Attention(config.scorer, Sizes.of(config), config.normalizer, config.coverage)
        self.heads = self.attention.heads
        self.readout = nn.Linear(config.decoder_hidden + config.encoder_width, config.embedding)
        self.bridge = nn.Linear(config.encoder_width, config.decoder_hidden * config.decoder_layers)
        self.start_dropout = config.start_dropout
        self.feeds_readout = config.input_feeding
        self.pointer = Pointer(config) if config.copying else None

    @staticmethod
    @abstractmethod
    def input_width(config: ModelConfig) -> int:
        """The width of the recurrent layer's input at each step."""

    @abstractmethod
    def _advance(
        self, embedded: Tensor, state: State, memory: Memory, edits: Edits | PerRowEdits
    ) -> tuple[Attended, Tensor, Layers, Layers]:
        """embedded (B, embedding), the last pieces → attention, its query, hidden states and cells of this step."""

    def step(
        self, prev: Tensor, state: State, memory: Memory, edits: Edits | PerRowEdits = ()
    ) -> tuple[StepOutput, State]:
        embedded = self.embed(prev)
        attended, query, state = self._step_to_readout(embedded, state, memory, edits)
        scores, context, weights = attended.scores[:, :, 0], attended.context[:, 0], state.past.weights
        generate = self._generate(context, state.hidden[-1], embedded)
        logits = self.mix(self.logits(state.readout), generate, weights.mean(dim=1), memory.copies)
        return StepOutput(logits, scores, weights, query, context, state.hidden[-1], generate=generate), state

    def _generate(self, context: Tensor, hidden: Tensor, embedded: Tensor) -> Tensor | None:
        return self.pointer.generate(context, hidden, embedded) if self.pointer else None

    def _step_to_readout(
        self, embedded: Tensor, state: State, memory: Memory, edits: Edits | PerRowEdits = ()
    ) -> tuple[Attended, Tensor, State]:
        """A step without its logits, which cost more than all the rest: attention, its query, state after the step."""
        attended, query, hidden, cell = self._advance(embedded, state, memory, edits)
        readout = self.read(hidden[-1], attended.context[:, 0])
        return attended, query, State(hidden, cell, readout, state.past.then(attended.weights, attended.computed))

    def remember(self, values: Tensor, mask: Tensor, final: Tensor) -> Memory:
        return Memory(values, mask, final, self.attention.prepare(values))

    def single_contexts(self, memory: Memory) -> Tensor:
        """The states themselves."""
        return memory.values

    def start(self, memory: Memory) -> State:
        """The state before the first step, from the encoder's final state."""
        final = memory.final  # (B, E)
        if self.training and self.start_dropout:
            final = final * (torch.rand(len(final), 1, device=final.device) >= self.start_dropout)
        layers = torch.tanh(self.bridge(final)).chunk(self.rnn.num_layers, dim=1)
        cell = tuple(torch.zeros_like(layer) for layer in layers) if self.cell == "lstm" else ()
        readout = memory.final.new_zeros(len(memory.final), self.embedding.embedding_dim)
        past = AttentionHistory.start(memory, self.heads, self.attention.coverage is not None)
        return State(layers, cell, readout, past)

    def forward(self, trg: Tensor, memory: Memory) -> TeacherForced:
        """Teacher forcing, step by step."""
        state, steps, embeddings = self.start(memory), list[tuple[Attended, State]](), self.embed(trg)
        for embedded in embeddings.unbind(dim=1):
            attended, _, state = self._step_to_readout(embedded, state, memory)
            steps.append((attended, state))
        hidden = torch.stack([state.hidden[-1] for _, state in steps], dim=1)
        contexts = torch.cat([attended.context for attended, _ in steps], dim=1)
        readouts = torch.stack([state.readout for _, state in steps], dim=1)
        scores = torch.cat([attended.scores for attended, _ in steps], dim=2)
        weights = torch.cat([attended.weights for attended, _ in steps], dim=2)
        generate = self._generate(contexts, hidden, embeddings)
        return TeacherForced(hidden, contexts, readouts, scores, weights, generate)

    def read(self, hidden: Tensor, context: Tensor) -> Tensor:
        """tanh(W [s; c]). Luong, Pham & Manning 2015, eq. 5."""
        return torch.tanh(self.readout(torch.cat((hidden, context), dim=-1)))

    def _advance_cells(self, layer_input: Tensor, state: State) -> tuple[Layers, Layers]:
        return advance_cells(self.cell, self.rnn.all_weights, layer_input, state, self.dropout)


def recurrent(decoder: Decoder) -> RecurrentDecoder:
    """The decoder itself, for what only recurrent ones have. Raises InvalidRequest, a ValueError, for another."""
    if not isinstance(decoder, RecurrentDecoder):
        raise InvalidRequest("a Transformer has no recurrent cells")
    return decoder


@register_decoder("rnn_first")
class RnnFirst(RecurrentDecoder):
    """s_t = RNN(y_{t-1}, s_{t-1}), then attend with s_t, predict from [s_t; c_t]. Luong, Pham & Manning 2015, fig. 2.

    With input feeding (ibid., section 3.3) the recurrent layer also reads the last readout, their h̃."""

    @staticmethod
    def input_width(config: ModelConfig) -> int:
        return config.embedding * (2 if config.input_feeding else 1)

    def _advance(
        self, embedded: Tensor, state: State, memory: Memory, edits: Edits | PerRowEdits
    ) -> tuple[Attended, Tensor, Layers, Layers]:
        layer_input = torch.cat((embedded, state.readout), dim=-1) if self.feeds_readout else embedded
        hidden, cell = self._advance_cells(layer_input, state)
        query = hidden[-1]
        return attend(self.attention, query.unsqueeze(1), memory, state.past, edits), query, hidden, cell

    def forward(self, trg: Tensor, memory: Memory) -> TeacherForced:
        """Teacher forcing of the whole sequence at once; step by step if input feeding makes steps depend on earlier
        readouts."""
        if self.feeds_readout:
            return super().forward(trg, memory)
        state = self.start(memory)
        first = torch.stack(state.hidden)  # (layers, B, H)
        initial = (first, torch.zeros_like(first)) if self.cell == "lstm" else first
        embedded = self.embed(trg)
        hidden, _ = self.rnn(embedded, initial)  # (B, T, H)
        attended = self.attention(hidden, memory, state.past)
        readouts, generate = self.read(hidden, attended.context), self._generate(attended.context, hidden, embedded)
        return TeacherForced(hidden, attended.context, readouts, attended.scores, attended.weights, generate)


@register_decoder("attend_first")
class AttendFirst(RecurrentDecoder):
    """Attend with s_{t-1}, then s_t = RNN([y_{t-1}; c_t], s_{t-1}), predict from [s_t; c_t].

    Bahdanau, Cho & Bengio 2015, appendix A.2.2."""

    @staticmethod
    def input_width(config: ModelConfig) -> int:
        return config.embedding + config.encoder_width

    def _advance(
        self, embedded: Tensor, state: State, memory: Memory, edits: Edits | PerRowEdits
    ) -> tuple[Attended, Tensor, Layers, Layers]:
        query = state.hidden[-1]
        attended = attend(self.attention, query.unsqueeze(1), memory, state.past, edits)  # one step, (B, 1, H)
        layer_input = torch.cat((embedded, attended.context[:, 0]), dim=-1)
        return attended, query, *self._advance_cells(layer_input, state)
