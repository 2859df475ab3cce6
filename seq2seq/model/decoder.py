"""The decoder: one step = read the last piece, attend, predict the next. `order` says in which order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from seq2seq.attention import Attended, Attention, AttentionHistory, Memory, Sizes
from seq2seq.attention.edits import PerRowEdits
from seq2seq.config.edits import Edits
from seq2seq.config.schema import Cell, ModelConfig, Order
from seq2seq.model.encoder import RECURRENT
from seq2seq.text.special_ids import PAD

CELL_STEP = {"rnn": torch.rnn_tanh_cell, "gru": torch.gru_cell, "lstm": torch.lstm_cell}


@dataclass(frozen=True)
class State:
    """Between two steps. hidden and cell: (B, H) a layer (cell is empty but for an LSTM); readout (B, embedding) is
    what input feeding feeds; past is what a scorer may know of earlier weights."""

    hidden: tuple[Tensor, ...]
    cell: tuple[Tensor, ...]
    readout: Tensor
    past: AttentionHistory

    def pick(self, rows: Tensor) -> State:
        """The states of the given rows, in that order: how a beam keeps its best."""
        hidden, cell = (tuple(layer[rows] for layer in layers) for layers in (self.hidden, self.cell))
        return State(hidden, cell, self.readout[rows], self.past.pick(rows))


@dataclass(frozen=True)
class StepOutput:
    """One step: logits (B, V), scores and weights (B, N, S), query and decoder state (B, H), context (B, E)."""

    logits: Tensor
    scores: Tensor
    weights: Tensor
    query: Tensor
    context: Tensor
    hidden: Tensor


@dataclass(frozen=True)
class TeacherForced:
    """All steps of a given target: decoder states (B, T, H), readouts (B, T, embedding), scores and weights
    (B, N, T, S)."""

    hidden: Tensor
    readouts: Tensor
    scores: Tensor
    weights: Tensor


class Decoder(nn.Module, ABC):
    """What both orders share: embedding, recurrent layers, attention, readout, output tied to the embedding."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.cell: Cell = config.cell
        self.embedding = nn.Embedding(config.target_vocab, config.embedding, padding_idx=PAD)
        self.rnn = RECURRENT[config.cell](
            self.input_width(config),
            config.decoder_hidden,
            config.decoder_layers,
            batch_first=True,
            dropout=config.dropout if config.decoder_layers > 1 else 0.0,
        )
        self.attention = Attention(config.scorer, Sizes.of(config), config.normalizer)
        self.readout = nn.Linear(config.decoder_hidden + config.encoder_width, config.embedding)
        self.output_bias = nn.Parameter(torch.zeros(config.target_vocab))
        self.bridge = nn.Linear(config.encoder_width, config.decoder_hidden * config.decoder_layers)
        self.dropout = nn.Dropout(config.dropout)
        self.start_dropout = config.start_dropout

    @staticmethod
    @abstractmethod
    def input_width(config: ModelConfig) -> int:
        """What the recurrent layer reads a step."""

    @abstractmethod
    def step(
        self, prev: Tensor, state: State, memory: Memory, edits: Edits | PerRowEdits = ()
    ) -> tuple[StepOutput, State]:
        """prev (B,): ids of the last pieces → what this step predicts, and the state after it."""

    def start(self, memory: Memory) -> State:
        final = memory.final  # (B, E)
        if self.training and self.start_dropout:
            final = final * (torch.rand(len(final), 1, device=final.device) >= self.start_dropout)
        layers = torch.tanh(self.bridge(final)).chunk(self.rnn.num_layers, dim=1)
        cell = tuple(torch.zeros_like(layer) for layer in layers) if self.cell == "lstm" else ()
        readout = memory.final.new_zeros(len(memory.final), self.embedding.embedding_dim)
        return State(layers, cell, readout, AttentionHistory.start(memory, self.attention.heads))

    def forward(self, trg: Tensor, memory: Memory) -> TeacherForced:
        """trg (B, T) begin + pieces: teacher forcing as the fold of `step`. `logits` turns its readouts to scores."""
        state = self.start(memory)
        steps, readouts = [], []
        for prev in trg.unbind(dim=1):
            output, state = self.step(prev, state, memory)
            steps.append(output)
            readouts.append(state.readout)
        scores, weights = (torch.stack([getattr(o, name) for o in steps], dim=2) for name in ("scores", "weights"))
        hidden = torch.stack([o.hidden for o in steps], dim=1)
        return TeacherForced(hidden, torch.stack(readouts, dim=1), scores, weights)

    def logits(self, readout: Tensor) -> Tensor:
        """(…, embedding) → (…, V). The output layer is the target embedding itself. Press & Wolf 2017."""
        return nn.functional.linear(self.dropout(readout), self.embedding.weight, self.output_bias)

    def likelihood(self, hidden: Tensor, memory: Memory, trg_out: Tensor) -> Tensor:
        """log p(y_t | s_t, c = h_i), (B, T, S): of each target piece, had the decoder seen source piece i alone.

        hidden (B, T, H), trg_out (B, T)."""
        steps, source = hidden.shape[1], memory.values.shape[1]
        states = hidden.unsqueeze(2).expand(-1, -1, source, -1)
        alone = memory.values.unsqueeze(1).expand(-1, steps, -1, -1)
        logprobs = self.logits(self._read(states, alone)).log_softmax(dim=-1)  # (B, T, S, V)
        wanted = trg_out[:, :, None, None].expand(-1, -1, source, 1)
        return logprobs.gather(-1, wanted).squeeze(-1)

    def _read(self, hidden: Tensor, context: Tensor) -> Tensor:
        """tanh(W [s; c]). Luong, Pham & Manning 2015, eq. 5."""
        return torch.tanh(self.readout(torch.cat((hidden, context), dim=-1)))

    def _attend(self, query: Tensor, state: State, memory: Memory, edits: Edits | PerRowEdits) -> Attended:
        return self.attention(query.unsqueeze(1), memory, state.past, edits)  # (B, H) → one step (B, 1, H)

    def _predict(self, attended: Attended, query: Tensor, state: State) -> tuple[StepOutput, State]:
        """What both orders end with, once the cell has moved and the attention has answered."""
        hidden, context = state.hidden[-1], attended.context[:, 0]
        readout = self._read(hidden, context)
        scores, weights = attended.scores[:, :, 0], attended.weights[:, :, 0]
        output = StepOutput(self.logits(readout), scores, weights, query, context, hidden)
        return output, replace(state, readout=readout, past=state.past.then(attended.weights, attended.computed))

    def _advance(self, below: Tensor, state: State) -> State:
        """One step of all recurrent layers, with the same weights that `self.rnn` runs over a whole sequence."""
        hidden, cell = [], []
        for layer, weights in enumerate(self.rnn.all_weights):
            if self.cell == "lstm":
                below, memory_cell = torch.lstm_cell(below, (state.hidden[layer], state.cell[layer]), *weights)
                cell.append(memory_cell)
            else:
                below = CELL_STEP[self.cell](below, state.hidden[layer], *weights)
            hidden.append(below)
            if self.training and layer + 1 < self.rnn.num_layers:
                below = self.dropout(below)
        return replace(state, hidden=tuple(hidden), cell=tuple(cell))


