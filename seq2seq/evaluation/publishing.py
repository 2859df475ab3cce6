"""Publishing trained models into pretrained/: checks of the runs, and the steps that write there.

A run is a folder `…/<family>/<scorer>`; `root` is the folder of the families. The example sentences of a family are
there before its first model is published.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from seq2seq.checkpoints.catalog import family_entries, write_json
from seq2seq.checkpoints.moments import MOMENTS_FILE
from seq2seq.checkpoints.storage import round_to_storage
from seq2seq.checkpoints.zoo import load_bundle, load_folder, round_parameters, save_model
from seq2seq.config.schema import Storage
from seq2seq.data.examples import EXAMPLES_FILE, read_examples
from seq2seq.data.families import FAMILIES
from seq2seq.data.own import FAMILY_FILE
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.align import GoldSentence
from seq2seq.evaluation.aligner_scores import ALIGNERS_FILE, read_comparison
from seq2seq.evaluation.aligners import compare_aligners
from seq2seq.evaluation.measure import measure
from seq2seq.evaluation.model_card import make_card, read_training_notes
from seq2seq.evaluation.sentence_figures import SENTENCES_FILE as SENTENCES

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
    for name in ("model.safetensors", "config.json", "history.json", MOMENTS_FILE):
        if name != MOMENTS_FILE or (run / name).is_file():
            shutil.copyfile(run / name, folder / name)
    for side in TOKENIZER_FILES:
        shutil.copyfile(run.parent / side, folder.with_name(side))
