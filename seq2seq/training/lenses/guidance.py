"""Guided attention: the known alignment as a second loss. Chen et al. 2016; Mi, Wang & Ittycheriah 2016."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import torch

from seq2seq.training.lenses.record import LensCurve
from seq2seq.training.live.run import LiveRun
from seq2seq.training.live.settings import LiveSettings

_MOMENTS = (0, 25, 50, 75, 100, 150, 200, 300, 400, 600, 800)
"""Updates after which it is measured."""
_TASKS = (
    LiveSettings(rate=0.005),
    LiveSettings(task="addition", length=3, alphabet=10, rate=0.005),
)
"""Letters, of which each comes from one place; and digits, of which each depends on several."""


def measure_guidance(seed: int, moments: tuple[int, ...] = _MOMENTS) -> Iterator[LensCurve]:
    """For each task the panels `aer` and `free`: alignment error, and the share of right pieces when the model goes on
    from its own; with guidance and without."""
    for task in _TASKS:
        for guided in (False, True):
            run = LiveRun(replace(task, guided=guided, seed=seed))
            aer, free = [], []
            for moment in moments:
                run.advance(torch.inf, moment - run.update)
                measured = run.report().measured
                aer.append(measured.aer or 0.0)
                free.append(measured.free)
            line = "guided" if guided else "plain"
            yield LensCurve(f"{task.task}_aer", line, seed, moments, tuple(aer))
            yield LensCurve(f"{task.task}_free", line, seed, moments, tuple(free))