class RnnFirst(Decoder):
    """s_t = RNN(y_{t-1}, s_{t-1}), then attend with s_t, predict from [s_t; c_t]. Luong, Pham & Manning 2015, fig. 2.

    With input feeding (ibid., section 3.3) the recurrent layer also reads the last readout, their h̃."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        self.input_feeding = config.input_feeding

    @staticmethod
    def input_width(config: ModelConfig) -> int:
        return config.embedding * (2 if config.input_feeding else 1)

    def step(
        self, prev: Tensor, state: State, memory: Memory, edits: Edits | PerRowEdits = ()
    ) -> tuple[StepOutput, State]:
        below = self.dropout(self.embedding(prev))
        if self.input_feeding:
            below = torch.cat((below, state.readout), dim=-1)
        state = self._advance(below, state)
        query = state.hidden[-1]
        return self._predict(self._attend(query, state, memory, edits), query, state)

    def forward(self, trg: Tensor, memory: Memory) -> TeacherForced:
        """The whole sequence at once, unless something of the attention flows back into the recurrent layers."""
        if self.input_feeding:
            return super().forward(trg, memory)
        state = self.start(memory)
        first = torch.stack(state.hidden)  # (layers, B, H)
        carried = (first, torch.zeros_like(first)) if self.cell == "lstm" else first
        hidden, _ = self.rnn(self.dropout(self.embedding(trg)), carried)  # (B, T, H)
        attended = self.attention(hidden, memory, state.past)
        return TeacherForced(hidden, self._read(hidden, attended.context), attended.scores, attended.weights)


class AttendFirst(Decoder):
    """Attend with s_{t-1}, then s_t = RNN([y_{t-1}; c_t], s_{t-1}), predict from [s_t; c_t].

    Bahdanau, Cho & Bengio 2015, appendix A.2.2."""

    @staticmethod
    def input_width(config: ModelConfig) -> int:
        return config.embedding + config.encoder_width

    def step(
        self, prev: Tensor, state: State, memory: Memory, edits: Edits | PerRowEdits = ()
    ) -> tuple[StepOutput, State]:
        query = state.hidden[-1]
        attended = self._attend(query, state, memory, edits)
        below = torch.cat((self.dropout(self.embedding(prev)), attended.context[:, 0]), dim=-1)
        return self._predict(attended, query, self._advance(below, state))


DECODERS: dict[Order, type[Decoder]] = {"rnn_first": RnnFirst, "attend_first": AttendFirst}
