"""Evaluation: the same figures as sacrebleu's own command line, whatever the batches."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.config.schema import MAX_PIECES
from seq2seq.decoding.corpus import encode_source, translate_all
from seq2seq.decoding.translate import Request, translate
from seq2seq.evaluation.evaluate import forced_weights, likelihood
from seq2seq.evaluation.metrics import corpus_scores
from seq2seq.model.batch import pad
from seq2seq.text.special_ids import BOS, EOS
from seq2seq.trace.trace import EOS_PIECE
from tests.conftest import PAIRS, Untrained

TEXTS = [source for source, _ in PAIRS[::3]] + ["我", "我爱猫。你看书。他找水。", "☃"]


@pytest.fixture(scope="module")
def trained(house: Path) -> Bundle:
    return load_bundle("zh-en/additive", house)


def test_many_translations_are_those_of_the_facade(trained: Bundle) -> None:
    expected = [translate(trained, Request(trained.name, text)).text for text in TEXTS]
    assert translate_all(trained, TEXTS) == expected
    assert len(set(expected)) > 10


@pytest.mark.parametrize("size", [1, 4, 7])
def test_translations_do_not_depend_on_the_batch_size(trained: Bundle, size: int) -> None:
    assert translate_all(trained, TEXTS, size) == translate_all(trained, TEXTS)


def test_translations_come_in_the_order_asked_for(trained: Bundle) -> None:
    assert translate_all(trained, TEXTS[::-1], 4) == translate_all(trained, TEXTS, 4)[::-1]
    assert translate_all(trained, []) == []


@pytest.mark.parametrize("size", [1, 5, 64])
def test_the_fit_depends_neither_on_batch_size_nor_on_order(trained: Bundle, size: int) -> None:
    whole, reordered = likelihood(trained, PAIRS), likelihood(trained, PAIRS[::-1], size)
    assert reordered.loss == pytest.approx(whole.loss, rel=1e-4)
    assert reordered.entropy == pytest.approx(whole.entropy, rel=1e-4)


@pytest.mark.parametrize("scorer", ["additive", "multi_head", "location_aware"])
def test_perplexity_and_entropy_by_folding_steps(untrained: Untrained, scorer: str) -> None:
    bundle, pairs = untrained(scorer=scorer), PAIRS[::9]
    losses, entropies = [], []
    for source, target in pairs:
        memory = bundle.model.encode(*pad([encode_source(bundle, source)]))
        state, ids = bundle.model.start(memory), [*bundle.target.ids(target), EOS]
        for prev, piece in zip([BOS, *ids], ids, strict=False):
            output, state = bundle.model.step(torch.tensor([prev]), state, memory)
            losses.append(-output.logits.log_softmax(-1)[0, piece].item())
            weights = output.weights[0].mean(dim=0)
            entropies.append(-(weights * weights.log2()).sum().item())
    fit = likelihood(bundle, pairs)
    assert math.exp(fit.loss) == pytest.approx(math.exp(np.mean(losses)), rel=1e-4)
    assert fit.entropy == pytest.approx(np.mean(entropies), rel=1e-4)


def test_forced_weights_are_those_of_a_forced_translation(trained: Bundle) -> None:
    source, target = PAIRS[5]
    ids = trained.target.ids(target)
    prefix = (*trained.target.pieces(ids), EOS_PIECE)
    trace = translate(trained, Request(trained.name, source, prefix))
    weights = forced_weights(trained, encode_source(trained, source), ids)
    np.testing.assert_allclose(weights, trace.weights, rtol=1e-4, atol=1e-6)


def test_a_source_is_read_up_to_the_limit(trained: Bundle) -> None:
    ids = encode_source(trained, "我" * 99)
    assert len(ids) == MAX_PIECES
    assert ids[-1] == EOS
    assert encode_source(trained, "") == [EOS]


def test_scores_are_those_of_sacrebleus_command_line(trained: Bundle, tmp_path: Path) -> None:
    sources = [source for source, _ in PAIRS[::2]]
    first = [target for _, target in PAIRS[::2]]
    second = [target.replace("love", "like").replace("home", "the house") for target in first[::-1]]
    translations = translate_all(trained, [*sources[:-3], "☃", "我我我", "书爱。"])
    files = {"found": translations, "first": first, "second": second}
    for name, lines in files.items():
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    places = [str(tmp_path / name) for name in ("first", "second")]
    options = ["-i", str(tmp_path / "found"), "-m", "bleu", "chrf", "--format", "json", "-w", "9"]
    process = subprocess.run(
        [sys.executable, "-m", "sacrebleu", *places, *options], capture_output=True, text=True, check=True
    )
    theirs = {score["name"]: score for score in json.loads(process.stdout)}
    ours = corpus_scores(translations, list(zip(first, second, strict=True)))
    assert ours.bleu == pytest.approx(theirs["BLEU"]["score"], abs=1e-6)
    assert ours.chrf == pytest.approx(theirs["chrF2"]["score"], abs=1e-6)
    assert 20 < ours.bleu < 100
