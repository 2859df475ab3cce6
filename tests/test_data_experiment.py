"""The experiment Data, on a corpus of a few pairs: nested parts, a record that goes on where it was."""

import itertools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from seq2seq.config.schema import TrainConfig
from seq2seq.data.corpus import read_sentence_pairs
from seq2seq.experiments import data
from seq2seq.experiments.data import DataPlaces, record_data
from seq2seq.experiments.records import (
    DATA_PLANS,
    DATA_SHARES,
    DataPlan,
    ExperimentCurve,
    ExperimentRecord,
    missing_shares,
    read_experiment,
)
from tests.conftest import PAIRS, RunCommand

PLAN = DataPlan(1, TrainConfig(batch_size=8, precision="fp32"), "tiny-gold", swapped=False)


@pytest.fixture
def places(corpus: Path, all_tiny_models: Path, tmp_path: Path) -> DataPlaces:
    gold = tmp_path / "tiny-gold"
    gold.mkdir()
    for name, lines in {"source": "我 爱 你\n" * 3, "target": "I love you\n" * 3, "gold": "0-0 1-1 2-2\n" * 3}.items():
        (gold / f"{name}.txt").write_text(lines, "utf-8")
    corpora = tmp_path / "corpora"
    corpora.mkdir()
    (corpora / "zh-en").symlink_to(corpus)
    return DataPlaces(corpora, {"tiny-gold": gold}, tmp_path / "runs", all_tiny_models)


def test_epochs_grow_as_pairs_shrink_and_updates_do_not() -> None:
    epochs = [DATA_PLANS["zh-en"].epochs_of(share) for share in DATA_SHARES]
    assert epochs == [20, 14, 10, 7, 5]
    updates = [share * count for share, count in zip(DATA_SHARES, epochs, strict=True)]
    assert updates == sorted(updates)


def test_each_part_holds_the_smaller_ones(places: DataPlaces) -> None:
    subject = data._read_subject(places, "zh-en", PLAN)
    parts = [list(subject.part(share)) for share in DATA_SHARES]
    assert [len(part) for part in parts] == [round(len(PAIRS) * share) for share in DATA_SHARES]
    assert all(large[: len(small)] == small for small, large in itertools.pairwise(parts))
    whole = list(read_sentence_pairs(places.corpora / "zh-en" / "train.tsv.gz"))
    assert sorted(parts[-1]) == sorted(whole) and parts[-1] != whole


@pytest.mark.slow
@pytest.mark.usefixtures("exact_products")
def test_a_record_grows_by_a_model_and_goes_on_where_it_was(places: DataPlaces, tmp_path: Path) -> None:
    path, steps = tmp_path / "data.json", record_data(places, ExperimentRecord("data", 1), {"zh-en": PLAN})
    for _ in range(3):
        next(steps).write(path)
    half = read_experiment(path)
    assert [len(half.curve("zh-en_bleu", scorer, 1).x) for scorer in ("additive", "none")] == [2, 1]
    *_, whole = record_data(places, half, {"zh-en": PLAN})
    assert {(curve.panel, curve.line) for curve in whole.curves} == {
        ("zh-en_bleu", "none"),
        ("zh-en_bleu", "additive"),
        ("zh-en_aer", "additive"),  # without attention there are no weights to read as links
    }
    for curve in whole.curves:
        assert curve.x == tuple(round(len(PAIRS) * share) for share in DATA_SHARES)
        assert len(curve.y) == len(curve.ci) == len(DATA_SHARES) and all(0 <= y <= 100 for y in curve.y)
    assert half.curve("zh-en_aer", "none", 1).y == whole.curve("zh-en_aer", "none", 1).y[:2]
    assert list(record_data(places, whole, {"zh-en": PLAN})) == []  # nothing is trained again


def test_models_of_another_recipe_are_not_mixed(places: DataPlaces) -> None:
    record = ExperimentRecord("data", 1).with_recipe("zh-en", PLAN.notes())
    with pytest.raises(ValueError, match="trained otherwise"):
        next(record_data(places, record, {"zh-en": replace(PLAN, epochs=2)}))


def test_what_is_missing_is_said_of_each_family() -> None:
    curves = (
        ExperimentCurve("zh-en_bleu", "none", 1, (1, 2, 3), (1, 2, 3), (0, 0, 0)),
        ExperimentCurve("zh-en_bleu", "additive", 1, (1, 2), (1, 2), (0, 0)),
    )
    assert missing_shares(ExperimentRecord("data", 1, curves)) == {
        "zh-en": (Fraction(1, 4), Fraction(1, 2), Fraction(1)),
        "en-fr": DATA_SHARES,
    }


def test_without_corpora_or_gold_the_command_says_what_it_needs(
    error_of: RunCommand, corpus: Path, tmp_path: Path
) -> None:
    out = ["--out", tmp_path / "data.json"]
    assert "has none of zh-en, en-fr" in error_of("experiment", "data", "--corpora", tmp_path, *out)
    (tmp_path / "zh-en").symlink_to(corpus)
    assert "name its folder by --gold" in error_of("experiment", "data", "--corpora", tmp_path, *out)
