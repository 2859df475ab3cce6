"""The history of a training: figures per epoch, and weights of monitored sentences at updates along the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.decoding.corpus import encode_pair, source_pieces
from seq2seq.evaluation.evaluate import forced_weights
from seq2seq.text.special_ids import EOS
from seq2seq.trace.links import Links, format_links

RECORDED_UPDATES = 12
"""The number of log-spaced updates at which the weights of the monitored sentences are recorded."""


@dataclass
class History:
    """The contents of history.json: one record per epoch, the pieces of monitored sentences (`probes`), and their
    weights at each recorded update (`moments`)."""

    epochs: list[dict[str, Any]] = field(default_factory=list)
    moments: list[dict[str, Any]] = field(default_factory=list)
    probes: list[dict[str, Any]] = field(default_factory=list)

    def has_update(self, update: int) -> bool:
        """Whether this update is recorded already, as it may be after resuming."""
        return any(recorded["update"] == update for recorded in self.moments)


def begin_history(bundle: Bundle, probes: Iterable[tuple[str, str]], links: Mapping[str, Links]) -> History:
    """The history before the first update. `links` are the gold links of probes by source, where they are known."""
    return History(probes=[pair_pieces(bundle, *probe, links.get(probe[0])) for probe in probes])


def join_histories(first: History, second: History) -> History:
    """Append the history of a second training to that of the first; epochs, updates, pieces and seconds continue."""
    last = first.epochs[-1]
    epochs = [
        record | {name: record[name] + last[name] for name in ("epoch", "seconds", "pieces")}
        for record in second.epochs
    ]
    update = first.moments[-1]["update"]
    later = [record | {"update": record["update"] + update} for record in second.moments if record["update"]]
    return History(first.epochs + epochs, first.moments + later, second.probes)


def log_spaced_updates(updates: int, count: int = RECORDED_UPDATES) -> tuple[int, ...]:
    """`count` log-spaced updates from 0 (untrained) to the last; fewer if there are fewer updates."""
    ratios = [i / (count - 2) for i in range(count - 1)]
    return tuple(sorted({0, *(round(updates**ratio) for ratio in ratios)}))


def pair_pieces(bundle: Bundle, source: str, target: str, links: Links | None = None) -> dict[str, Any]:
    """The source and target pieces of a monitored sentence, the columns and rows of its weights, and the gold links
    between them where they are known, as text."""
    pieces = source_pieces(bundle, source)
    says = bundle.says(pieces)
    probe = {"text": source, "source": list(pieces), "target": list(says.pieces([*says.ids(target), EOS]))}
    return probe if links is None else probe | {"links": format_links(links)}


def pair_weights(bundle: Bundle, source: str, target: str) -> list[Any]:
    """The weights of a monitored sentence under forced decoding, T × N × S, rounded to four decimals."""
    weights = forced_weights(bundle, *encode_pair(bundle, source, target))
    return [[[round(weight, 4) for weight in head] for head in row] for row in weights.tolist()]
