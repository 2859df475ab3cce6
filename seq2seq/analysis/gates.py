"""The gate values of a GRU or an LSTM at every step, recomputed from the checkpoint.

torch's cells return their state only. `recurrence` runs the same equations again, and reaches the same states (a test
compares them).
"""

from __future__ import annotations

import numpy as np
import torch

from seq2seq.analysis.recurrence import LayerWeights, Unrolled, unroll, unroll_encoder
from seq2seq.analysis.states import trace_states
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.arrays import Array
from seq2seq.config.schema import Request
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.model.encoders.recurrent import RecurrentEncoder
from seq2seq.text.special_ids import BOS
from seq2seq.trace.trace import DecodeTrace


def trace_gates(bundle: Bundle, request: Request, cells: str, layer: int = -1) -> dict[str, Array]:
    """Gate → values (L, H) of the cells `decoder`, `forward` or `backward` while a request is decoded; none for an RNN.
    `layer` is that of the encoder, from 0, by default its last.

    Raises ValueError for a direction that the encoder does not have, and the errors of `translate`."""
    states = trace_states(bundle, request)
    vectors = states.sentence.vectors
    if cells == "decoder":
        return decoder_gates(bundle, states.trace, vectors["readout"]).gates
    directions = encoder_gates(bundle, vectors["embedded"], layer)
    if cells not in directions:
        raise ValueError(f"this encoder has no {cells} cells")
    return directions[cells].gates


def encoder_gates(bundle: Bundle, embedded: Array, layer: int = -1) -> dict[str, Unrolled]:
    """Direction → the steps of a layer of the encoder, by default the last, over the embedded pieces (S, embedding);
    nothing for an encoder that is not recurrent."""
    if not isinstance(bundle.model.encoder, RecurrentEncoder):
        return {}
    weights, count = _weights(bundle.model.encoder.rnn), bundle.config.directions
    layers = [weights[start : start + count] for start in range(0, len(weights), count)]
    return unroll_encoder(bundle.model.encoder.cell, layers[: layer % len(layers) + 1], embedded)


@torch.inference_mode()
def decoder_gates(bundle: Bundle, trace: DecodeTrace, readouts: Array) -> Unrolled:
    """The steps of the last decoder layer over its inputs at all steps of the trace; readouts (T, embedding)."""
    decoder, says = recurrent(bundle.model.decoder), bundle.says(trace.source.pieces)
    ids = torch.tensor([BOS, *map(says.id, trace.pieces[:-1])])
    below = decoder.embed(ids).numpy()  # (T, embedding)
    if bundle.config.order == "attend_first":
        below = np.concatenate([below, trace.contexts], axis=1)
    elif bundle.config.input_feeding:
        below = np.concatenate([below, np.vstack([np.zeros_like(readouts[:1]), readouts[:-1]])], axis=1)
    states = torch.tensor(trace.encoder)[None]
    final = bundle.model.encoder.final(states, torch.ones(states.shape[:2], dtype=torch.bool))[0]
    start = torch.tanh(decoder.bridge(final)).chunk(decoder.rnn.num_layers)
    run = Unrolled(below, {})
    for weights, hidden in zip(_weights(decoder.rnn), start, strict=True):
        run = unroll(bundle.config.cell, weights, run.states, hidden.numpy())
    return run


def _weights(rnn: torch.nn.RNNBase) -> list[LayerWeights]:
    return [[weight.detach().numpy() for weight in layer] for layer in rnn.all_weights]
