"""Which pieces of the source can reach a state of the encoder, and how strongly: after each layer.

S source pieces, L layers. A row is the state h_i of a piece, a column the embedding x_j of a piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.arrays import Array
from seq2seq.config.schema import ModelConfig
from seq2seq.decoding.corpus import source_ids
from seq2seq.model.seq2seq import Seq2Seq

PROBES = 64
"""Most directions of a state that are differentiated; of wider states so many at random stand for all."""
_SEED = 1


@dataclass(frozen=True, eq=False)
class ReceptiveField:
    """Of a sentence: `reaches` (L, S, S), True where x_j has a way to h_i at all; `norms` (L, S, S) = ‖∂h_i/∂x_j‖_F of
    the states without the shortcut from the embedding of their own piece."""

    source: tuple[str, ...]
    reaches: Array
    norms: Array


def receptive_field(bundle: Bundle, text: str) -> ReceptiveField:
    """The receptive fields of the encoder's states while it reads a text."""
    ids = source_ids(bundle, text)
    return ReceptiveField(
        bundle.source.pieces(ids), reachable(bundle.config, len(ids)), jacobian_norms(bundle.model, ids)
    )


def reachable(config: ModelConfig, sources: int) -> Array:
    """(L, S, S): whether there is a way from x_j to h_i through the layers up to each. A convolution of width k looks
    (k - 1)/2 pieces farther to either side with each layer; a cell in one direction reads what stands before; two
    directions and self-attention have all at once."""
    offsets = np.arange(sources)[None, :] - np.arange(sources)[:, None]  # j - i
    layers = range(1, config.encoder_layers + 1)
    if config.encoder_cell and not config.bidirectional:
        return np.stack([offsets <= 0 for _ in layers])
    if config.encoder_name == "conv":
        return np.stack([np.abs(offsets) <= layer * (config.kernel // 2) for layer in layers])
    return np.ones((config.encoder_layers, sources, sources), dtype=bool)


def jacobian_norms(model: Seq2Seq, source: Sequence[int], probes: int = PROBES) -> Array:
    """(L, S, S): ‖∂h_i/∂x_j‖_F after each layer.

    ‖J‖² is E times the mean of ‖vᵀJ‖² over orthonormal directions v of the state: over a whole basis where E is at most
    `probes`, else over so many random ones, an estimate without bias. A copy of the sentence is read for each v, so
    that one backward pass gives a row for all of them."""
    width = model.config.encoder_width
    directions = _orthonormal(min(probes, width), width)  # (P, E)
    with torch.inference_mode(False), torch.enable_grad():
        copies = torch.tensor([source] * len(directions))
        embedded = model.encoder.embedding(copies).detach().requires_grad_()  # (P, S, embedding)
        layers = model.encoder.layer_states(embedded, torch.ones_like(copies, dtype=torch.bool))
        rows = [_rows(torch.einsum("pse,pe->s", states, directions), embedded) for states in layers]
    return (torch.stack(rows) * width / len(directions)).sqrt().numpy().astype(float)


def _rows(sums: Tensor, embedded: Tensor) -> Tensor:
    """sums (S,) of vᵀh_i over the copies; embedded (P, S, embedding) → Σ_v ‖∂vᵀh_i/∂x_j‖² (S, S)."""
    gradients = [torch.autograd.grad(total, embedded, retain_graph=True)[0] for total in sums]
    return torch.stack([gradient.pow(2).sum(dim=(0, 2)) for gradient in gradients])


def _orthonormal(count: int, width: int) -> Tensor:
    """`count` orthonormal rows (count, width), the same ones every time."""
    generator = torch.Generator().manual_seed(_SEED)
    return torch.linalg.qr(torch.randn(width, count, generator=generator)).Q.mT
