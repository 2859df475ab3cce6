"""Commands that put models into pretrained/: publish, and those of its steps that are also useful separately."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from seq2seq.analysis import maps
from seq2seq.checkpoints.catalog import list_entries, resolve_models
from seq2seq.cli import printing
from seq2seq.config.places import CORPORA
from seq2seq.data.corpus import read_sentence_pairs
from seq2seq.data.families import FAMILIES
from seq2seq.data.tsv import Pair
from seq2seq.decoding import recording
from seq2seq.evaluation import model_card
from seq2seq.evaluation.encoder_speed import measure_readers
from seq2seq.evaluation.publishing import copy_family_files, family_of, publish_run, update_aligner_comparison
from seq2seq.figures import results


def run_publish(options: Namespace) -> None:
    """Measure trained models and put them into pretrained/, with all files that are computed from them."""
    root, document = options.house / "pretrained", options.house / "docs" / "results.md"
    runs = [Path(os.path.realpath(run)) for run in options.runs]  # Path.resolve stumbles over a link to itself
    family = family_of(runs, root)
    corpus = options.corpus or CORPORA / family
    test, train = (
        read_sentence_pairs(options.test or corpus / "test.tsv.gz"),
        read_sentence_pairs(corpus / "train.tsv.gz"),
    )
    gold = {path.name: model_card.read_gold_folder(path, options.swapped) for path in options.gold}
    copy_family_files(corpus, root / family)
    names = [f"{family}/{run.name}" for run in runs]
    for name, run in zip(names, tqdm(runs, "cards", disable=None), strict=True):
        card = publish_run(run, root, test, gold, options.storage, options.decimals)
        tqdm.write(f"{name:24} {printing.card_summary(card)}")
    if not FAMILIES[family].generate:  # maps of made-up families are fitted when they are displayed
        _fit_maps(maps.models_to_refit(names, root), train, root)
    _record_first_sentences([family], root)
    if update_aligner_comparison(names, root, train, gold):
        print("IBM Model 1 compared again")
    if options.clock:
        _measure_speeds(resolve_models(family, root), root)
    if document.is_file():
        results.update(document, list_entries(root))
        print(f"{document} updated")


def run_project(options: Namespace) -> None:
    """Fit the maps of models, each aligned with that of its family's reference."""
    _fit_maps(_model_names(options), read_sentence_pairs(options.data) if options.data else None, printing.PRETRAINED)


def run_record(options: Namespace) -> None:
    """Translate the first example of families by all of their models, for new visitors."""
    _record_first_sentences(options.families, printing.PRETRAINED)


def run_clock(options: Namespace) -> None:
    """Measure how fast models decode, one after the other, and update their cards; or how fast families encode."""
    if options.encoders:
        _measure_readers(options.models, printing.PRETRAINED)
    else:
        _measure_speeds(_model_names(options), printing.PRETRAINED)


def run_heads(options: Namespace) -> None:
    """Measure the alignment error of each head of models, and update their cards."""
    gold = {path.name: model_card.read_gold_folder(path, options.swapped) for path in options.gold}
    for name in _model_names(options):
        for gold_set, figures in model_card.measure_heads(name, gold, printing.PRETRAINED).get("heads", {}).items():
            errors = "  ".join(f"{100 * head['aer']:.1f}" for head in figures["heads"])
            print(f"{name}, {gold_set}: heads {errors}, mean {100 * figures['mean']['aer']:.1f} %")


def _model_names(options: Namespace) -> list[str]:
    return [name for argument in options.models for name in resolve_models(argument, printing.PRETRAINED)]


def _fit_maps(names: Iterable[str], data: Sequence[Pair] | None, root: Path) -> None:
    for name in tqdm(names, "maps", disable=None):
        tqdm.write(f"{name:32} {maps.agreement_summary(maps.project_model(name, data, root))}")


def _record_first_sentences(families: Iterable[str], root: Path) -> None:
    for family in families:
        recording.record(family, root)
        print(f"{family}: first sentence recorded")


def _measure_readers(families: Iterable[str], root: Path) -> None:
    for family in families:
        speeds = measure_readers(family, root)
        speeds.write(root / family)
        for scorer, times in speeds.milliseconds.items():
            print(f"{family}/{scorer:32} {'  '.join(f'{time:.2f}' for time in times)} ms")


def _measure_speeds(names: Iterable[str], root: Path) -> None:
    for name in names:
        print(f"{name:32} {model_card.measure_speed(name, root):.2f} ms a sentence")
