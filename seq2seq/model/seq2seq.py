"""The encoder-decoder: encode → Memory, start → State, step → StepOutput. Every search is a loop over `step`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from torch import Tensor, nn
from torch.nn import functional as F

from seq2seq.attention import Memory
from seq2seq.attention.edits import PerRowEdits
from seq2seq.config.edits import Edits
from seq2seq.config.schema import ModelConfig
from seq2seq.model.batch import Batch, split_copies
from seq2seq.model.decoders import StepOutput, TeacherForced, make_decoder
from seq2seq.model.encoders import make_encoder
from seq2seq.model.fast_step import fast_step
from seq2seq.model.pointer import coverage_loss, mixture_loss
from seq2seq.text.special_ids import PAD


class Seq2Seq(nn.Module):
    """An encoder and a decoder with attention, initialised at random."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = make_encoder(config)
        self.decoder = make_decoder(config)
        self._fast_step = fast_step(self.decoder)
        self._initialise()

    def encode(self, src: Tensor, mask: Tensor) -> Memory:
        """src, mask (B, S) → the memory that every step reads, with the keys already projected. For a decoder that
        copies src is (B, S, 2): the id of each piece, and its id as the decoder says it."""
        ids, copies = split_copies(src)
        return self.read(self.encoder.embedding(ids), mask, copies)

    def read(self, embedded: Tensor, mask: Tensor, copies: Tensor | None = None) -> Memory:
        """The same as `encode`, from the embeddings of the pieces (B, S, embedding)."""
        values, final = self.encoder.read(embedded, mask)
        return replace(self.decoder.remember(values, mask, final), copies=copies)

    def start(self, memory: Memory) -> Any:
        """The decoder's state before the first step."""
        return self.decoder.start(memory)

    def step(self, prev: Tensor, state: Any, memory: Memory, edits: Edits | PerRowEdits = ()) -> tuple[StepOutput, Any]:
        """prev (B,), the ids of the last pieces → the output of the step and the state after it, as `Decoder.step`
        defines them."""
        if edits or self.training:
            return self.decoder.step(prev, state, memory, edits)
        return self._fast_step(prev, state, memory)

    def forward(self, batch: Batch) -> TeacherForced:
        """Teacher forcing: hidden states, readouts, scores and weights of every step of the given targets."""
        return self.decoder(batch.trg_in, self.encode(batch.src, batch.src_mask))

    def loss(self, batch: Batch, smoothing: float = 0.0, coverage: float = 1.0) -> Tensor:
        """The mean cross-entropy of the target pieces in nats, without padding. Label smoothing: Szegedy et al. 2016,
        section 7. A model with coverage adds its loss, times `coverage`: See, Liu & Manning 2017, eq. 13."""
        real, memory = batch.trg_out != PAD, self.encode(batch.src, batch.src_mask)
        forced = self.decoder(batch.trg_in, memory)
        logits, targets = self.decoder.predictions(forced, memory, real).float(), batch.trg_out[real]
        if self.config.copying:
            loss = mixture_loss(logits, targets, smoothing, self.config.target_vocab)
        else:
            loss = F.cross_entropy(logits, targets, label_smoothing=smoothing)
        return loss + coverage * coverage_loss(forced.weights, real) if self.config.coverage else loss

    def for_decoding(self) -> Seq2Seq:
        """The model itself, frozen, in evaluation mode, and with its matrices in column-major order, which makes the
        products with a single row in decoding a third faster. Values and shapes do not change."""
        for parameter in self.parameters():
            if parameter.ndim == 2:
                parameter.data = parameter.data.mT.contiguous().mT
        self._fast_step = fast_step(self.decoder)  # loading may have given it other parameters
        return self.eval().requires_grad_(False)

    def _initialise(self) -> None:
        """Initialise matrices Glorot-uniform, recurrent ones orthogonal, biases at 0, embeddings from N(0, 1/width)
        with padding at 0."""
        for name, parameter in self.named_parameters():
            if "embedding" in name:
                nn.init.normal_(parameter, std=parameter.shape[1] ** -0.5)
                parameter.data[PAD] = 0
            elif "weight_hh" in name:
                for gate in parameter.data.split(parameter.shape[1]):
                    nn.init.orthogonal_(gate)
            elif parameter.ndim > 1:
                nn.init.xavier_uniform_(parameter)
            elif "bias" in name:
                nn.init.zeros_(parameter)
