"""card.json: every figure in it can be had again from the model it speaks of."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.data.examples import read_examples
from seq2seq.decoding.corpus import translate_all
from seq2seq.evaluation.align import READINGS
from seq2seq.evaluation.evaluate import likelihood, measure
from seq2seq.evaluation.metrics import LENGTHS, corpus_scores
from seq2seq.evaluation.model_card import make_card, read_gold_folder, translation_figures
from tests.conftest import PAIRS

TEST = list(PAIRS[::5])
GOLD = {
    "source": "我 爱 猫 。\n她 看 书 。\n",
    "target": "I love cats .\nshe see books .\n",
    "gold": "0-0 1-1 2-2\n" * 2,
}


@pytest.fixture(scope="module")
def trained(house: Path) -> Bundle:
    return load_bundle("zh-en/additive", house)


@pytest.fixture(scope="module")
def published(house: Path) -> dict[str, Any]:
    return json.loads((house / "zh-en" / "additive" / "card.json").read_text("utf-8"))


def figures_of(trained: Bundle, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    return translation_figures(trained, measure(trained, pairs))


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    for name, text in GOLD.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    return tmp_path


def test_a_card_says_what_the_model_is_and_how_it_was_made(published: dict[str, Any], trained: Bundle) -> None:
    assert published["model"] == "zh-en/additive"
    assert published["parameters"] == sum(p.numel() for p in trained.model.parameters())
    assert published["training"]["seconds"] > 0
    assert published["training"]["command"].startswith("python -m seq2seq")
    assert published["training"]["recipe"]["epochs"] == 16
    assert "Tatoeba" in published["data"]["credit"]
    assert published["data"]["licence"] == "CC BY 2.0 FR"


def test_figures_of_a_published_card_can_be_had_again(published: dict[str, Any], trained: Bundle) -> None:
    scores = corpus_scores(translate_all(trained, [s for s, _ in TEST]), [[t] for _, t in TEST])
    figures = published["test"]
    assert figures["sentences"] == len(TEST)
    assert (figures["bleu"], figures["chrf"]) == pytest.approx((scores.bleu, scores.chrf), rel=1e-12)
    assert figures["perplexity"] == pytest.approx(math.exp(likelihood(trained, TEST).loss), rel=1e-6)


def test_quality_by_length_covers_every_sentence_once(trained: Bundle) -> None:
    pairs = [*TEST, ("我", "I"), ("我爱猫。" * 3, "I love cats. " * 3), ("书" * 20, "books")]
    rows = figures_of(trained, pairs)["by_length"]
    assert [row["at_most"] for row in rows] == [5, 15, None]
    assert [row["sentences"] for row in rows] == [len(TEST) + 1, 1, 1]
    assert set(LENGTHS) >= {5, 15}


def test_several_references_of_a_source_are_one_sentence(trained: Bundle) -> None:
    figures = figures_of(trained, [*TEST, (TEST[0][0], "something else."), (TEST[1][0], "and more.")])
    assert figures["sentences"] == len(TEST)
    assert figures["bleu"] == figures_of(trained, TEST)["bleu"]


def test_alignments_are_scored_for_all_pairs_and_the_short_ones(trained: Bundle, gold: Path) -> None:
    card = make_card(trained, measure(trained, TEST), {"tiny": read_gold_folder(gold, swapped=False)}, [], {})[
        "alignment"
    ]["tiny"]
    assert set(card) == set(READINGS)
    assert card["weights"]["all"] == card["weights"]["short"]
    assert set(card["weights"]["all"]) == {"model", "aer_ci", "diagonal", "unknown", "parts"}


def test_a_gold_folder_may_go_the_other_way(gold: Path) -> None:
    (gold / "annotated.txt").write_text("0 1\n2\n")
    first, second = read_gold_folder(gold, swapped=True)
    assert first.source == ("I", "love", "cats", ".")
    assert second.target == ("她", "看", "书", "。")
    assert second.annotated == {2}
    assert first.swapped


def test_the_best_offset_is_found_on_the_examples(trained: Bundle, family: Path) -> None:
    offset = make_card(trained, measure(trained, TEST), {}, read_examples(family / "examples.tsv"), {})["offset"]
    assert offset["best"] == 0
    assert set(offset["aer"]) == {"-2", "-1", "0", "1", "2"}
    assert offset["aer"]["0"] == min(offset["aer"].values())


def test_a_card_is_plain_json(trained: Bundle, gold: Path) -> None:
    card = make_card(
        trained, measure(trained, TEST), {"tiny": read_gold_folder(gold, swapped=False)}, [], {"seconds": 1.5}
    )
    assert json.loads(json.dumps(card, allow_nan=False)) == card
