"""What-if: where edits change mask, scores and weights, row by row. What each does is its own affair."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from seq2seq.attention.normalize import NORMALIZERS
from seq2seq.attention.scorer import AttentionHistory
from seq2seq.config.edits import AttentionRow, Edits, Normalizer, ScoringRule, scoring_rule


@dataclass(frozen=True)
class PerRowEdits:
    """Edits of their own for each of the B rows of a batch, under one rule."""

    rows: tuple[Edits, ...]

    @property
    def rule(self) -> ScoringRule:
        """What the whole batch is scored by; how scores become weights is each row's own. Raises ValueError where the
        rows do not agree."""
        rules = {ScoringRule(scorer=rule.scorer, blind=rule.blind) for rule in map(scoring_rule, self.rows)}
        if len(rules) > 1:
            raise ValueError("the rows of a batch must be scored by the same rule")
        return rules.pop()


class _Row(AttentionRow):
    def shuffled(self, seed: int) -> Tensor:
        places = self.mask[0, 0, 0].nonzero()[:, 0]
        order = torch.randperm(len(places), generator=torch.Generator().manual_seed(seed))
        return self.weights.index_copy(-1, places, self.weights[..., places[order]])


def edit_mask(mask: Tensor, edits: Edits) -> Tensor:
    """mask (1, S) without the hidden pieces, and with the padding if it is forgotten."""
    if any(edit.padding for edit in edits):
        mask = torch.ones_like(mask)
    hidden = [place for place in range(mask.shape[1]) if any(edit.hides(place) for edit in edits)]
    return mask.index_fill(1, torch.tensor(hidden, dtype=torch.long, device=mask.device), False)


def edit_scores(scores: Tensor, edits: Edits) -> Tensor:
    """scores over all temperatures, then each edit's own change of them."""
    scores = scores / scoring_rule(edits).temperature
    for edit in edits:
        scores = edit.rescored(scores)
    return scores


def normalised(scores: Tensor, mask: Tensor, default: Normalizer, edits: Edits) -> Tensor:
    """scores (1, N, 1, S), mask (1, S) → weights (1, N, 1, S), by the last normaliser asked for."""
    rule, seen = scoring_rule(edits), mask[:, None, None]
    normalize = NORMALIZERS[rule.normalizer or default]
    if rule.over_steps:
        return normalize(scores.mT, (seen & ~torch.isneginf(scores)).mT).mT
    return normalize(scores, seen)


def edit_weights(weights: Tensor, mask: Tensor, past: AttentionHistory, edits: Edits) -> Tensor:
    """weights (1, N, 1, S) of one step after the edits of that step, in their order."""
    previous, computed = past.weights.unsqueeze(2), past.computed.unsqueeze(2)
    for edit in edits:
        if edit.at(past.step):
            weights = edit.reweighed(_Row(past.step, weights, mask[:, None, None], previous, computed))
    return weights
