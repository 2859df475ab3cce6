"""What a training leaves behind for those who watch: figures an epoch, and attention at moments along the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.decoding.corpus import encode_source
from seq2seq.evaluation.evaluate import forced_weights
from seq2seq.text.special_ids import EOS

MOMENTS = 12
"""How often, at log-spaced updates, the weights of the probe sentences are kept."""


@dataclass
class History:
    """What history.json holds: one `Epoch` an epoch, the probes' pieces, and their weights at each moment."""

    epochs: list[dict[str, Any]] = field(default_factory=list)
    moments: list[dict[str, Any]] = field(default_factory=list)
    probes: list[dict[str, Any]] = field(default_factory=list)

    def kept(self, update: int) -> bool:
        """Whether the moment of this update is there already, as after a resumption."""
        return any(moment["update"] == update for moment in self.moments)


def join_histories(first: History, second: History) -> History:
    """The history of a training that went on from where another one ended: counts go on, and so do the seconds."""
    last = first.epochs[-1]
    epochs = [
        each | {name: each[name] + last[name] for name in ("epoch", "seconds", "pieces")} for each in second.epochs
    ]
    update = first.moments[-1]["update"]
    later = [each | {"update": each["update"] + update} for each in second.moments if each["update"]]
    return History(first.epochs + epochs, first.moments + later, second.probes)


def moments(updates: int, count: int = MOMENTS) -> tuple[int, ...]:
    """`count` log-spaced updates from 0 (untrained) to the last; fewer if there are fewer updates."""
    ratios = [i / (count - 2) for i in range(count - 1)]
    return tuple(sorted({0, *(round(updates**ratio) for ratio in ratios)}))


def probe_pieces(bundle: Bundle, source: str, target: str) -> dict[str, Any]:
    """What the rows and columns of a probe's weights stand for."""
    ids = encode_source(bundle, source), [*bundle.target.ids(target), EOS]
    pieces = bundle.source.pieces(ids[0]), bundle.target.pieces(ids[1])
    return {"text": source, "source": list(pieces[0]), "target": list(pieces[1])}


def probe_weights(bundle: Bundle, source: str, target: str) -> list[Any]:
    """T × N × S under forced decoding, to four decimals."""
    weights = forced_weights(bundle, encode_source(bundle, source), bundle.target.ids(target))
    return [[[round(weight, 4) for weight in head] for head in row] for row in weights.tolist()]
