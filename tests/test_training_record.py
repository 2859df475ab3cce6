"""The record of a training: worked by hand, and as it is shipped."""

import json
from pathlib import Path

import numpy as np
import pytest

from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.data.examples import Example, read_examples
from seq2seq.evaluation.training_record import (
    MonitoredSentence,
    alignment_errors,
    first_look,
    gold_tokens,
    read_record,
    record_from_history,
    update_entropy,
)
from seq2seq.trace.links import parse_links

EXAMPLE = Example(
    "negation",
    "我不喝。",
    ("我", "不", "喝", "。"),
    "I don't drink.",
    ("I", "do", "n't", "drink", "."),
    parse_links("0-0 1?1 1-2 2-3 3-4"),
)
SOURCE, TARGET = ("我", "不", "喝", "。", "</s>"), ("▁I", "▁don", "'", "t", "▁drink", ".", "</s>")


def heavy(*columns: int) -> list[list[float]]:
    """A row for each column given, with 0.6 there and 0.1 elsewhere."""
    return [[0.6 if column == at else 0.1 for column in range(5)] for at in columns]


PROBE_WEIGHTS = np.array([heavy(0, 0, 0, 0, 0, 0, 0), heavy(0, 1, 1, 1, 2, 3, 4)])
PROBE = MonitoredSentence("我不喝。", SOURCE, TARGET, PROBE_WEIGHTS)


def history(**changes: object) -> dict:
    """Two epochs of 100 and 300 pieces; recorded at updates 0, 10 and 40 with two heads."""
    epoch = {"loss": 2.0, "valid_loss": 3.0, "bleu": 10.0, "entropy": 1.5}
    recorded = [{"update": update, "weights": [[[[1.0, 0.0], [0.0, 1.0]]]]} for update in (0, 10, 40)]
    probes = [{"text": "我", "source": ["我", "</s>"], "target": ["▁I"]}]
    epochs = [epoch | {"epoch": 1, "seconds": 5.0, "pieces": 100}, epoch | {"epoch": 2, "seconds": 20.0, "pieces": 400}]
    return {"epochs": epochs, "moments": recorded, "probes": probes} | changes


def test_the_pieces_of_an_epoch_say_its_update_and_recorded_updates_lie_between_epochs_in_time() -> None:
    record = record_from_history(history())
    assert record.updates.tolist() == [0, 10, 40]
    assert record.epochs["update"].tolist() == [10, 40]  # a quarter of all pieces, a quarter of all updates
    assert record.seconds.tolist() == [0, 5, 20]
    assert record.epochs["valid_loss"].tolist() == [3, 3]


def test_weights_are_the_mean_of_all_heads() -> None:
    (probe,) = record_from_history(history()).probes
    assert probe.weights.tolist() == [[[0.5, 0.5]]] * 3


def test_pieces_are_joined_to_words_by_sums_of_columns_and_means_of_rows() -> None:
    words = PROBE.by_words()
    assert words.target == ("▁I", "▁don't", "▁drink", ".", "</s>")
    assert words.source == SOURCE
    assert words.weights[1][1].tolist() == pytest.approx([0.1, 0.6, 0.1, 0.1, 0.1])


def test_the_gold_links_of_a_probe_are_those_of_the_example() -> None:
    gold = gold_tokens(PROBE, [EXAMPLE])
    assert gold is not None
    assert gold.rows == [[0], [1], [1, 2, 3], [4], [5]]
    assert gold_tokens(PROBE, []) is None


def test_the_alignment_error_at_each_recorded_update_by_hand() -> None:
    # At first every token looks at 我: five links, one of them right. Four links are sure.
    # 1 − (1 + 1) / (5 + 4) = 7 / 9. In the end all five are possible and four of them sure: 1 − (4 + 5) / (5 + 4) = 0.
    assert alignment_errors([PROBE], [EXAMPLE]) == pytest.approx((7 / 9, 0))
    assert alignment_errors([PROBE], []) == ()


def test_it_begins_to_look_where_the_error_falls_below_halfway() -> None:
    assert first_look((0.8, 0.9, 0.5, 0.49, 0.2, 0.3)) == 3  # halfway between 0.8 and 0.2 is 0.5
    assert first_look((0.7, 0.7, 0.7)) is None
    assert first_look((0.7, 0.8)) is None
    assert first_look(()) is None


def test_entropy_is_the_mean_of_all_rows_of_all_probes() -> None:
    even = MonitoredSentence("a", ("a", "b"), ("x", "y"), np.array([[[0.5, 0.5], [1, 0]]]))
    sharp = MonitoredSentence("b", ("a", "b", "c", "d"), ("x",), np.array([[[0.25, 0.25, 0.25, 0.25]]]))
    assert update_entropy([even, sharp]) == pytest.approx(((1 + 0 + 2) / 3,))


@pytest.mark.parametrize("broken", [{"moments": []}, {"epochs": []}, {"probes": 3}])
def test_a_history_that_cannot_be_read_is_refused(broken: dict, tmp_path: Path) -> None:
    (tmp_path / "history.json").write_text(json.dumps(history(**broken)), "utf-8")
    with pytest.raises(ValueError, match=r"history\.json"):
        read_record(tmp_path)
    with pytest.raises(ValueError, match=r"history\.json"):
        read_record(tmp_path / "nowhere")


@pytest.mark.parametrize("family", ["zh-en", "en-fr", "small"])
def test_every_shipped_probe_has_links_made_by_hand(family: str) -> None:
    examples = read_examples(PRETRAINED / family / "examples.tsv")
    for probe in read_record(PRETRAINED / family / "additive").probes:
        assert gold_tokens(probe, examples), probe.text


def test_nearly_all_functions_begin_to_look_between_updates_192_and_461() -> None:
    """As the tour says of zh-en."""
    examples = read_examples(PRETRAINED / "zh-en" / "examples.tsv")
    records = {scorer: read_record(PRETRAINED / "zh-en" / scorer) for scorer in CARDS if scorer != "none"}
    looks = {name: first_look(alignment_errors(record.probes, examples)) for name, record in records.items()}
    begun = {int(records[name].updates[at]) for name, at in looks.items() if at is not None}
    assert [name for name, at in looks.items() if at is None] == ["uniform"]
    assert begun == {192, 461}


def test_additive_begins_to_look_during_its_first_epoch_and_uniform_never() -> None:
    examples = read_examples(PRETRAINED / "zh-en" / "examples.tsv")
    record = read_record(PRETRAINED / "zh-en" / "additive")
    errors = alignment_errors(record.probes, examples)
    begun = first_look(errors)
    assert begun is not None
    assert record.updates[begun] == 461
    assert errors[0] > 0.6
    assert errors[-1] < 0.13
    assert first_look(alignment_errors(read_record(PRETRAINED / "zh-en" / "uniform").probes, examples)) is None
