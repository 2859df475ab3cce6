"""Where gradients get stuck: scores, softmax, gates and tanh while a model learns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import torch
from torch import Tensor, nn

from seq2seq.text.special_ids import PAD
from seq2seq.training.lenses.record import LensCurve
from seq2seq.training.live.run import LiveRun
from seq2seq.training.live.settings import LiveSettings

_MOMENTS = (0, 10, 25, 50, 100, 200, 400, 800)
_SCORERS = ("dot", "scaled_dot", "additive")
_SETTINGS = LiveSettings(width=128, rate=0.005)
"""As wide as a live training may be: the wider, the larger is a sum of products."""
_CLOSED, _OPEN, _FLAT = 0.1, 0.9, 0.9
"""A gate below or above these hardly lets a gradient through, nor does a tanh beyond ± the last."""


def measure_saturation(seed: int, moments: tuple[int, ...] = _MOMENTS) -> Iterator[LensCurve]:
    """Panels `spread`, `softmax`, `gates` and `tanh` (see `read_saturation`) over updates, a line a scoring
    function."""
    for scorer in _SCORERS:
        run, rows = LiveRun(replace(_SETTINGS, scorer=scorer, seed=seed)), []
        for moment in moments:
            run.advance(torch.inf, moment - run.update)
            rows.append(read_saturation(run))
        for panel in rows[0]:
            yield LensCurve(panel, scorer, seed, moments, tuple(row[panel] for row in rows))


@torch.inference_mode()
def read_saturation(run: LiveRun) -> dict[str, float]:
    """Of the held-out sentences: the standard deviation of a row's scores; the norm of the softmax's derivative; the
    share of the gates of the encoder's forward cells that are closed or open; the share of the readout's units whose
    tanh is flat."""
    batch, model = run.pairs.measured.batch, run.model.eval()
    embedded = model.encoder.embedding(batch.src)
    forced = model.decoder(batch.trg_in, model.read(embedded, batch.src_mask))
    rows = (batch.trg_out != PAD)[:, :, None] & batch.src_mask[:, None]  # (B, T, S)
    whole = rows.all(-1)  # steps of sentences without padding
    scores, weights = forced.scores[:, 0][whole], forced.weights[:, 0][whole]
    gates = _forward_gates(model.encoder.get_submodule("rnn"), embedded)[batch.src_mask]
    readouts = forced.readouts[batch.trg_out != PAD]
    model.train()
    shares = {
        "spread": scores.std(-1).mean(),
        "softmax": softmax_derivative(weights).mean(),
        "gates": ((gates < _CLOSED) | (gates > _OPEN)).float().mean(),
        "tanh": (readouts.abs() > _FLAT).float().mean(),
    }
    return {panel: round(float(value), 4) for panel, value in shares.items()}


def softmax_derivative(weights: Tensor) -> Tensor:
    """weights (…, S) → (…): the Frobenius norm of the softmax's derivative with respect to its scores, diag(p) - ppᵀ; 0
    where one weight is 1."""
    jacobian = torch.diag_embed(weights) - weights.unsqueeze(-1) * weights.unsqueeze(-2)
    return jacobian.flatten(-2).norm(dim=-1)


def _forward_gates(rnn: nn.Module, inputs: Tensor) -> Tensor:
    """inputs (B, S, D) of a GRU → its reset and update gates forwards (B, S, 2 H). Padding stands at the end, where it
    has no say in what comes before."""
    if not isinstance(rnn, nn.GRU):
        raise ValueError("only a GRU has these gates")
    states = rnn(inputs)[0][..., : rnn.hidden_size]
    before = nn.functional.pad(states, (0, 0, 1, 0))[:, :-1]
    gates = slice(0, 2 * rnn.hidden_size)  # of torch's three parts
    from_input, from_state, input_bias, state_bias = (weight[gates] for weight in rnn.all_weights[0])
    return torch.sigmoid(inputs @ from_input.T + before @ from_state.T + input_bias + state_bias)
