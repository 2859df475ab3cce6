"""What the lens *Which cell?* measured of twelve encoders, as plain numbers. Standard library only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, get_args

from seq2seq.checkpoints.catalog import write_json
from seq2seq.config.records import Record
from seq2seq.config.schema import Cell

CELLS_LENS = "cells"


@dataclass(frozen=True)
class RecurrentShape(Record):
    """A recurrent encoder: its cell, 1 or 2 directions, 1 or 2 layers."""

    cell: Cell
    directions: int
    layers: int


SHAPES = tuple(
    RecurrentShape(cell, directions, layers)
    for layers, directions, cell in product((1, 2), (2, 1), reversed(get_args(Cell)))
)
"""All that are compared, in the order of their training."""


@dataclass(frozen=True)
class ShapeResult(Record):
    """Of a model with such an encoder: its parameters; the seconds of its training, processor time; BLEU and chrF on
    the test part with half of their 95 % intervals; milliseconds to encode a source of 16 pieces; `reach`, for the
    distances 0, 1, 2 … the geometric mean of ‖∂h_i/∂x_j‖."""

    shape: RecurrentShape
    parameters: int
    seconds: float
    bleu: float
    bleu_ci: float
    chrf: float
    chrf_ci: float
    milliseconds: float
    reach: tuple[float, ...]

    @classmethod
    def read(cls, values: dict[str, Any]) -> ShapeResult:
        """What `to_dict` made. Raises KeyError, TypeError or ValueError for anything else."""
        shape = RecurrentShape.from_dict(values["shape"])
        return cls.from_dict(values | {"shape": shape, "reach": tuple(values["reach"])})


@dataclass(frozen=True)
class CellsRecord(Record):
    """The models that are measured so far, all trained for so many epochs on so many pairs, and the number of test
    sentences."""

    epochs: int
    pairs: int
    sentences: int
    results: tuple[ShapeResult, ...] = ()

    @property
    def command(self) -> str:
        """The shell command that measures these numbers."""
        return f"python -m seq2seq lens {CELLS_LENS} --epochs {self.epochs}"

    @property
    def missing(self) -> tuple[RecurrentShape, ...]:
        """The encoders that are not measured yet."""
        known = {result.shape for result in self.results}
        return tuple(shape for shape in SHAPES if shape not in known)

    def write(self, path: Path) -> None:
        write_json(path, self.to_dict())


def read_cells_record(path: Path) -> CellsRecord:
    """Read what `write` wrote. Raises OSError if it can't be read, ValueError for anything else in the file."""
    try:
        values = json.loads(path.read_text("utf-8"))
        return CellsRecord.from_dict(values | {"results": tuple(map(ShapeResult.read, values["results"]))})
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is not the record of this lens") from error
