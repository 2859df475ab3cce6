"""How errors accumulate: errors by position, told the pieces before or going on from one's own.

A model that was always told the right pieces has never seen its own mistakes, and one mistake brings the next: exposure
bias (Ranzato et al. 2016). Scheduled sampling (Bengio et al. 2015) lets it see some in training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import torch
from torch import Tensor

from seq2seq.text.special_ids import PAD
from seq2seq.training.lenses.record import LensCurve, Parting
from seq2seq.training.live.measuring import say_freely
from seq2seq.training.live.run import LiveRun
from seq2seq.training.live.settings import LiveSettings

_RATIOS = (1.0, 0.75, 0.5, 0.25, 0.0)
"""Shares of target pieces that the decoder is told in training."""
_SETTINGS = LiveSettings(scorer="none", rate=0.005)
"""Without attention eight letters are hard to remember, so that there are mistakes to go on from."""
_UPDATES = 1200


def measure_exposure(seed: int, updates: int = _UPDATES) -> Iterator[LensCurve]:
    """Panels `forced` and `free`: the share of errors at each position, a line for each ratio."""
    for ratio in _RATIOS:
        run = LiveRun(replace(_SETTINGS, forcing=ratio, seed=seed))
        run.advance(torch.inf, updates)
        for panel, errors in errors_by_position(run).items():
            yield LensCurve(panel, f"{ratio:g}", seed, tuple(range(1, len(errors) + 1)), errors)


def measure_parting(seed: int, updates: int = _UPDATES) -> Parting | None:
    """An example from the model that was always told."""
    run = LiveRun(replace(_SETTINGS, seed=seed))
    run.advance(torch.inf, updates)
    return find_parting(run)


def errors_by_position(run: LiveRun) -> dict[str, tuple[float, ...]]:
    """The share of held-out sentences whose piece is wrong at each position, `forced` and `free`."""
    targets = run.pairs.measured.batch.trg_out
    return {panel: _shares_wrong(guesses, targets) for panel, guesses in _guesses(run).items()}


def find_parting(run: LiveRun) -> Parting | None:
    """Of the held-out sentences the one in which going on from a mistake costs the most further ones, the first of
    equals; None if it costs none."""
    targets, guesses = run.pairs.measured.batch.trg_out, _guesses(run)
    told, free = (((guesses[panel] != targets) & (targets != PAD)).sum(1) for panel in ("forced", "free"))
    worst = int((free - told).argmax())
    if free[worst] <= told[worst]:
        return None
    pair, pieces = run.pairs.held_out[worst], run.pairs.target
    length = len(pair.target) + 1
    target, forced, own = (
        tuple(pieces[number] for number in numbers[worst, :length].tolist())
        for numbers in (targets, guesses["forced"], guesses["free"])
    )
    return Parting(pair.source, target, forced, own)


@torch.inference_mode()
def _guesses(run: LiveRun) -> dict[str, Tensor]:
    """(B, T) `forced` and `free`: what the model says of the held-out sentences."""
    batch, model = run.pairs.measured.batch, run.model.eval()
    forced = model.decoder.logits(model(batch).readouts).argmax(-1)
    return {"forced": forced, "free": say_freely(model, batch)}


def _shares_wrong(guesses: Tensor, targets: Tensor) -> tuple[float, ...]:
    """guesses and targets (B, T), where a sentence has ended PAD: the share of wrong ones in each column."""
    real = targets != PAD
    shares = ((guesses != targets) & real).sum(0) / real.sum(0)
    return tuple(round(share, 4) for share in shares.tolist())
