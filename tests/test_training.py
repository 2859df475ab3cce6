"""Training: it learns what is known, says what it does, and can be stopped anywhere."""

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from seq2seq.checkpoints.catalog import LOCK
from seq2seq.checkpoints.zoo import Bundle, load_model
from seq2seq.config.schema import ModelConfig, TrainConfig
from seq2seq.decoding.corpus import encode_source
from seq2seq.evaluation.evaluate import forced_weights, likelihood
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.text.tokenizer import Tokenizer
from seq2seq.trace.links import parse_links
from seq2seq.training.training import (
    RESUME,
    Corpus,
    Epoch,
    Update,
    learning_rate,
    log_spaced_updates,
    without_final_punctuation,
)
from tests.conftest import PAIRS, TINY, Untrained
from tests.training_runs import CONFIG, RECIPE, UPDATES, history, run

pytestmark = pytest.mark.usefixtures("exact_products")

# -- what is learned

LETTERS = "abcdefgh"


@pytest.mark.slow
@pytest.mark.parametrize("task", ["copy", "reverse"])
def test_a_made_up_task_reaches_its_known_alignment(task: str, tmp_path: Path) -> None:
    draw = random.Random(0)
    words = list(dict.fromkeys("".join(draw.choices(LETTERS, k=draw.randint(3, 7))) for _ in range(1200)))
    letters = Tokenizer.train(words, 4 + len(LETTERS), spaced=False)
    step = -1 if task == "reverse" else 1
    pairs = [(word, word[::step]) for word in words]
    config = ModelConfig(
        12, 12, "additive", embedding=24, encoder_hidden=12, decoder_hidden=24, attention=24, dropout=0.0
    )
    recipe = TrainConfig(8, 32, 0.01, 20, label_smoothing=0.0, precision="fp32")
    events = run(Corpus(letters, letters, pairs[100:], pairs[:50]), tmp_path, recipe, config)
    assert events[-1].chrf > 95
    bundle = Bundle(f"{task}/additive", load_model(tmp_path), letters, letters)
    hits = []
    for source, target in pairs[:50]:
        weights = forced_weights(bundle, encode_source(bundle, source), letters.ids(target)).mean(axis=1)
        hits += (weights[:-1].argmax(axis=1) == np.arange(len(source))[::step]).tolist()
    assert np.mean(hits) > 0.95


def test_the_alignment_of_real_looking_sentences_is_learned(house: Path) -> None:
    figures = json.loads((house / "zh-en" / "additive" / "card.json").read_text("utf-8"))
    assert figures["test"]["bleu"] > 90
    assert figures["offset"]["best"] == 0


# -- events


def test_there_is_an_event_an_update_and_one_an_epoch(texts: Corpus, tmp_path: Path) -> None:
    events = run(texts, tmp_path)
    kinds = [type(event) for event in events]
    assert kinds == ([Update] * UPDATES + [Epoch]) * 3
    updates = [event for event in events if isinstance(event, Update)]
    assert [event.update for event in updates] == list(range(1, 16))
    assert {event.updates for event in updates} == {15}
    epochs = [event for event in events if isinstance(event, Epoch)]
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3]
    pieces = sum(len(texts.target.ids(target)) + 1 for _, target in texts.train)
    assert [epoch.pieces for epoch in epochs] == [pieces, 2 * pieces, 3 * pieces]
    assert epochs[1].loss == pytest.approx(np.mean([update.loss for update in updates if update.epoch == 1]))
    assert epochs[2].loss < epochs[0].loss


def test_figures_of_an_epoch_are_those_of_its_model(texts: Corpus, tmp_path: Path) -> None:
    last = run(texts, tmp_path)[-1]
    fit = likelihood(Bundle("zh-en/additive", load_model(tmp_path), texts.source, texts.target), texts.valid)
    assert last.valid_loss == pytest.approx(fit.loss, rel=1e-3)  # the file is rounded to half precision
    assert last.entropy == pytest.approx(fit.entropy, rel=1e-2)


