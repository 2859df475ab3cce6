"""`pretrained/<family>/recorded.json`: the translations that a visitor sees first, before torch is imported."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from seq2seq.trace.trace import DecodeTrace

FILE = "recorded.json"


def read_recorded(family: Path) -> list[DecodeTrace]:
    """The recorded traces in the folder of a family, none without a file.

    Raises ValueError, KeyError or TypeError for a damaged file."""
    path = family / FILE
    return [DecodeTrace.from_dict(values) for values in json.loads(path.read_text("utf-8"))] if path.is_file() else []


def write_recorded(family: Path, traces: Iterable[DecodeTrace]) -> None:
    """Write the traces without their vectors, one per line, atomically: a reader sees the old file or the new one."""
    partial = family / f"{FILE}.partial"
    partial.write_text("[\n" + ",\n".join(trace.to_json(vectors=False) for trace in traces) + "\n]\n", "utf-8")
    partial.replace(family / FILE)
