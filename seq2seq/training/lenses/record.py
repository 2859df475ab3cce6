"""What a lens measured, as plain numbers. Standard library only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from seq2seq.checkpoints.catalog import write_json
from seq2seq.config.places import PRETRAINED

LENS_NAMES = ("exposure", "saturation", "scaling", "guidance", "data", "cells")
_FOLDER = "lenses"
"""Beside the families in `pretrained/`."""
_OPTIONS = {"data": "--corpora corpora --gold eng-cmn-pud eng-fra-pud"}
"""Of lenses that are not measured from seeds alone."""


@dataclass(frozen=True)
class LensCurve:
    """One line of one panel, from one seed: y over x. `ci` is half the width of the 95 % interval of each y, or empty:
    then several seeds show what is chance."""

    panel: str
    line: str
    seed: int
    x: tuple[float, ...]
    y: tuple[float, ...]
    ci: tuple[float, ...] = ()

    def joined(self, more: LensCurve) -> LensCurve:
        """This curve, and after its points those of another one."""
        return replace(self, x=self.x + more.x, y=self.y + more.y, ci=self.ci + more.ci)


@dataclass(frozen=True)
class Parting:
    """A sentence that one model says twice, `told` the pieces of the target before each step, and going on from its own
    (`free`). Both are as long as the target with its end."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    told: tuple[str, ...]
    free: tuple[str, ...]

    @property
    def mistake(self) -> int:
        """The first step, from 0, at which the model is wrong; both have read the same until then, and are."""
        return _first_difference(self.target, self.free)

    @property
    def step(self) -> int:
        """The first step at which the two say different pieces, after the mistake. Raises ValueError if none does."""
        return _first_difference(self.told, self.free)


@dataclass(frozen=True)
class LensRecord:
    """All curves of a lens, from the seeds 1 to `seeds`. `recipe` says by family how models were trained, where a lens
    trains models of families; `parting` is an example of Exposure."""

    name: str
    seeds: int
    curves: tuple[LensCurve, ...] = ()
    recipe: Mapping[str, Any] = field(default_factory=dict)
    parting: Parting | None = None

    @property
    def command(self) -> str:
        """The shell command that measures these numbers."""
        return f"python -m seq2seq lens {self.name} {_OPTIONS.get(self.name, f'--seeds {self.seeds}')}"

    def panels(self) -> dict[str, list[LensCurve]]:
        """Panel → its curves."""
        panels: dict[str, list[LensCurve]] = {}
        for curve in self.curves:
            panels.setdefault(curve.panel, []).append(curve)
        return panels

    def curve(self, panel: str, line: str, seed: int) -> LensCurve:
        """The curve of a line from a seed; one without points if it was not measured."""
        known = {(curve.panel, curve.line, curve.seed): curve for curve in self.curves}
        return known.get((panel, line, seed), LensCurve(panel, line, seed, (), ()))

    def extended(self, points: Iterable[LensCurve]) -> LensRecord:
        """With these points behind those of their curves."""
        curves = {(curve.panel, curve.line, curve.seed): curve for curve in self.curves}
        for more in points:
            key = more.panel, more.line, more.seed
            curves[key] = self.curve(*key).joined(more)
        return replace(self, curves=tuple(curves.values()))

    def with_recipe(self, family: str, recipe: Mapping[str, Any]) -> LensRecord:
        """With the recipe of a family. Raises ValueError if it has another one."""
        if self.recipe.get(family, recipe) != recipe:
            raise ValueError(f"the record's models of {family} were trained otherwise: give --out another file")
        return replace(self, recipe={**self.recipe, family: recipe})

    def write(self, path: Path) -> None:
        write_json(path, asdict(self))


def record_path(name: str, root: Path = PRETRAINED) -> Path:
    return root / _FOLDER / f"{name}.json"


def read_lens_record(path: Path) -> LensRecord:
    """Read what `write` wrote. Raises OSError if it can't be read, ValueError for anything else in the file."""
    values = json.loads(path.read_text("utf-8"))
    try:
        curves = tuple(
            LensCurve(
                *(curve[name] for name in ("panel", "line", "seed")),
                *(tuple(numbers) for numbers in (curve["x"], curve["y"], curve.get("ci", ()))),
            )
            for curve in values["curves"]
        )
        parting = values.get("parting")
        example = Parting(**{name: tuple(pieces) for name, pieces in parting.items()}) if parting else None
        return LensRecord(values["name"], values["seeds"], curves, values.get("recipe", {}), example)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is not the record of a lens") from error


def _first_difference(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    return [one == other for one, other in zip(left, right, strict=True)].index(False)
