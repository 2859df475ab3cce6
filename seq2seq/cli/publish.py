"""Commands that put models into pretrained/: publish, and those of its steps that are also of use by themselves."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from seq2seq.analysis import maps
from seq2seq.checkpoints.catalog import list_entries, resolve_models
from seq2seq.cli import printing
from seq2seq.data.corpus import read_sentence_pairs
from seq2seq.data.families import FAMILIES
from seq2seq.data.tsv import Pair
from seq2seq.decoding import recording
from seq2seq.evaluation import model_card
from seq2seq.evaluation.publishing import family_of, publish_run, update_aligner_comparison
from seq2seq.figures import results


def run_publish(options: Namespace) -> None:
    """Measure trained models and put them into pretrained/, with all that is worked out from them there."""
    root, document = options.house / "pretrained", options.house / "docs" / "results.md"
    runs = [run.resolve() for run in options.runs]
    family = family_of(runs, root)
    corpus = options.corpus or Path("corpora", family)
    test, train = (
        read_sentence_pairs(options.test or corpus / "test.tsv.gz"),
        read_sentence_pairs(corpus / "train.tsv.gz"),
    )
    gold = {path.name: model_card.read_gold_folder(path, options.swapped) for path in options.gold}
    names = [f"{family}/{run.name}" for run in runs]
    for name, run in zip(names, tqdm(runs, "cards", disable=None), strict=True):
        tqdm.write(f"{name:24} {printing.summed_up(publish_run(run, root, test, gold, options.decimals))}")
    if not FAMILIES[family].generate:  # the maps of a few made-up sentences are fitted when they are shown
        _fit_maps(maps.models_to_refit(names, root), train, root)
    _record([family], root)
    if update_aligner_comparison(names, root, train, gold):
        print("IBM Model 1 compared again")
    if options.clock:
        _clock(resolve_models(family, root), root)
    if document.is_file():
        results.update(document, list_entries(root))
        print(f"{document} updated")


def run_project(options: Namespace) -> None:
    """Fit the maps of models, each turned onto that of its family's reference."""
    _fit_maps(_named(options), read_sentence_pairs(options.data) if options.data else None, printing.PRETRAINED)


def run_record(options: Namespace) -> None:
    """Translate the first example of families by all of their models, to be shown to new visitors."""
    _record(options.families, printing.PRETRAINED)


def run_clock(options: Namespace) -> None:
    """Measure anew how fast models decode, one after the other, for their cards."""
    _clock(_named(options), printing.PRETRAINED)


def _named(options: Namespace) -> list[str]:
    return [name for each in options.models for name in resolve_models(each, printing.PRETRAINED)]


def _fit_maps(names: Iterable[str], data: Sequence[Pair] | None, root: Path) -> None:
    for name in tqdm(names, "maps", disable=None):
        tqdm.write(f"{name:32} {maps.agreement_summary(maps.project_model(name, data, root))}")


def _record(families: Iterable[str], root: Path) -> None:
    for family in families:
        recording.record(family, root)
        print(f"{family}: first sentence recorded")


def _clock(names: Iterable[str], root: Path) -> None:
    for name in names:
        print(f"{name:32} {model_card.measure_speed(name, root):.2f} ms a sentence")
