"""A live training measured on its held-out pairs."""

from __future__ import annotations

import torch
from torch import Tensor

from seq2seq.evaluation.significance import aer_from_counts
from seq2seq.model.batch import Batch
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import BOS, EOS, PAD
from seq2seq.training.live.pairs import LivePairs
from seq2seq.training.live.report import Measurement, Sentence

SHOWN = 8
"""The held-out pairs that are shown."""


@torch.inference_mode()
def measure_live(model: Seq2Seq, pairs: LivePairs, update: int) -> tuple[Measurement, tuple[Sentence, ...]]:
    """The present figures on all held-out pairs, and the first pairs with what the model says and where it looks.
    Leaves the model in the mode it had."""
    training = model.training
    model.eval()
    linked = pairs.measured
    forced = model(linked.batch)
    weights = forced.weights.mean(1).nan_to_num()  # (B, T, S)
    guesses = model.decoder.logits(forced.readouts).argmax(-1)
    said = say_freely(model, linked.batch)
    model.train(training)
    measured = Measurement(
        update,
        free=_share_right(said, linked.batch.trg_out),
        forced=_share_right(guesses, linked.batch.trg_out),
        aer=_exact_aer(weights, linked.links) if pairs.settings.chooses and pairs.settings.linked else None,
        padding=round(float((weights * (linked.batch.src == PAD)[:, None]).sum(-1).mean()), 5),
    )
    return measured, tuple(_sentence(pairs, i, said[i], weights[i]) for i in range(min(SHOWN, len(said))))


def say_freely(model: Seq2Seq, batch: Batch) -> Tensor:
    """(B, T): the likeliest piece at each step, given those before; PAD after the end of sentence."""
    memory = model.encode(batch.src, batch.src_mask)
    state, prev = model.start(memory), torch.full((len(batch.src),), BOS)
    ended, said = torch.zeros(len(batch.src), dtype=torch.bool), []
    for _ in range(batch.trg_out.shape[1]):
        output, state = model.step(prev, state, memory)
        prev = output.logits.argmax(-1)
        said.append(prev.masked_fill(ended, PAD))
        ended |= prev == EOS
    return torch.stack(said, dim=1)


def _share_right(guesses: Tensor, targets: Tensor) -> float:
    """The share of target pieces, ends of sentence included, that are right at their position."""
    real = targets != PAD
    return round(float((guesses == targets)[real].float().mean()), 5)


def _exact_aer(weights: Tensor, links: Tensor) -> float:
    """The alignment error rate of each target piece's strongest weight (B, T, S), where the piece has a link. A
    single link is sure; of several, each is possible."""
    possible = links.sum(-1)  # (B, T)
    right = links.gather(-1, weights.argmax(-1, keepdim=True)).squeeze(-1)
    rows = (possible > 0, possible == 1, right & (possible == 1), right)
    return round(float(aer_from_counts(torch.stack([row.sum() for row in rows]).numpy())), 5)


def _sentence(pairs: LivePairs, index: int, said: Tensor, weights: Tensor) -> Sentence:
    pair, batch = pairs.held_out[index], pairs.measured.batch
    columns, rows = int(batch.src_mask[index].sum()), len(pair.target) + 1
    pieces = [pairs.target[i] for i in said.tolist() if i not in (PAD, EOS)]
    shown = (weights[:rows, :columns] * 100).round().int().tolist()
    return Sentence(
        source=pair.source,
        target=pair.target,
        said=tuple(pieces),
        weights=tuple(map(tuple, shown)),
        links=pair.links,
    )
