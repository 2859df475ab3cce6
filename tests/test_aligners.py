"""IBM Model 1 and models side by side: on a language whose every word is known, and as the figures ship."""

import json
import shutil
from pathlib import Path

import pytest

from seq2seq.checkpoints.catalog import find_entry
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.cli import printing
from seq2seq.config.places import PRETRAINED
from seq2seq.data.families import FAMILIES
from seq2seq.evaluation.align import GoldSentence
from seq2seq.experiments.aligners import compare_aligners
from seq2seq.experiments.records import ALIGNERS_FILE, MODEL_1, MODEL_1_READ, AlignerComparison, read_comparison
from seq2seq.trace.links import parse_links
from tests.conftest import PAIRS, RunCommand

WORD_FOR_WORD = parse_links("0-0 1-1 2-2 3-3")
GOLD = [
    GoldSentence(("我", "爱", "猫", "。"), ("I", "love", "cats", "."), WORD_FOR_WORD),
    GoldSentence(("她", "看", "书", "。"), ("she", "see", "books", "."), WORD_FOR_WORD),
    GoldSentence(("我", "爱", "猫", "。", "。"), ("I", "love", "cats", ".", "."), WORD_FOR_WORD),
]


@pytest.fixture(scope="module")
def comparison(house: Path) -> AlignerComparison:
    return compare_aligners(FAMILIES["zh-en"], PAIRS, ("tiny", GOLD), [load_bundle("zh-en/additive", house)], longest=4)


def test_where_every_word_has_one_translation_model_1_finds_all_links(comparison: AlignerComparison) -> None:
    assert (comparison.gold, comparison.longest, comparison.sentences, comparison.pairs) == ("tiny", 4, 2, 64)
    for model in (MODEL_1, MODEL_1_READ):
        scores = {score.reading: score.aer for score in comparison.scores if score.model == model}
        assert scores == {"forward": 0, "intersection": 0, "grow-diag-final-and": 0}


def test_a_model_stands_beside_it_by_every_reading_and_by_what_sets_it_apart(comparison: AlignerComparison) -> None:
    assert comparison.models == ("zh-en/additive",)
    readings = [(score.reading, score.less) for score in comparison.scores if score.model in comparison.models]
    assert readings == [
        *(("weights", ""), ("posterior", ""), ("mutual", ""), ("grown", "")),
        *(("mutual", "intersection"), ("grown", "grow-diag-final-and")),
    ]
    own, apart = (comparison.score("zh-en/additive", "mutual", less) for less in ("", "intersection"))
    assert own and apart and apart.aer == own.aer > 0  # Model 1 makes no mistake here
    assert comparison.score("zh-en/dot", "mutual") is None


def test_a_comparison_is_kept_beside_the_models(
    output_of: RunCommand,
    house: Path,
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    comparison: AlignerComparison,
) -> None:
    root = shutil.copytree(house, tmp_path / "pretrained")
    monkeypatch.setattr(printing, "PRETRAINED", root)
    folder = tmp_path / "tiny"
    folder.mkdir()
    for side in ("source", "target"):
        (folder / f"{side}.txt").write_text("".join(f"{' '.join(getattr(pair, side))}\n" for pair in GOLD), "utf-8")
    (folder / "gold.txt").write_text("0-0 1-1 2-2 3-3\n" * 3, "utf-8")
    arguments = ["baseline", "zh-en", "--data", corpus / "train.tsv.gz", "--gold", folder, "--longest", "4"]
    assert f"{MODEL_1} " in output_of(*arguments) and read_comparison(root / "zh-en") is None
    printed = json.loads(output_of(*arguments, "--keep", "--json"))
    stored = read_comparison(root / "zh-en")
    assert stored and stored == AlignerComparison.from_dict(printed) and stored.models == ()
    assert stored.scores == tuple(score for score in comparison.scores if score.model not in comparison.models)


@pytest.mark.parametrize("family", [path.parent.name for path in PRETRAINED.glob(f"*/{ALIGNERS_FILE}")])
def test_the_shipped_comparison_is_of_the_models_that_ship(family: str) -> None:
    """Otherwise: python -m seq2seq baseline …, as docs/results.md has it."""
    shipped = read_comparison(PRETRAINED / family)
    assert shipped and shipped.models == (f"{family}/additive",) and shipped.longest == 15
    card = find_entry(f"{family}/additive").card["alignment"][shipped.gold]
    for reading, sizes in card.items():
        score = shipped.score(f"{family}/additive", reading)
        assert score and score.aer == pytest.approx(sizes["short"]["model"]["aer"], abs=1e-9)
