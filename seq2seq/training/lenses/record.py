"""What a lens measured, as plain numbers. Standard library only."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from seq2seq.checkpoints.catalog import write_json
from seq2seq.config.places import PRETRAINED

LENS_NAMES = ("exposure", "saturation", "scaling", "guidance")
_FOLDER = "lenses"
"""Beside the families in `pretrained/`."""


@dataclass(frozen=True)
class LensCurve:
    """One line of one panel, from one seed: y over x."""

    panel: str
    line: str
    seed: int
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class LensRecord:
    """All curves of a lens, from the seeds 1 to `seeds`."""

    name: str
    seeds: int
    curves: tuple[LensCurve, ...]

    @property
    def command(self) -> str:
        """The shell command that measures these numbers."""
        return f"python -m seq2seq lens {self.name} --seeds {self.seeds}"

    def panels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(curve.panel for curve in self.curves))

    def lines(self, panel: str) -> dict[str, list[LensCurve]]:
        """Line → its curves, one a seed."""
        lines: dict[str, list[LensCurve]] = {}
        for curve in self.curves:
            if curve.panel == panel:
                lines.setdefault(curve.line, []).append(curve)
        return lines

    def write(self, path: Path) -> None:
        write_json(path, asdict(self))


def record_path(name: str, root: Path = PRETRAINED) -> Path:
    return root / _FOLDER / f"{name}.json"


def read_lens_record(path: Path) -> LensRecord:
    """Read what `write` wrote. Raises OSError if it can't be read, ValueError for anything else in the file."""
    values = json.loads(path.read_text("utf-8"))
    try:
        curves = tuple(
            LensCurve(curve["panel"], curve["line"], curve["seed"], tuple(curve["x"]), tuple(curve["y"]))
            for curve in values["curves"]
        )
        return LensRecord(values["name"], values["seeds"], curves)
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is not the record of a lens") from error
