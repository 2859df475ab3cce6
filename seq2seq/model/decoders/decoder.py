"""The interface of a decoder, what a step and a whole target give, and the registry of decoders by name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from seq2seq.attention import Memory
from seq2seq.attention.edits import PerRowEdits
from seq2seq.config.cards import Registry
from seq2seq.config.edits import Edits
from seq2seq.config.network_cards import DECODER_CARDS
from seq2seq.config.schema import ModelConfig
from seq2seq.model.pointer import Pointer
from seq2seq.text.special_ids import PAD, UNK


@dataclass(frozen=True)
class StepOutput:
    """The result of one step: logits (B, V), scores and weights (B, N, S), query and hidden state (B, H), context
    (B, E). If the decoder copies, the logits are log-probabilities (B, V + S), and generate (B,) is the probability to
    generate. Of a Transformer: the N heads of all layers, layer by layer; query, state and context of the last layer;
    and self_weights (B, layers, N/layers, t), where the step looked among the t pieces so far."""

    logits: Tensor
    scores: Tensor
    weights: Tensor
    query: Tensor
    context: Tensor
    hidden: Tensor
    self_weights: Tensor | None = None
    generate: Tensor | None = None


@dataclass(frozen=True)
class TeacherForced:
    """The results of all steps of a given target: hidden states (B, T, H), contexts (B, T, E), readouts (B, T,
    embedding), scores and weights (B, N, T, S); if the decoder copies, the probability to generate (B, T)."""

    hidden: Tensor
    contexts: Tensor
    readouts: Tensor
    scores: Tensor
    weights: Tensor
    generate: Tensor | None = None


class Decoder(nn.Module, ABC):
    """Pieces so far, and the memory of the source → the next piece. The output layer is tied to the embedding.

    A step reads the last piece, asks the source with a query, and predicts from its hidden state and the context: the
    readout. What lies between two steps is a state, a frozen value with `pick`; nothing is kept on the module."""

    layers_that_attend = 1
    """The heads of scores and weights stand layer by layer."""

    heads: int
    """The rows of scores and weights of a step: the heads of one layer after those of the other."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.embedding = nn.Embedding(config.target_vocab, config.embedding, padding_idx=PAD)
        self.output_bias = nn.Parameter(torch.zeros(config.target_vocab))
        self.dropout = nn.Dropout(config.dropout)
        self.pointer: Pointer | None = None

    @abstractmethod
    def remember(self, values: Tensor, mask: Tensor, final: Tensor) -> Memory:
        """The encoder's states (B, S, E), their mask, its final state (B, E) → what the steps of a sentence read."""

    @abstractmethod
    def start(self, memory: Memory) -> Any:
        """The state before the first step."""

    @abstractmethod
    def step(self, prev: Tensor, state: Any, memory: Memory, edits: Edits | PerRowEdits = ()) -> tuple[StepOutput, Any]:
        """prev (B,), the ids of the last pieces → the output of this step and the state after it."""

    @abstractmethod
    def forward(self, trg: Tensor, memory: Memory) -> TeacherForced:
        """Teacher forcing. trg (B, T) is begin + pieces; `logits` maps the readouts to (B, T, V)."""

    @abstractmethod
    def read(self, hidden: Tensor, context: Tensor) -> Tensor:
        """hidden (…, H), context (…, E) → readout (…, embedding)."""

    @abstractmethod
    def single_contexts(self, memory: Memory) -> Tensor:
        """(B, S, E): the context of a step that looks at one source piece alone."""

    def logits(self, readout: Tensor) -> Tensor:
        """(…, embedding) → (…, V). The output layer is the target embedding itself. Press & Wolf 2017."""
        return nn.functional.linear(self.dropout(readout), self.embedding.weight, self.output_bias)

    def embed(self, ids: Tensor) -> Tensor:
        """ids (…) → (…, embedding), with dropout. A copied piece that the vocabulary lacks is read as unknown."""
        known = ids.masked_fill(ids >= len(self.output_bias), UNK) if self.pointer else ids
        return self.dropout(self.embedding(known))

    def predictions(self, forced: TeacherForced, memory: Memory, real: Tensor) -> Tensor:
        """real (B, T) picks R steps → their logits (R, V); if the decoder copies, log-probabilities (R, V + S)."""
        logits = self.logits(forced.readouts[real])
        if forced.generate is None or memory.copies is None:
            return logits
        copies = memory.copies[real.nonzero()[:, 0]]
        return self.mix(logits, forced.generate[real], forced.weights.mean(dim=1)[real], copies)

    def mix(self, logits: Tensor, generate: Tensor | None, weights: Tensor, copies: Tensor | None) -> Tensor:
        """logits (R, V), weights and copies (R, S) → what the decoder predicts, as `Pointer.mix` has it, if it copies.

        Raises ValueError where it copies and the source does not say what its pieces are among those of the target."""
        if self.pointer is None or generate is None:
            return logits
        if copies is None:
            raise ValueError("this decoder copies: the source must say what its pieces are among those of the target")
        return self.pointer.mix(logits, generate, weights, copies)

    def source_log_likelihoods(self, hidden: Tensor, memory: Memory, trg_out: Tensor) -> Tensor:
        """hidden (B, T, H), trg_out (B, T) → log p(y_t | s_t, c = h_i), (B, T, S): the log-probability of each target
        piece if the context came from source piece i alone; of a Transformer, that of the last layer."""
        steps, source = hidden.shape[1], memory.values.shape[1]
        states = hidden.unsqueeze(2).expand(-1, -1, source, -1)
        contexts = self.single_contexts(memory).unsqueeze(1).expand(-1, steps, -1, -1)
        logprobs = self.logits(self.read(states, contexts)).log_softmax(dim=-1)  # (B, T, S, V)
        targets = trg_out[:, :, None, None].expand(-1, -1, source, 1)
        return logprobs.gather(-1, targets).squeeze(-1)


DECODERS: Registry[Decoder] = Registry("a decoder", DECODER_CARDS, "seq2seq/config/network_cards.py")
register_decoder = DECODERS.register
