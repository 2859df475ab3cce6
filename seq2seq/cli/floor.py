"""The floor of the benchmark: the least work that decoding and training of one model can be, in plain tensors.

It knows one model, additive attention after a GRU of one layer, and reads no padding. It shares the parameters of a
`Seq2Seq` and gives the same translations; nothing is recorded but the weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from seq2seq.model.batch import Batch
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import BOS, EOS


@dataclass(frozen=True)
class FusedDecoder:
    """The matrices of a decoder, folded once for a model.

    `pieces` (V, 3H) is what each piece adds to the gates of the GRU. `state` (H, 3H + K + D) maps a state to its gates,
    query and part of the readout in one product. `context` (E, D) maps an encoder state to its part of the readout."""

    model: Seq2Seq
    pieces: Tensor
    state: Tensor
    state_bias: Tensor
    context: Tensor
    v: Tensor
    output: Tensor

    @classmethod
    def of(cls, model: Seq2Seq) -> FusedDecoder:
        """Fold the matrices of a model with additive attention and one GRU layer, without input feeding."""
        decoder = recurrent(model.decoder)
        scorer = decoder.attention.scorer.state_dict()
        w_input, w_hidden, b_input, b_hidden = decoder.rnn.all_weights[0]
        sides = (model.config.decoder_hidden, model.config.encoder_width)
        of_state, of_context = decoder.readout.weight.split(sides, dim=1)
        no_bias = torch.zeros(len(scorer["query.weight"]))
        return cls(
            model,
            decoder.embedding.weight @ w_input.mT + b_input,
            torch.cat((w_hidden, scorer["query.weight"], of_state)).mT.contiguous(),
            torch.cat((b_hidden, no_bias, decoder.readout.bias)),
            of_context.mT.contiguous(),
            scorer["v.weight"][0],
            decoder.embedding.weight.mT.contiguous(),
        )

    def decode(self, src: Tensor, mask: Tensor, steps: int) -> tuple[Tensor, Tensor]:
        """src, mask (B, S) without padding → the likeliest ids (B, T), never the end mark, and weights (B, T, S)."""
        memory = self.model.encode(src, mask)
        contexts = memory.values @ self.context  # (B, S, D)
        hidden = torch.tanh(recurrent(self.model.decoder).bridge(memory.final))
        width, bias = hidden.shape[1], self.model.decoder.output_bias
        sizes = (2 * width, width, memory.keys.shape[2], contexts.shape[2])
        reset_update, candidate, _, _ = torch.addmm(self.state_bias, hidden, self.state).split(sizes, dim=1)
        prev, ids, weights = torch.full((len(src),), BOS), [], []
        for _ in range(steps):
            piece_gates, piece_candidate = self.pieces[prev].split(sizes[:2], dim=1)
            reset, update = torch.sigmoid_(piece_gates + reset_update).chunk(2, dim=1)
            hidden = torch.lerp(torch.tanh_(torch.addcmul(piece_candidate, reset, candidate)), hidden, update)
            product = torch.addmm(self.state_bias, hidden, self.state)
            reset_update, candidate, query, readout = product.split(sizes, dim=1)
            scores = torch.tanh_(memory.keys + query.unsqueeze(1)) @ self.v  # (B, S)
            weights.append(torch.softmax(scores, dim=1).unsqueeze(1))
            readout = torch.tanh_(torch.baddbmm(readout.unsqueeze(1), weights[-1], contexts)[:, 0])
            logits = torch.addmm(bias, readout, self.output)
            prev = logits[:, EOS + 1 :].argmax(dim=1) + EOS + 1
            ids.append(prev)
        return torch.stack(ids, dim=1), torch.cat(weights, dim=1)


def floor_loss(model: Seq2Seq, batch: Batch) -> Tensor:
    """The mean cross-entropy of a batch without padding: all steps of the GRU at once, one attention, one output
    product."""
    decoder, memory = recurrent(model.decoder), model.encode(batch.src, batch.src_mask)
    scorer = decoder.attention.scorer.get_submodule
    table = decoder.embedding.weight
    hidden, _ = decoder.rnn(F.embedding(batch.trg_in, table), torch.tanh(decoder.bridge(memory.final)).unsqueeze(0))
    scores = scorer("v")(torch.tanh(scorer("query")(hidden).unsqueeze(2) + memory.keys.unsqueeze(1))).squeeze(3)
    context = torch.softmax(scores, dim=2) @ memory.values
    readout = torch.tanh(decoder.readout(torch.cat((hidden, context), dim=2))).flatten(0, 1)
    return F.cross_entropy(F.linear(readout, table, decoder.output_bias), batch.trg_out.flatten())
