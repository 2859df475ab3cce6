"""How long an encoder takes to read a source, by the number of pieces."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

from seq2seq.analysis.decay import mean_by_distance
from seq2seq.analysis.gradients import jacobian_norms
from seq2seq.checkpoints.catalog import family_entries
from seq2seq.checkpoints.zoo import Bundle, load_model
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import ModelConfig, TrainConfig
from seq2seq.data.tsv import Pair
from seq2seq.decoding.corpus import source_ids
from seq2seq.evaluation.evaluate import measure, one_thread
from seq2seq.evaluation.metrics import translation_summary
from seq2seq.experiments.records import (
    CellsRecord,
    EncoderSpeeds,
    RecurrentShape,
    ShapeResult,
    encoder_entries,
    read_cells_record,
)
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import UNK
from seq2seq.text.tokenizer import Tokenizer
from seq2seq.training.training import Corpus, Epoch, train

SOURCE_LENGTHS = (4, 8, 16, 32, 64)
"""Source pieces."""
ROUNDS = 100


@torch.inference_mode()
def encoding_milliseconds(model: Seq2Seq, sources: int, rounds: int) -> float:
    """Milliseconds to encode one source of so many pieces on one thread, keys included: the least of all rounds, which
    other work on the machine disturbs least."""
    ids = torch.full((1, sources), UNK)
    mask = torch.ones_like(ids, dtype=torch.bool)
    with one_thread():
        return 1000 * min(_seconds(model, ids, mask) for _ in range(rounds))


def _seconds(model: Seq2Seq, ids: torch.Tensor, mask: torch.Tensor) -> float:
    started = time.perf_counter()
    model.encode(ids, mask)
    return time.perf_counter() - started


def measure_encoders(family: str, root: Path = PRETRAINED) -> EncoderSpeeds:
    """Time the encoders of the models of a family that differ in them, all lengths of one after the other. Raises
    ValueError if no model has another encoder."""
    readers = encoder_entries(family_entries(family, root))
    if not readers:
        raise ValueError(f"no model of {family} has another encoder than the rest")
    models = {entry.scorer: load_model(entry.folder) for entry in readers}
    times = {
        scorer: tuple(round(encoding_milliseconds(model, sources, ROUNDS), 3) for sources in SOURCE_LENGTHS)
        for scorer, model in models.items()
    }
    return EncoderSpeeds(SOURCE_LENGTHS, times)


_PIECES, _DISTANCES, _SENTENCES = 16, 13, 20
"""Of the source whose encoding is timed; distances of the gradients, and the sentences that they are means of."""
_VALID = 100
"""Pairs that are translated after each epoch: nothing is chosen by them."""


@dataclass(frozen=True)
class CellsData:
    """What every model is trained and measured with."""

    tokenizers: tuple[Tokenizer, Tokenizer]
    train: Sequence[Pair]
    valid: Sequence[Pair]
    test: Sequence[Pair]


def record_cells(data: CellsData, epochs: int, path: Path, base: ModelConfig) -> Iterator[ShapeResult]:
    """Train and measure what the record at `path` does not have yet; after each model the record is written.

    `base` has all that the models have in common. Raises ValueError if the record is of another recipe."""
    record = CellsRecord(epochs, len(data.train), len({source for source, _ in data.test}))
    if path.is_file():
        begun = read_cells_record(path)
        if replace(begun, results=()) != record:
            raise ValueError(f"{path} is of another recipe: name another file with --out")
        record = begun
    for shape in record.missing:
        result = _measured(shape, data, epochs, base)
        record = replace(record, results=(*record.results, result))
        record.write(path)
        yield result


def shape_config(base: ModelConfig, shape: RecurrentShape) -> ModelConfig:
    """The configuration with this encoder, whose states are as wide as those of `base`."""
    return replace(
        base,
        encoder=shape.cell,
        bidirectional=shape.directions == 2,
        encoder_hidden=base.encoder_width // shape.directions,
        encoder_layers=shape.layers,
    )


def _measured(shape: RecurrentShape, data: CellsData, epochs: int, base: ModelConfig) -> ShapeResult:
    corpus = Corpus(*data.tokenizers, data.train, data.valid[:_VALID])
    with TemporaryDirectory() as folder:
        out = Path(folder, "model")
        events = train(shape_config(base, shape), TrainConfig(epochs=epochs), corpus, out)
        seconds = [event.seconds for event in events if isinstance(event, Epoch)][-1]
        bundle = Bundle(f"zh-en/{base.scorer}", load_model(out), *data.tokenizers)
    figures = translation_summary(measure(bundle, data.test).figures)
    return ShapeResult(
        shape,
        sum(parameter.numel() for parameter in bundle.model.parameters()),
        round(seconds, 1),
        **{name: round(figures[name], 3) for name in ("bleu", "bleu_ci", "chrf", "chrf_ci")},
        milliseconds=round(encoding_milliseconds(bundle.model, _PIECES, ROUNDS), 3),
        reach=gradient_reach_by_distance(bundle, [source for source, _ in data.test]),
    )


def gradient_reach_by_distance(bundle: Bundle, texts: Sequence[str]) -> tuple[float, ...]:
    """For the distances 0, 1 … 12: the geometric mean of ‖∂h_i/∂x_j‖ of the last layer's states over all pairs so far
    apart that reach each other, in the first sentences with so many pieces."""
    sources = [ids for text in texts if len(ids := source_ids(bundle, text)) >= _DISTANCES][:_SENTENCES]
    norms, distances = [], []
    for ids in sources:
        at = np.arange(len(ids))
        norms.append(jacobian_norms(bundle.model, ids)[-1].ravel())
        distances.append(np.abs(at[:, None] - at).ravel())
    means = mean_by_distance(np.concatenate(norms), np.concatenate(distances)) if sources else {}
    return tuple(float(f"{means[distance]:.4g}") for distance in range(_DISTANCES) if distance in means)
