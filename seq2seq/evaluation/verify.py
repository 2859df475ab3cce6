"""Shipped figures, had again: from a checkpoint and what lies beside it; with a corpus or gold alignments, the rest.

A figure is named as in `card.json`, `test.by_length.0.bleu`. What is not had again: seconds and milliseconds, which
are of the machine that measured, and the curves of training, which only training again would give.

How far two machines may be apart. On the machine that measured, all figures come out the same to the last digit. On
another, sums of float32 differ in the seventh digit: figures of forced decoding then agree to a thousandth, and the
tolerance is 2e-4 of the figure. But where two pieces are almost equally likely, greedy or beam search may take the
other one, and a sentence is translated otherwise: BLEU and chrF may move by a tenth of their half interval, far less
than anybody may read into them. A link of an alignment may tip likewise: half a point of AER.
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
from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Record
from seq2seq.data.corpus import read_sentence_pairs
from seq2seq.data.examples import read_examples
from seq2seq.data.families import FAMILIES
from seq2seq.decoding.corpus import encode_source
from seq2seq.decoding.translate import translate
from seq2seq.evaluation.align import GoldSentence
from seq2seq.evaluation.evaluate import forced_weights
from seq2seq.evaluation.measure import measure
from seq2seq.evaluation.model_card import alignment_figures, offset_figures, translation_figures
from seq2seq.evaluation.sentence_figures import SENTENCES_FILE as SENTENCES
from seq2seq.evaluation.sentence_figures import Sentences, attention_summary, summary
from seq2seq.trace.recorded import FILE as RECORDED
from seq2seq.trace.recorded import read_recorded

_EXACT = re.compile(r"(^|\.)(parameters|sentences|sure|best|at_most|size|text)$")
QUALITY = re.compile(r"(bleu|chrf)(_ci)?$")
_LINKS = re.compile(r"\b(aer|aer_ci|precision|recall|unknown)\b")
COUNTED = re.compile(r"predicted$")
CLOSE, TIPPED, SHARE = 2e-4, 0.005, 0.1
"""Of a figure; of the links; of a half interval."""
ROUNDED = {False: 0.005, True: 0.05}
"""How far a weight may be from what training wrote down before the parameters were rounded: to 16 bits; or, in a
made-up family, to two decimals."""


@dataclass(frozen=True)
class Check(Record):
    """A figure as it ships and as it was found, from `source`, and how far apart they may be. NaN never holds."""

    model: str
    source: str
    figure: str
    shipped: float
    found: float
    allowed: float

    @property
    def holds(self) -> bool:
        return abs(self.shipped - self.found) <= self.allowed


def repository(bundle: Bundle, root: Path = PRETRAINED) -> list[Check]:
    """What needs nothing but the repository: size, offset, figures of the sentences, recordings, probes."""
    found = find_entry(bundle.name, root)
    parameters = sum(parameter.numel() for parameter in bundle.model.parameters())
    examples = read_examples(found.folder.with_name("examples.tsv"))
    model = {"parameters": parameters, "offset": offset_figures(bundle, examples)}
    sentences = Sentences.read(found.folder / SENTENCES)
    known = found.card["test"].keys()  # a card of before says less of the weights
    weighed = {name: value for name, value in attention_summary(sentences).items() if name in known}
    own = {"test": summary(sentences) | weighed}
    return [
        *compare_figures(bundle.name, "checkpoint", found.card, model),
        *compare_figures(bundle.name, "sentences.json", found.card, own, decoded=False),
        *_recorded(bundle, found.folder.parent),
        *_probes(bundle, found.folder),
    ]


def corpus(bundle: Bundle, folder: Path, root: Path = PRETRAINED) -> list[Check]:
    """What needs the corpus that `data` wrote: translations of its test part, and the maps of states."""
    card = find_entry(bundle.name, root).card
    measured = measure(bundle, read_sentence_pairs(folder / "test.tsv.gz"))
    test = {"test": translation_figures(bundle, measured)}
    return [
        *compare_figures(bundle.name, "corpus", card, test),
        *_map(bundle, read_sentence_pairs(folder / "train.tsv.gz"), root),
    ]


def read_gold(bundle: Bundle, sets: Mapping[str, Sequence[GoldSentence]], root: Path = PRETRAINED) -> list[Check]:
    """What needs gold word alignments, by the names they have in the card."""
    card = find_entry(bundle.name, root).card
    found = {name: alignment_figures(bundle, sentences) for name, sentences in sets.items()}
    return compare_figures(bundle.name, "gold", card, {"alignment": found})


def compare_figures(
    model: str, source: str, shipped: Mapping[str, Any], found: Mapping[str, Any], decoded: bool = True
) -> list[Check]:
    """All numbers of `found` beside those of the same names that ship; NaN for one that does not ship."""
    numbers = dict(flat(shipped))
    return [
        Check(model, source, name, numbers.get(name, float("nan")), value, allowed(name, value, numbers, decoded))
        for name, value in flat(found)
    ]


def allowed(name: str, value: float, shipped: Mapping[str, float], decoded: bool = True) -> float:
    """How far a figure may be from the one that ships. Without decoding nothing can tip."""
    if _EXACT.search(name):
        return 0.0
    quality = QUALITY.search(name)
    if quality and decoded:
        own = f"{name.removesuffix('_ci')}_ci"
        return SHARE * shipped.get(own, shipped.get(f"test.{quality[1]}_ci", 0.0))
    if _LINKS.search(name):
        return TIPPED
    return (TIPPED if COUNTED.search(name) else CLOSE) * max(1.0, abs(value))


def flat(values: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """All numbers in nested tables and lists, each with the path to it."""
    if isinstance(values, Mapping):
        parts: Iterable[tuple[Any, Any]] = values.items()
    elif isinstance(values, list):
        parts = enumerate(values)
    else:
        parts = ()
        if isinstance(values, (int, float)):
            yield name, float(values)
    for part, value in parts:
        yield from flat(value, f"{name}.{part}" if name else str(part))


def verification_table(checks: Sequence[Check]) -> str:
    """A line a model and source: how many figures there are, how many differ; then those that do."""
    rows = []
    for (model, source), group in groupby(checks, key=lambda each: (each.model, each.source)):
        held = [each.holds for each in group]
        rows.append(f"{model:24} {source:20} {len(held):5} figures  {_verdict(held.count(False))}")
    wrong = [each for each in checks if not each.holds]
    rows += [
        f"{each.model} {each.source} {each.figure}: shipped {each.shipped:g}, found {each.found:g}, "
        f"{abs(each.shipped - each.found):.2g} apart, allowed {each.allowed:.2g}"
        for each in wrong
    ]
    return "\n".join([*rows, f"{len(checks)} figures, {_verdict(len(wrong))}"])


def _verdict(wrong: int) -> str:
    return f"{wrong} differ" if wrong else "as shipped"


def _recorded(bundle: Bundle, family: Path) -> Iterator[Check]:
    """The translation that a new visitor sees, against the same request made now."""
    for shipped in read_recorded(family):
        if shipped.request.model == bundle.name:
            found = translate(bundle, shipped.request)
            yield Check(bundle.name, RECORDED, "text", 1.0, float(found.text == shipped.text), 0.0)
            apart = _apart(shipped.weights, found.weights)
            yield Check(bundle.name, RECORDED, "weights", 0.0, apart, 2e-3)


def _probes(bundle: Bundle, folder: Path) -> Iterator[Check]:
    """The last weights that training wrote down, against those of the model that ships."""
    history = json.loads((folder / "history.json").read_text("utf-8"))
    family = FAMILIES.get(folder.parent.name)
    near = ROUNDED[family is not None and family.generate is not None]
    for number, (probe, shipped) in enumerate(zip(history["probes"], history["moments"][-1]["weights"], strict=True)):
        target = [bundle.target.id(piece) for piece in probe["target"][:-1]]
        found = forced_weights(bundle, encode_source(bundle, probe["text"]), target)
        yield Check(bundle.name, "history.json", f"probes.{number}", 0.0, _apart(np.array(shipped), found), near)


def _map(bundle: Bundle, pairs: list[tuple[str, str]], root: Path) -> Iterator[Check]:
    """What the axes of a stored map explain, against a map that is fitted now."""
    folder = find_entry(bundle.name, root).folder
    if not (folder / maps.MAP_FILE).is_file():
        return
    shipped = maps.read_state_maps(folder / maps.MAP_FILE)
    found = maps.fit_state_maps(
        bundle, maps.subsample(pairs), load_bundle(maps.reference_name(folder.parent.name, root), root)
    )
    yield Check(bundle.name, maps.MAP_FILE, "sentences", shipped.sentences, found.sentences, 0.0)
    for space, basis in shipped.bases.items():
        for axis, (before, now) in enumerate(zip(basis.shares, found.bases[space].shares, strict=True)):
            yield Check(bundle.name, maps.MAP_FILE, f"{space}.shares.{axis}", float(before), float(now), 1e-3)


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    """The largest difference of two tables, NaN for tables of different sizes."""
    return float(np.abs(one - other).max()) if one.shape == other.shape else float("nan")
