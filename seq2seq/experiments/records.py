"""What experiments measured, as plain numbers, and the files that keep it. No torch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, get_args

from seq2seq.checkpoints.catalog import Entry, write_json
from seq2seq.config.network_cards import encoder_products, encoder_steps
from seq2seq.config.places import PRETRAINED
from seq2seq.config.records import Record
from seq2seq.config.schema import Cell, TrainConfig
from seq2seq.config.variants import other_networks

if TYPE_CHECKING:
    import pandas as pd

FROM_SEEDS = ("exposure", "saturation", "scaling", "guidance")
"""The experiments that need no corpus."""
EXPERIMENT_NAMES = (*FROM_SEEDS, "data", "cells")
_RECORDS_FOLDER = "lenses"
"""In `pretrained/`, beside the families."""
_COMMAND_OPTIONS = {"data": "--corpora corpora --gold eng-cmn-pud eng-fra-pud"}
"""Of experiments that are not measured from seeds alone."""


@dataclass(frozen=True)
class ExperimentCurve:
    """One line of one panel, from one seed: y over x. `ci` is half the width of the 95 % interval of each y, or empty:
    then several seeds show what is chance."""

    panel: str
    line: str
    seed: int
    x: tuple[float, ...]
    y: tuple[float, ...]
    ci: tuple[float, ...] = ()

    def joined(self, more: ExperimentCurve) -> ExperimentCurve:
        """This curve, and after its points those of another one."""
        return replace(self, x=self.x + more.x, y=self.y + more.y, ci=self.ci + more.ci)


@dataclass(frozen=True)
class Divergence:
    """A sentence that one model outputs twice: `forced`, reading the correct pieces before each step, and `free`,
    reading its own. Both are as long as the target with its end."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    forced: tuple[str, ...]
    free: tuple[str, ...]

    @property
    def mistake(self) -> int:
        """The first step, from 0, at which the output is wrong, in both modes: until then both have read the same."""
        return _first_difference(self.target, self.free)

    @property
    def step(self) -> int:
        """The first step at which the outputs differ, after the mistake. Raises ValueError if none does."""
        return _first_difference(self.forced, self.free)


@dataclass(frozen=True)
class ExperimentRecord:
    """All curves of an experiment, from the seeds 1 to `seeds`. `recipe` says by family how models were trained, where
    an experiment trains models of families; `divergence` is an example of Exposure."""

    name: str
    seeds: int
    curves: tuple[ExperimentCurve, ...] = ()
    recipe: Mapping[str, Any] = field(default_factory=dict)
    divergence: Divergence | None = None

    @property
    def command(self) -> str:
        """The shell command that measures these numbers."""
        return f"python -m seq2seq experiment {self.name} {_COMMAND_OPTIONS.get(self.name, f'--seeds {self.seeds}')}"

    def panels(self) -> dict[str, list[ExperimentCurve]]:
        """Panel → its curves."""
        panels: dict[str, list[ExperimentCurve]] = {}
        for curve in self.curves:
            panels.setdefault(curve.panel, []).append(curve)
        return panels

    def curve(self, panel: str, line: str, seed: int) -> ExperimentCurve:
        """The curve of a line from a seed; one without points if it was not measured."""
        known = {(curve.panel, curve.line, curve.seed): curve for curve in self.curves}
        return known.get((panel, line, seed), ExperimentCurve(panel, line, seed, (), ()))

    def extended(self, points: Iterable[ExperimentCurve]) -> ExperimentRecord:
        """With these points behind those of their curves."""
        curves = {(curve.panel, curve.line, curve.seed): curve for curve in self.curves}
        for more in points:
            key = more.panel, more.line, more.seed
            curves[key] = self.curve(*key).joined(more)
        return replace(self, curves=tuple(curves.values()))

    def with_recipe(self, family: str, recipe: Mapping[str, Any]) -> ExperimentRecord:
        """With the recipe of a family. Raises ValueError if it has another one."""
        if self.recipe.get(family, recipe) != recipe:
            raise ValueError(f"the record's models of {family} were trained otherwise: give --out another file")
        return replace(self, recipe={**self.recipe, family: recipe})

    def write(self, path: Path) -> None:
        write_json(path, asdict(self))


def record_path(name: str, root: Path = PRETRAINED) -> Path:
    return root / _RECORDS_FOLDER / f"{name}.json"


def read_experiment(path: Path) -> ExperimentRecord:
    """Read what `write` wrote. Raises OSError if it can't be read, ValueError for anything else in the file."""
    values = json.loads(path.read_text("utf-8"))
    try:
        curves = tuple(
            ExperimentCurve(
                *(curve[name] for name in ("panel", "line", "seed")),
                *(tuple(numbers) for numbers in (curve["x"], curve["y"], curve.get("ci", ()))),
            )
            for curve in values["curves"]
        )
        divergence = values.get("divergence")
        example = Divergence(**{name: tuple(pieces) for name, pieces in divergence.items()}) if divergence else None
        return ExperimentRecord(values["name"], values["seeds"], curves, values.get("recipe", {}), example)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is not the record of an experiment") from error


