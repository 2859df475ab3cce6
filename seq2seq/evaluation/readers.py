"""What the readers of a family cost: models that differ in their encoder, over the length of a source. No torch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from seq2seq.checkpoints.catalog import Entry, write_json
from seq2seq.config.network_cards import encoder_products, encoder_steps
from seq2seq.config.records import Record
from seq2seq.config.variants import other_networks

SPEEDS_FILE = "encoder-speed.json"
"""Beside the models of a family that has other readers."""


@dataclass(frozen=True)
class EncoderSpeeds(Record):
    """Model → milliseconds to encode a source on one thread, for each of the `lengths` in pieces."""

    lengths: tuple[int, ...]
    milliseconds: Mapping[str, tuple[float, ...]]

    def write(self, folder: Path) -> None:
        write_json(folder / SPEEDS_FILE, self.to_dict())


def read_speeds(folder: Path) -> EncoderSpeeds | None:
    """What was measured of the models in the folder of a family; None if nothing was, or it can't be read."""
    try:
        values = json.loads((folder / SPEEDS_FILE).read_text("utf-8"))
        times = {name: tuple(map(float, row)) for name, row in values["milliseconds"].items()}
        return EncoderSpeeds(tuple(map(int, values["lengths"])), times)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def reader_entries(entries: Iterable[Entry]) -> list[Entry]:
    """The usable models of a family that differ in their encoder, or in the whole network; none where all have the
    same."""
    usable = {entry.scorer: entry for entry in entries if not entry.problem}
    return [usable[name] for name in other_networks(usable)]


def cost_table(entries: Iterable[Entry], speeds: EncoderSpeeds) -> pd.DataFrame:
    """One row per model and length: scorer, pieces, encoding (milliseconds), products (millions of multiplications
    within products of matrices), steps (layers that wait for one another)."""
    configs = {entry.scorer: config for entry in entries if (config := entry.read_config())}
    rows = [
        {
            "scorer": scorer,
            "pieces": pieces,
            "encoding": milliseconds,
            "products": encoder_products(configs[scorer], pieces) / 1e6,
            "steps": encoder_steps(configs[scorer], pieces),
        }
        for scorer, times in speeds.milliseconds.items()
        if scorer in configs
        for pieces, milliseconds in zip(speeds.lengths, times, strict=False)
    ]
    return pd.DataFrame(rows, columns=["scorer", "pieces", "encoding", "products", "steps"])
