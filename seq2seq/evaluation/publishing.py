"""From the folders of trainings into pretrained/: what is asked before, and steps that write there.

A run is a folder `…/<family>/<scorer>`, `root` the folder of the families. A family has its example sentences there
before its first model comes.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from seq2seq.checkpoints.catalog import list_entries, write_json
from seq2seq.checkpoints.zoo import Bundle, load_bundle, load_model, load_tokenizers, round_parameters, save_model
from seq2seq.data.examples import read_examples
from seq2seq.data.families import FAMILIES
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.align import GoldSentence
from seq2seq.evaluation.aligner_scores import ALIGNERS_FILE, read_comparison
from seq2seq.evaluation.aligners import compare_aligners
from seq2seq.evaluation.measure import measure
from seq2seq.evaluation.model_card import make_card, training
from seq2seq.evaluation.sentence_figures import SENTENCES_FILE as SENTENCES

SIDES = ("source.model", "target.model")
Golds = Mapping[str, Sequence[GoldSentence]]
"""Sets of gold word alignments by their names."""


def family_of(runs: Sequence[Path], root: Path) -> str:
    """The family that these runs will stand in. Raises ValueError where they are of several, or of an unknown one, or
    have other tokenizers than each other or than the models that stay there."""
    family, *others = {run.parent.name for run in runs}
    if others or family not in FAMILIES:
        raise ValueError(f"expected runs of one family, of {', '.join(FAMILIES)}; received {', '.join(map(str, runs))}")
    staying = {each.scorer for each in list_entries(root) if each.family == family} - {run.name for run in runs}
    folders = {run.parent for run in runs} | ({root / family} if staying else set())
    if any(len({(folder / side).read_bytes() for folder in folders}) > 1 for side in SIDES):
        raise ValueError(f"the models of {family} have different tokenizers: publish all of the family together")
    return family


def publish_run(
    run: Path, root: Path, pairs: Sequence[Pair], gold: Golds, decimals: int | None = None
) -> dict[str, Any]:
    """Measure a model on the pairs of the test part, and copy it with its card, which is returned. With `decimals`
    every parameter is rounded to so many first."""
    folder = root / run.parent.name / run.name
    model = load_model(run)
    if decimals is not None:
        round_parameters(model, decimals)
    bundle = Bundle(f"{folder.parent.name}/{folder.name}", model, *load_tokenizers(run.parent))
    measured = measure(bundle, pairs)
    made = make_card(bundle, measured, gold, read_examples(folder.with_name("examples.tsv")), training(run))
    if folder.resolve() != run:
        _copy(run, folder)
    if decimals is not None:
        save_model(model, folder, exact=True)
    measured.figures.write(folder / SENTENCES)
    write_json(folder / "card.json", made)
    return made


def compare_again(names: Collection[str], root: Path, pairs: Sequence[Pair], gold: Golds) -> bool:
    """Measure anew how the models of a family compare with IBM Model 1. False where nothing of that is kept, none of
    these models takes part in it, or its gold set is not at hand."""
    family = next(iter(names)).partition("/")[0]
    kept = read_comparison(root / family)
    if kept is None or kept.gold not in gold or not {*kept.models} & {*names}:
        return False
    bundles = (load_bundle(name, root) for name in kept.models)
    found = compare_aligners(FAMILIES[family], pairs, (kept.gold, gold[kept.gold]), bundles, kept.longest)
    write_json(root / family / ALIGNERS_FILE, found.to_dict())
    return True


def _copy(run: Path, folder: Path) -> None:
    """What training left that the app needs."""
    folder.mkdir(exist_ok=True)
    for name in ("model.safetensors", "config.json", "history.json"):
        shutil.copyfile(run / name, folder / name)
    for side in SIDES:
        shutil.copyfile(run.parent / side, folder.with_name(side))