def _first_difference(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    return [one == other for one, other in zip(left, right, strict=True)].index(False)


CELLS_EXPERIMENT = "cells"


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
        return f"python -m seq2seq experiment {CELLS_EXPERIMENT} --epochs {self.epochs}"

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
        raise ValueError(f"{path} is not the record of this experiment") from error


DATA_SCORERS = ("additive", "none")
DATA_SHARES = (Fraction(1, 16), Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(1))
"""Parts of the corpus, from the quickest training to the longest."""
DATA_SEED = 1
"""Of the one training of each model, and of the order from which the parts are taken."""
DROPOUT = 0.3


@dataclass(frozen=True)
class DataPlan:
    """How the models of a family are trained: epochs over the whole corpus, the rest of the recipe, and the set of gold
    alignments, whose links go from target to source where they are `swapped`."""

    epochs: int
    recipe: TrainConfig
    gold: str
    swapped: bool = False

    def epochs_of(self, share: Fraction) -> int:
        """More epochs the less there is to read, yet fewer updates: 1/√share times as many."""
        return round(self.epochs / float(share) ** 0.5)

    def notes(self) -> dict[str, Any]:
        """What a record says of how its models were trained."""
        epochs = {str(share): self.epochs_of(share) for share in DATA_SHARES}
        return self.recipe.to_dict() | {"epochs": epochs, "dropout": DROPOUT, "gold": self.gold}


DATA_PLANS: Mapping[str, DataPlan] = {
    "zh-en": DataPlan(5, TrainConfig(seed=DATA_SEED), "eng-cmn-pud", swapped=True),
    "en-fr": DataPlan(2, TrainConfig(seed=DATA_SEED, batch_size=128, learning_rate=2.5e-3), "eng-fra-pud"),
}


def missing_shares(record: ExperimentRecord) -> dict[str, tuple[Fraction, ...]]:
    """Family → the parts that not all its models were trained on, of families that lack any. Parts are recorded from
    the smallest up."""
    done = {
        family: min(len(record.curve(f"{family}_bleu", scorer, DATA_SEED).x) for scorer in DATA_SCORERS)
        for family in DATA_PLANS
    }
    return {family: DATA_SHARES[count:] for family, count in done.items() if count < len(DATA_SHARES)}


ALIGNERS_FILE = "ibm-model-1.json"
MODEL_1, MODEL_1_READ = "IBM Model 1", "IBM Model 1, gold sentences read"
"""Model 1 trained on the pairs alone, as the models were; and on the gold sentences too, without their links."""


@dataclass(frozen=True)
class AlignerScore(Record):
    """AER of a reading of a model, and half the width of its 95 % interval. With `less`, both are of the difference
    from that reading of Model 1 (trained on the pairs alone), on the same resamples."""

    model: str
    reading: str
    aer: float
    aer_ci: float
    less: str = ""


@dataclass(frozen=True)
class AlignerComparison(Record):
    """Scores on the `sentences` pairs of a gold set with at most `longest` tokens per side; Model 1 was trained on
    `pairs` pairs."""

    gold: str
    longest: int | None
    sentences: int
    pairs: int
    scores: tuple[AlignerScore, ...]

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        return super().from_dict({**values, "scores": tuple(map(AlignerScore.from_dict, values["scores"]))})

    @property
    def models(self) -> tuple[str, ...]:
        """The models other than Model 1, as family/scorer."""
        return tuple(dict.fromkeys(score.model for score in self.scores if "/" in score.model))

    def score(self, model: str, reading: str, less: str = "") -> AlignerScore | None:
        key = (model, reading, less)
        return next((score for score in self.scores if (score.model, score.reading, score.less) == key), None)


def read_comparison(family: Path) -> AlignerComparison | None:
    """Read the comparison in the folder of a family, None if there is none."""
    path = family / ALIGNERS_FILE
    return AlignerComparison.from_dict(json.loads(path.read_text("utf-8"))) if path.is_file() else None


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


def encoder_entries(entries: Iterable[Entry]) -> list[Entry]:
    """The usable models of a family that differ in their encoder, or in the whole network; none where all have the
    same."""
    usable = {entry.scorer: entry for entry in entries if not entry.problem}
    return [usable[name] for name in other_networks(usable)]


def cost_table(entries: Iterable[Entry], speeds: EncoderSpeeds) -> pd.DataFrame:
    """One row per model and length: scorer, pieces, encoding (milliseconds), products (millions of multiplications
    within products of matrices), steps (layers that wait for one another)."""
    import pandas as pd  # here, since the first screen needs the names above alone

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
