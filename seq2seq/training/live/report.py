"""What a live training says of itself: plain numbers, the same for equal settings. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Phase = Literal["forward", "backward", "step"]
PHASES: tuple[Phase, ...] = ("forward", "backward", "step")
"""The phases of an update: the loss of a batch; its gradients; the weights move."""
MODEL_PARTS = ("source_embedding", "encoder", "attention", "decoder", "target_embedding", "output")
"""The parts of a model for which norms are given. The output layer's matrix is the target embedding."""
LOSS_EVERY = 10
"""Updates that one point of the loss stands for; before that many there is a point for each, of those made so far."""


@dataclass(frozen=True)
class LossPoint:
    """The mean loss (nats a piece) and the mean norm of the gradient before clipping, in the last `LOSS_EVERY` updates
    up to `update`, or in as many as there are. None where it was no number."""

    update: int
    loss: float | None
    gradient: float | None


@dataclass(frozen=True)
class PhaseReport:
    """The last phase that was made by hand: the loss of the batch; after `backward` the norm of the gradient of each
    part, of all, and the factor by which clipping shortens it; after `step` the norm of each part's change, as a share
    of the norm of its weights."""

    name: Phase
    loss: float | None
    gradients: Mapping[str, float | None] = field(default_factory=dict)
    norm: float | None = None
    factor: float | None = None
    moves: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Measurement:
    """Shares of target pieces that are right on held-out pairs, free-running and teacher-forced; the AER of the
    strongest weights against the exact links, None without attention; the share of weight that lies on padding."""

    update: int
    free: float
    forced: float
    aer: float | None
    padding: float


@dataclass(frozen=True)
class Sentence:
    """A held-out pair, what the model now says, and the teacher-forced weights (T rows, S columns) in percent. The
    end mark has a row and a column; `links` are (target, source) positions."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    said: tuple[str, ...]
    weights: tuple[tuple[int, ...], ...]
    links: tuple[tuple[int, int], ...]

    @property
    def right(self) -> bool:
        return self.said == self.target


@dataclass(frozen=True)
class LiveReport:
    """The state of a run: how far it is, the points of the loss since the last report, the present measurement and
    sentences, and the last phase of the update that is under way. `seconds` is processor time, the only figure that
    differs between runs of equal settings. With `diverged` the loss is no number any more, and nothing
    is trained further."""

    update: int
    seconds: float
    losses: tuple[LossPoint, ...]
    measured: Measurement
    sentences: tuple[Sentence, ...]
    phase: PhaseReport | None
    diverged: bool
