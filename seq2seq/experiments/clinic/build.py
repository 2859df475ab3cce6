"""Runs the programs of the clinic, both versions of each, and keeps what they did."""

from __future__ import annotations

import runpy
import traceback
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

import torch

from seq2seq.evaluation.evaluate import one_thread
from seq2seq.experiments.clinic.collection import (
    NAMES,
    UPDATES,
    VERSIONS,
    Listing,
    Outcome,
    Outcomes,
    Version,
    WeightMatrix,
    read_listing,
)
from seq2seq.experiments.clinic.toy import Attended

_FILE = "listing.py"
"""What a program is called in a traceback."""
_DIGITS = 3
"""Of weights and losses."""


def run_clinic(names: Iterable[str] = NAMES) -> dict[str, Outcomes]:
    """What both versions of these programs do. Takes some seconds for each that trains a model."""
    return {name: {version: run_listing(read_listing(name), version) for version in VERSIONS} for name in names}


def run_listing(listing: Listing, version: Version) -> Outcome:
    """Run a program as a file of its own, on one thread, from its own seed; the caller's random numbers stay as they
    are."""
    printed, left, stopped = StringIO(), {}, ""
    with TemporaryDirectory() as folder, one_thread(), torch.random.fork_rng(), redirect_stdout(printed):
        path = Path(folder, _FILE)
        path.write_text(listing.source(version), "utf-8")
        try:
            left = runpy.run_path(str(path))
        except Exception as error:  # any: it is what is to be shown
            stopped = _traceback(error, path)
    return Outcome(printed.getvalue(), stopped, _losses(left.get("losses", ())), _matrix(left))


def _traceback(error: Exception, path: Path) -> str:
    """As Python prints it, with the lines of the program alone: those of PyTorch are left out."""
    lines = ["Traceback (most recent call last):"]
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == str(path):
            lines += [f'  File "{_FILE}", line {frame.lineno}, in {frame.name}', f"    {frame.line}"]
    return "\n".join([*lines, f"{type(error).__name__}: {error}"])


def _losses(losses: Sequence[float]) -> tuple[float, ...]:
    """The mean loss of each few updates."""
    return tuple(round(fmean(losses[at : at + UPDATES]), _DIGITS) for at in range(0, len(losses), UPDATES))


def _matrix(left: Mapping[str, Any]) -> WeightMatrix | None:
    match left.get("attended"):
        case Attended(letters, digits, weights):
            rows = tuple(tuple(round(weight, _DIGITS) for weight in row) for row in weights.tolist())
            return WeightMatrix(tuple(letters), tuple(digits), rows)
    return None
