"""What-if: how edits change mask, keys, scores and weights. Applied by `Attention` and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from seq2seq.attention.normalize import NORMALIZERS
from seq2seq.attention.scorer import Past
from seq2seq.edits import (
    Edits,
    Flatten,
    Freeze,
    IgnoreEncoder,
    MaskSource,
    NoPaddingMask,
    Normalizer,
    Offset,
    OneHot,
    Renormalize,
    ReplaceWeights,
    Rescore,
    Sharpen,
    ShiftRows,
    Shuffle,
    Temperature,
    WrongAxis,
)


@dataclass(frozen=True)
class EachRow:
    """Edits of their own for each of the B rows of a batch."""

    rows: tuple[Edits, ...]


def edit_mask(mask: Tensor, edits: Edits) -> Tensor:
    """mask (B, S) without the hidden pieces, and with the padding if it is forgotten; a position beyond the sentence
    hides nothing."""
    hidden = [edit.position for edit in edits if isinstance(edit, MaskSource)]
    place = torch.arange(mask.shape[1], device=mask.device)
    if any(isinstance(edit, NoPaddingMask) for edit in edits):
        mask = torch.ones_like(mask)
    return mask & ~torch.isin(place, torch.tensor(hidden, dtype=place.dtype, device=mask.device))


def edit_scores(scores: Tensor, edits: Edits) -> Tensor:
    """scores over the product of all temperatures, and the sum of all offsets added to them."""
    for edit in edits:
        if isinstance(edit, Temperature):
            scores = scores / edit.value
    return scores + sum(edit.value for edit in edits if isinstance(edit, Offset))


def normalised(scores: Tensor, mask: Tensor, default: Normalizer, edits: Edits) -> Tensor:
    """scores (B, N, 1, S), mask (B, S) → weights (B, N, 1, S), by the last normaliser asked for."""
    asked: list[Normalizer] = [edit.normalizer for edit in edits if isinstance(edit, Renormalize)]
    normalize, seen = NORMALIZERS[asked[-1] if asked else default], mask[:, None, None]
    if WrongAxis() in edits:
        return normalize(scores.mT, (seen & ~torch.isneginf(scores)).mT).mT
    return normalize(scores, seen)


def edit_weights(weights: Tensor, mask: Tensor, past: Past, edits: Edits) -> Tensor:
    """weights (B, N, 1, S) of one step after the edits of that step, in their order."""
    for edit in edits:
        match edit:
            case ShiftRows() if past.step:
                weights = past.computed.unsqueeze(2)
            case Freeze(step=at) if at in (None, past.step) and past.step:
                weights = past.weights.unsqueeze(2)
            case Shuffle(step=at) if at in (None, past.step):
                weights = _dealt(weights, mask, torch.Generator().manual_seed(1000 * edit.seed + past.step))
            case ReplaceWeights(step=at) | Flatten(step=at) | OneHot(step=at) | Sharpen(step=at):
                if at in (None, past.step):
                    weights = _renormalised(_reweigh(weights, edit), mask)
    return weights


def chosen_scorer(edits: Edits) -> str | None:
    """The name of the scoring function that stands in for the model's own, if any."""
    return next((edit.scorer for edit in reversed(edits) if isinstance(edit, Rescore)), None)


def blind(edits: Edits) -> bool:
    """Whether the scores are to ignore the encoder."""
    return IgnoreEncoder() in edits


def _reweigh(weights: Tensor, edit: ReplaceWeights | Flatten | OneHot | Sharpen) -> Tensor:
    match edit:
        case ReplaceWeights(weights=row):
            return weights.new_tensor([weight / max(row) for weight in row]).expand_as(weights)
        case Flatten():
            return torch.ones_like(weights)
        case OneHot(position=position):
            best = weights.argmax(dim=-1, keepdim=True)
            place = best if position is None else torch.full_like(best, position)
            return torch.zeros_like(weights).scatter(-1, place, 1.0)
        case Sharpen(power=power):
            return (weights / _above_zero(weights.amax(dim=-1, keepdim=True))) ** power


def _dealt(weights: Tensor, mask: Tensor, generator: torch.Generator) -> Tensor:
    """The weights of the pieces that are not masked in another order, the same for every head."""
    dealt = weights.clone()
    for row, seen in zip(dealt, mask, strict=True):
        places = seen.nonzero()[:, 0]
        order = torch.randperm(len(places), generator=generator)
        row[..., places] = row[..., places[order]]
    return dealt


def _renormalised(weights: Tensor, mask: Tensor) -> Tensor:
    kept = weights * mask[:, None, None]
    return kept / _above_zero(kept.sum(dim=-1, keepdim=True))


def _above_zero(divisor: Tensor) -> Tensor:
    return divisor.clamp(min=torch.finfo(divisor.dtype).tiny)
