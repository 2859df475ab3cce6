"""Commands that put models into pretrained/: publish, and those of its steps that are also useful separately."""

from __future__ import annotations

import os
import shutil
from argparse import Namespace
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from seq2seq.analysis import maps
from seq2seq.checkpoints.catalog import family_entries, list_entries, resolve_models, write_json
from seq2seq.checkpoints.storage import round_to_storage
from seq2seq.checkpoints.zoo import UPDATES_FILE, load_bundle, load_folder, round_parameters, save_model
from seq2seq.cli import printing
from seq2seq.config.places import CORPORA, PRETRAINED
from seq2seq.config.schema import Request, Storage
from seq2seq.data.corpus import read_sentence_pairs
from seq2seq.data.examples import EXAMPLES_FILE, read_examples
from seq2seq.data.families import FAMILIES
from seq2seq.data.own import FAMILY_FILE
from seq2seq.data.tsv import Pair
from seq2seq.decoding.translate import translate
from seq2seq.evaluation import model_card
from seq2seq.evaluation.align import GoldSentence
from seq2seq.evaluation.evaluate import measure
from seq2seq.evaluation.metrics import SENTENCES_FILE as SENTENCES
from seq2seq.evaluation.model_card import make_card, read_training_notes
from seq2seq.experiments import results
from seq2seq.experiments.aligners import compare_aligners
from seq2seq.experiments.cells import measure_encoders
from seq2seq.experiments.records import ALIGNERS_FILE, read_comparison
from seq2seq.trace.trace import write_recorded

TOKENIZER_FILES = ("source.model", "target.model")
GoldSets = Mapping[str, Sequence[GoldSentence]]
"""Sets of gold word alignments by their names."""


def family_of(runs: Sequence[Path], root: Path) -> str:
    """The family of these runs. Raises ValueError if they belong to several families or to an unknown one, or if their
    tokenizers differ from each other or from those of the models of the family that are not replaced."""
    family, *others = {run.parent.name for run in runs}
    if others or family not in FAMILIES:
        raise ValueError(f"expected runs of one family, of {', '.join(FAMILIES)}; received {', '.join(map(str, runs))}")
    remaining = {entry.scorer for entry in family_entries(family, root)} - {run.name for run in runs}
    folders = {run.parent for run in runs} | ({root / family} if remaining else set())
    if any(len({(folder / side).read_bytes() for folder in folders}) > 1 for side in TOKENIZER_FILES):
        raise ValueError(f"the models of {family} have different tokenizers: publish all of the family together")
    return family


def publish_run(
    run: Path,
    root: Path,
    pairs: Sequence[Pair],
    gold: GoldSets,
    storage: Storage | None = None,
    decimals: int | None = None,
) -> dict[str, Any]:
    """Measure a model on the pairs of the test part, copy it with its card, and return the card. With a `storage`, its
    parameters are measured and written as that keeps them; with `decimals`, rounded to so many decimals, in fp32."""
    bundle = load_folder(run)
    folder = root / bundle.name
    if decimals is not None:
        round_parameters(bundle.model, decimals)
        storage = "fp32"
    if storage:
        round_to_storage(bundle.model, storage)
    measured = measure(bundle, pairs)
    card = make_card(bundle, measured, gold, read_examples(folder.with_name("examples.tsv")), read_training_notes(run))
    if folder.resolve() != run:
        _copy_run(run, folder)
    if storage:
        save_model(bundle.model, folder, storage)
    measured.figures.write(folder / SENTENCES)
    write_json(folder / "card.json", card)
    return card


def copy_family_files(corpus: Path, folder: Path) -> None:
    """Copy what a corpus was made with, example sentences and the description of a family of one's own, into the folder
    of the family's models, unless that has it."""
    for name in (EXAMPLES_FILE, FAMILY_FILE):
        if (corpus / name).is_file() and not (folder / name).is_file():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(corpus / name, folder / name)


def update_aligner_comparison(names: Collection[str], root: Path, pairs: Sequence[Pair], gold: GoldSets) -> bool:
    """Repeat the comparison of a family with IBM Model 1. Returns False if the family has no such comparison, if
    none of these models takes part in it, or if its gold set is not among `gold`."""
    family = next(iter(names)).partition("/")[0]
    stored = read_comparison(root / family)
    if stored is None or stored.gold not in gold or not {*stored.models} & {*names}:
        return False
    bundles = (load_bundle(name, root) for name in stored.models)
    comparison = compare_aligners(FAMILIES[family], pairs, (stored.gold, gold[stored.gold]), bundles, stored.longest)
    write_json(root / family / ALIGNERS_FILE, comparison.to_dict())
    return True


def _copy_run(run: Path, folder: Path) -> None:
    """Copy the files of a run that the app needs."""
    folder.mkdir(exist_ok=True)
    for name in ("model.safetensors", "config.json", "history.json", UPDATES_FILE):
        if name != UPDATES_FILE or (run / name).is_file():
            shutil.copyfile(run / name, folder / name)
    for side in TOKENIZER_FILES:
        shutil.copyfile(run.parent / side, folder.with_name(side))


def record_first_sentence(family: str, root: Path = PRETRAINED) -> None:
    """Write the recorded traces of a family; needed after a change of a model or of the sentence.

    Raises ValueError for a family without usable models."""
    sentence = read_examples(root / family / "examples.tsv")[0].source
    traces = (translate(load_bundle(name, root), Request(name, sentence)) for name in resolve_models(family, root))
    write_recorded(root / family, traces)


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
        for family in options.models:
            speeds = measure_encoders(family, printing.PRETRAINED)
            speeds.write(printing.PRETRAINED / family)
            for scorer, times in speeds.milliseconds.items():
                print(f"{family}/{scorer:32} {'  '.join(f'{time:.2f}' for time in times)} ms")
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
        record_first_sentence(family, root)
        print(f"{family}: first sentence recorded")


def _measure_speeds(names: Iterable[str], root: Path) -> None:
    for name in names:
        print(f"{name:32} {model_card.measure_speed(name, root):.2f} ms a sentence")