def test_training_prints_nothing_and_leaves_nothing_partial(
    texts: Corpus, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(texts, tmp_path)
    assert capfd.readouterr() == ("", "")
    assert {path.name for path in tmp_path.iterdir()} == {
        "model.safetensors",
        "config.json",
        "history.json",
        RESUME,
        LOCK,
    }


def test_the_seed_decides_everything(texts: Corpus, tmp_path: Path) -> None:
    for name, seed in {"one": 7, "same": 7, "other": 8}.items():
        run(texts, tmp_path / name, replace(RECIPE, epochs=1, seed=seed))
    first, same, other = ((tmp_path / name / "model.safetensors").read_bytes() for name in ("one", "same", "other"))
    assert first == same
    assert first != other


# -- schedules


def test_the_learning_rate_rises_in_a_line_and_falls_along_half_a_cosine() -> None:
    recipe = TrainConfig(learning_rate=0.8, warmup=4)
    rates = [learning_rate(recipe, update, 12) for update in (0, 1, 3, 4, 6, 8, 10, 12)]
    half = 0.8 * (1 + 0.5**0.5) / 2
    assert rates == pytest.approx([0.2, 0.4, 0.8, 0.8, half, 0.4, 0.8 - half, 0])
    assert learning_rate(replace(recipe, warmup=0), 0, 12) == 0.8


def test_gold_links_of_a_probe_stand_beside_its_pieces(texts: Corpus, tmp_path: Path) -> None:
    source = texts.probes[0][0]
    run(replace(texts, monitored_links={source: parse_links("0-1 1?0")}), tmp_path, replace(RECIPE, epochs=1))
    first, second = history(tmp_path)["probes"]
    assert first["links"] == "0-1 1?0" and "links" not in second


def test_updates_are_log_spaced_from_the_untrained_model_to_the_last() -> None:
    assert log_spaced_updates(1024) == (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
    assert log_spaced_updates(10_000, count=6) == (0, 1, 10, 100, 1000, 10_000)
    assert log_spaced_updates(3) == (0, 1, 2, 3)
    assert log_spaced_updates(1) == (0, 1)


@pytest.mark.parametrize("scorer", ["additive", "multi_head"])
def test_history_keeps_the_whole_weights_of_the_probes(texts: Corpus, tmp_path: Path, scorer: str) -> None:
    run(texts, tmp_path, config=replace(CONFIG, scorer=scorer))
    record = history(tmp_path)
    assert [recorded["update"] for recorded in record["moments"]] == list(log_spaced_updates(15))
    assert [probe["text"] for probe in record["probes"]] == [source for source, _ in texts.probes]
    assert record["probes"][0]["source"] == [*texts.probes[0][0], "</s>"]
    heads = TINY.heads if scorer == "multi_head" else 1
    for recorded in record["moments"]:
        for probe, weights in zip(record["probes"], recorded["weights"], strict=True):
            rows = np.array(weights)
            assert rows.shape == (len(probe["target"]), heads, len(probe["source"]))
            np.testing.assert_allclose(rows.sum(axis=-1), 1, atol=5e-4)
    assert record["moments"][0]["weights"] != record["moments"][-1]["weights"]


def test_the_last_recorded_update_is_the_finished_model(texts: Corpus, tmp_path: Path) -> None:
    run(texts, tmp_path)
    bundle = Bundle("zh-en/additive", load_model(tmp_path), texts.source, texts.target)
    source, target = texts.probes[1]
    weights = forced_weights(bundle, encode_source(bundle, source), texts.target.ids(target))
    np.testing.assert_allclose(history(tmp_path)["moments"][-1]["weights"][1], weights, atol=2e-3)


# -- final marks


@pytest.mark.parametrize(
    ("text", "bare"),
    [("我爱猫。", "我爱猫"), ("What?!", "What"), ("a.b", "a.b"), ("……", "……"), ("", "")],
)
def test_a_final_mark_is_taken_off_unless_it_is_all_there_is(text: str, bare: str) -> None:
    assert without_final_punctuation(text) == bare


def test_sources_without_marks_are_learned_too(texts: Corpus, tmp_path: Path) -> None:
    weights = {}
    for share in (0.0, 1.0):
        run(texts, tmp_path / str(share), replace(RECIPE, unpunctuated=share))
        bundle = Bundle("zh-en/additive", load_model(tmp_path / str(share)), texts.source, texts.target)
        weights[share] = likelihood(bundle, [(source.rstrip("。"), target) for source, target in texts.train]).loss
    assert weights[1.0] < weights[0.0]


# -- precision


@pytest.mark.slow
def test_half_precision_learns_as_full_precision_does(texts: Corpus, tmp_path: Path) -> None:
    losses = {}
    for precision in ("fp32", "medium", "bf16"):
        recipe = replace(RECIPE, precision=precision)
        losses[precision] = run(texts, tmp_path / precision, recipe, replace(CONFIG, dropout=0.0))[-1].valid_loss
    assert losses["medium"] == pytest.approx(losses["fp32"], rel=0.02)
    assert losses["bf16"] == pytest.approx(losses["fp32"], rel=0.02)


# -- teachers and further pairs


@pytest.mark.slow
def test_a_teacher_is_learned_from_in_its_share(texts: Corpus, tmp_path: Path) -> None:
    """A teacher that always says "you see water." is believed when all its translations are drawn."""
    teacher = tuple("you see water." for _ in texts.train)
    losses: dict[float, float] = {}
    for share in (0.0, 1.0):
        taught = replace(texts, teacher_translations=teacher)
        run(taught, tmp_path / str(share), replace(RECIPE, taught=share))
        bundle = Bundle("zh-en/additive", load_model(tmp_path / str(share)), texts.source, texts.target)
        losses[share] = likelihood(bundle, [(source, "you see water.") for source, _ in texts.train]).loss
    assert losses[1.0] < losses[0.0] - 0.2


@pytest.mark.slow
def test_without_a_teacher_the_share_changes_nothing(texts: Corpus, tmp_path: Path) -> None:
    losses = [run(texts, tmp_path / str(share), replace(RECIPE, taught=share))[-1].valid_loss for share in (0.0, 1.0)]
    assert losses[0] == losses[1]


def test_pairs_to_be_met_once_are_dealt_out_over_the_epochs(texts: Corpus, tmp_path: Path) -> None:
    once = PAIRS[40:57]  # 17 in three epochs: 6, 6 and 5 beside the 33
    events = run(replace(texts, once=once), tmp_path)
    assert [event.epoch for event in events if isinstance(event, Update)] == [0] * 5 + [1] * 5 + [2] * 5
    pieces = sum(len(texts.target.ids(target)) + 1 for _, target in (*texts.train, *texts.train, *texts.train, *once))
    assert events[-1].pieces == pieces


def test_a_start_without_the_sentence_is_for_training_alone(untrained: Untrained) -> None:
    bundle = untrained(start_dropout=1.0)
    src = torch.tensor([encode_source(bundle, PAIRS[0][0])] * 2)
    memory = bundle.model.encode(src, torch.ones_like(src, dtype=torch.bool))
    assert bundle.model.start(memory).hidden[0].abs().sum() > 0
    bundle.model.train()
    start = bundle.model.start(memory).hidden[0]
    assert torch.equal(start, torch.tanh(recurrent(bundle.model.decoder).bridge.bias).expand_as(start))
