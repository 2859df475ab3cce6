"""How far the gradient of an output piece reaches back into the source: over recurrent steps, or through attention.

T target pieces (rows), S source pieces (columns)."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.arrays import Array
from seq2seq.config.schema import ModelConfig
from seq2seq.decoding.corpus import encode_pair, source_ids, source_pieces
from seq2seq.model.batch import SourceRow, collate, split_copies
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import EOS, PAD


@dataclass(frozen=True, eq=False)
class GradientReach:
    """Of a pair of sentences: `norms` (T, S) of the gradient of log p(y_t) with respect to the embedding of x_i;
    `recurrent_norms` (T, S), the same if no gradient flows through what attention reads; the `distances` (T, S) between
    the two in recurrent steps; and the norm of the gradient of the pair's mean loss with respect to all parameters,
    which training clips."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    norms: Array
    recurrent_norms: Array
    distances: Array
    parameter_norm: float


def gradient_reach(bundle: Bundle, text: str, target: str) -> GradientReach:
    """The gradients of the model while `target` and the end mark are forced. Raises InvalidRequest for a Transformer,
    which has no recurrent steps, and the errors of `translate`."""
    recurrent(bundle.model.decoder)
    source, ids = encode_pair(bundle, text, target)
    pieces = source_pieces(bundle, text)
    norms, without = (_norms(bundle.model, source, ids, through) for through in (True, False))
    # The norm of the gradient of the mean loss of one pair with respect to all parameters together
    with torch.inference_mode(False), torch.enable_grad():
        copy = deepcopy(bundle.model).requires_grad_()
        copy.loss(collate([(source, ids)])).backward()
    gradients = [parameter.grad for parameter in copy.parameters() if parameter.grad is not None]
    return GradientReach(
        pieces,
        bundle.says(pieces).pieces([*ids, EOS]),
        norms,
        without,
        recurrent_distances(bundle.config, norms.shape[1], norms.shape[0]),
        float(torch.linalg.vector_norm(torch.stack([gradient.norm() for gradient in gradients]))),
    )


def untrained_reach(bundle: Bundle, cell: str, seed: int, text: str, target: str) -> GradientReach:
    """The same before training: a model of the same configuration, with this cell, or its own if that is empty, whose
    parameters are drawn with this seed. With its own cell and the seed of its training, these are the parameters that
    training began with. Raises ValueError for another cell."""
    changes = {"cell": cell, "nonlinearity": "tanh", "encoder": "", "decoder": ""} if cell else {}
    config = replace(bundle.config, **changes)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Seq2Seq(config)
    return gradient_reach(replace(bundle, model=model.for_decoding()), text, target)


def recurrent_distances(config: ModelConfig, sources: int, targets: int) -> Array:
    """(T, S): the number of state updates from where x_i is read to where y_t is predicted, on the shortest way that
    does not lead through attention: from x_i to the end at which its direction of the encoder stops, then t updates of
    the decoder (t from 1); without attention one, as its one vector enters at every step. An encoder that is not
    recurrent takes no steps."""
    positions = np.arange(sources)
    to_end = sources - 1 - positions
    if config.bidirectional:
        to_end = np.minimum(positions, to_end)
    if config.encoder_cell is None:
        to_end = np.zeros(sources, dtype=int)
    updates = np.arange(1, targets + 1) if config.scorer != "none" else np.ones(targets, dtype=int)
    return to_end[None, :] + updates[:, None]


def _norms(model: Seq2Seq, source: SourceRow, target: list[int], through_attention: bool) -> Array:
    """(T, S): the norms of the gradients. If they do not flow through attention, its values and keys are constants, and
    only the state that the decoder starts with depends on the source."""
    batch = collate([(source, target)])
    with torch.inference_mode(False), torch.enable_grad():
        pieces, copies = split_copies(batch.src)
        embedded = model.encoder.embedding(pieces).detach().requires_grad_()  # (1, S, embedding)
        memory = model.read(embedded, batch.src_mask, copies)
        if not through_attention:
            plain = model.decoder.remember(memory.values.detach(), memory.mask, memory.final)
            memory = replace(plain, copies=memory.copies)
        forced = model.decoder(batch.trg_in, memory)
        logprobs = model.decoder.predictions(forced, memory, batch.trg_out != PAD).log_softmax(dim=-1)
        said = logprobs.gather(1, batch.trg_out[0][:, None])[:, 0]
        (gradients,) = torch.autograd.grad(said, embedded, torch.eye(len(said)), is_grads_batched=True)  # (T, 1, S, E)
    return gradients[:, 0].norm(dim=-1).numpy().astype(float)


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
    # `count` orthonormal rows (count, width), the same ones every time
    generator = torch.Generator().manual_seed(_SEED)
    directions = torch.linalg.qr(torch.randn(width, min(probes, width), generator=generator)).Q.mT  # (P, E)
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
