"""Verification: compute shipped figures again and compare them with those in `card.json`.

Some figures need only the checkpoint and the files beside it, others a corpus or gold alignments. A figure is named by
its path in `card.json`, as in `test.by_length.0.bleu`. Not verified are seconds and milliseconds, which depend on the
machine, and the curves of training, which would need another training.

Tolerances between machines. On the machine that measured them, all figures are reproduced to the last digit. On
another, sums of float32 differ in the seventh digit: figures of forced decoding then agree to a thousandth, and the
tolerance is 2e-4 of the figure. But where two pieces are almost equally likely, greedy or beam search may choose the
other one, and the translation of a sentence changes: BLEU and chrF may move by a tenth of their half interval, which
is far from significant. A link of an alignment may change in the same way: the tolerance is half a point of AER.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from seq2seq.analysis import maps
from seq2seq.checkpoints.catalog import find_entry
from seq2seq.checkpoints.storage import is_quantised
from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Record
from seq2seq.data.corpus import read_sentence_pairs
from seq2seq.data.examples import read_examples
from seq2seq.data.families import FAMILIES
from seq2seq.decoding.corpus import encode_source
from seq2seq.decoding.translate import translate
from seq2seq.evaluation.align import GoldSentence
from seq2seq.evaluation.evaluate import forced_weights, measure, measure_verdicts
from seq2seq.evaluation.metrics import SENTENCES_FILE as SENTENCES
from seq2seq.evaluation.metrics import SentenceFigures, attention_summary, translation_summary
from seq2seq.evaluation.model_card import alignment_figures, offset_figures, translation_figures
from seq2seq.evaluation.verdicts import read_verdicts
from seq2seq.trace.trace import RECORDED_FILE, read_recorded

_EXACT = re.compile(r"(^|\.)(parameters|sentences|sure|best|at_most|size|text)$")
_QUALITY = re.compile(r"(bleu|chrf)(_ci)?$")
_LINKS = re.compile(r"\b(aer|aer_ci|precision|recall|unknown)\b")
_COUNTED = re.compile(r"predicted$")
CLOSE, TIPPED, SHARE = 2e-4, 0.005, 0.1
"""Tolerances: relative to a figure; of scores that depend on links; as a share of a half interval."""
ROUNDED, QUANTISED, DECIMALS = 0.005, 0.02, 0.05
"""Tolerances of the weights that training recorded before the parameters were rounded: to 16 bits, to 8, or in a
made-up family to two decimals."""


@dataclass(frozen=True)
class Check(Record):
    """A figure as shipped and as found again, from `source`, and the allowed difference. NaN never holds."""

    model: str
    source: str
    figure: str
    shipped: float
    found: float
    allowed: float

    @property
    def holds(self) -> bool:
        return abs(self.shipped - self.found) <= self.allowed


def check_repository(bundle: Bundle, root: Path = PRETRAINED) -> list[Check]:
    """Check what needs only the repository: size, row offset, figures of the sentences, recordings, probes."""
    catalog_entry = find_entry(bundle.name, root)
    parameters = sum(parameter.numel() for parameter in bundle.model.parameters())
    examples = read_examples(catalog_entry.folder.with_name("examples.tsv"))
    model = {"parameters": parameters} | offset_figures(bundle, examples)
    sentences = SentenceFigures.read(catalog_entry.folder / SENTENCES)
    shipped_names = catalog_entry.card["test"].keys()  # an older card has fewer figures of the weights
    attention = {name: value for name, value in attention_summary(sentences).items() if name in shipped_names}
    figures = {"test": translation_summary(sentences) | attention}
    return [
        *compare_figures(bundle.name, "checkpoint", catalog_entry.card, model),
        *compare_figures(bundle.name, "sentences.json", catalog_entry.card, figures, decoded=False),
        *_check_recordings(bundle, catalog_entry.folder.parent),
        *_check_monitored(bundle, catalog_entry.folder),
    ]


def check_corpus(bundle: Bundle, folder: Path, root: Path = PRETRAINED) -> list[Check]:
    """Check what needs the corpus that `data` wrote: translations of its test part and the verdicts on them, and the
    maps of states."""
    card = find_entry(bundle.name, root).card
    pairs = read_sentence_pairs(folder / "test.tsv.gz")
    measured = measure(bundle, pairs)
    test = {"test": translation_figures(bundle, measured)}
    return [
        *compare_figures(bundle.name, "corpus", card, test),
        *_check_verdicts(bundle, [source for source, _ in pairs], root),
        *_check_maps(bundle, read_sentence_pairs(folder / "train.tsv.gz"), root),
    ]


def _check_verdicts(bundle: Bundle, sources: Sequence[str], root: Path) -> list[Check]:
    """A verdict may tip where τ is almost that of a rival: five of 200 at most."""
    family = find_entry(bundle.name, root).folder.parent
    others = tuple(example.source for example in read_examples(family / "examples.tsv"))
    return [
        Check(bundle.name, "corpus", f"verdicts.{name}", shipped, value, 5.0)
        for counts in read_verdicts(family)
        if counts.model == bundle.name
        for (name, shipped), (_, value) in zip(
            numbers_by_path(counts.to_dict()),
            numbers_by_path(measure_verdicts(bundle, sources, others).to_dict()),
            strict=True,
        )
    ]


def check_gold(bundle: Bundle, sets: Mapping[str, Sequence[GoldSentence]], root: Path = PRETRAINED) -> list[Check]:
    """Check what needs gold word alignments: `sets` holds them by their names in the card."""
    card = find_entry(bundle.name, root).card
    figures = {name: alignment_figures(bundle, sentences) for name, sentences in sets.items()}
    return compare_figures(bundle.name, "gold", card, {"alignment": figures})


def compare_figures(
    model: str, source: str, shipped: Mapping[str, Any], measured: Mapping[str, Any], decoded: bool = True
) -> list[Check]:
    """Compare all numbers of `measured` with the shipped ones of the same names, NaN where none is shipped."""
    numbers = dict(numbers_by_path(shipped))
    return [
        Check(model, source, name, numbers.get(name, float("nan")), value, tolerance(name, value, numbers, decoded))
        for name, value in numbers_by_path(measured)
    ]


def tolerance(name: str, value: float, shipped: Mapping[str, float], decoded: bool = True) -> float:
    """The allowed difference from the shipped figure. Without decoding, no translation can change."""
    if _EXACT.search(name):
        return 0.0
    quality = _QUALITY.search(name)
    if quality and decoded:
        interval = f"{name.removesuffix('_ci')}_ci"
        return SHARE * shipped.get(interval, shipped.get(f"test.{quality[1]}_ci", 0.0))
    if _LINKS.search(name):
        return TIPPED
    return (TIPPED if _COUNTED.search(name) else CLOSE) * max(1.0, abs(value))


def numbers_by_path(values: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """All numbers in nested mappings and lists, each with its dotted path."""
    if isinstance(values, Mapping):
        parts: Iterable[tuple[Any, Any]] = values.items()
    elif isinstance(values, list):
        parts = enumerate(values)
    else:
        parts = ()
        if isinstance(values, (int, float)):
            yield name, float(values)
    for part, value in parts:
        yield from numbers_by_path(value, f"{name}.{part}" if name else str(part))


def verification_table(checks: Sequence[Check]) -> str:
    """One line for each model and source, with the numbers of figures and differences; then every difference."""
    rows = []
    for (model, source), group in groupby(checks, key=lambda check: (check.model, check.source)):
        outcomes = [check.holds for check in group]
        rows.append(f"{model:24} {source:20} {len(outcomes):5} figures  {_verdict(outcomes.count(False))}")
    wrong = [check for check in checks if not check.holds]
    rows += [
        f"{check.model} {check.source} {check.figure}: shipped {check.shipped:g}, found {check.found:g}, "
        f"{abs(check.shipped - check.found):.2g} apart, allowed {check.allowed:.2g}"
        for check in wrong
    ]
    return "\n".join([*rows, f"{len(checks)} figures, {_verdict(len(wrong))}"])


def _verdict(wrong: int) -> str:
    return f"{wrong} differ" if wrong else "as shipped"


def _check_recordings(bundle: Bundle, family: Path) -> Iterator[Check]:
    """Check the recorded translations of this model against translations of the same requests."""
    for shipped in read_recorded(family):
        if shipped.request.model == bundle.name:
            trace = translate(bundle, shipped.request)
            yield Check(bundle.name, RECORDED_FILE, "text", 1.0, float(trace.text == shipped.text), 0.0)
            difference = _largest_difference(shipped.weights, trace.weights)
            yield Check(bundle.name, RECORDED_FILE, "weights", 0.0, difference, 2e-3)


def _check_monitored(bundle: Bundle, folder: Path) -> Iterator[Check]:
    """Check the last weights of the probes in history.json against the weights of the shipped model."""
    history = json.loads((folder / "history.json").read_text("utf-8"))
    family = FAMILIES.get(folder.parent.name)
    rounded = QUANTISED if is_quantised(folder / "model.safetensors") else ROUNDED
    limit = DECIMALS if family and family.generate else rounded
    for number, (probe, shipped) in enumerate(zip(history["probes"], history["moments"][-1]["weights"], strict=True)):
        says = bundle.says(probe["source"])
        target = [says.id(piece) for piece in probe["target"][:-1]]
        weights = forced_weights(bundle, encode_source(bundle, probe["text"]), target)
        yield Check(
            bundle.name, "history.json", f"probes.{number}", 0.0, _largest_difference(np.array(shipped), weights), limit
        )


def _check_maps(bundle: Bundle, pairs: list[tuple[str, str]], root: Path) -> Iterator[Check]:
    """Check the explained variance of the axes of a stored map against a map fitted anew."""
    folder = find_entry(bundle.name, root).folder
    if not (folder / maps.MAP_FILE).is_file():
        return
    shipped = maps.read_state_maps(folder / maps.MAP_FILE)
    fitted = maps.fit_state_maps(
        bundle, maps.subsample(pairs), load_bundle(maps.reference_name(folder.parent.name, root), root)
    )
    yield Check(bundle.name, maps.MAP_FILE, "sentences", shipped.sentences, fitted.sentences, 0.0)
    for space, basis in shipped.bases.items():
        for axis, (shipped_share, share) in enumerate(zip(basis.shares, fitted.bases[space].shares, strict=True)):
            yield Check(bundle.name, maps.MAP_FILE, f"{space}.shares.{axis}", float(shipped_share), float(share), 1e-3)


def _largest_difference(first: np.ndarray, second: np.ndarray) -> float:
    """The largest absolute difference of two arrays, NaN for arrays of different shapes."""
    return float(np.abs(first - second).max()) if first.shape == second.shape else float("nan")
