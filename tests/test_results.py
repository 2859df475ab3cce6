"""The tables of docs/results.md: what the cards say, and what the document must say."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from pages.ui.features.what_if.explanation import SOURCES
from seq2seq.checkpoints.catalog import Entry, list_entries, write_json
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import ModelConfig, Request
from seq2seq.decoding.translate import translate
from seq2seq.evaluation.commands import CommandFigures
from seq2seq.evaluation.metrics import SentenceFigures
from seq2seq.evaluation.verdicts import read_verdicts
from seq2seq.experiments.records import ALIGNERS_FILE, MODEL_1, AlignerComparison, AlignerScore, EncoderSpeeds
from seq2seq.experiments.results import results_tables, update_document
from tests.conftest import RunCommand

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "results.md"


def entry(scorer: str, aer: float) -> Entry:
    scores = {"model": {"aer": aer}, "diagonal": {"aer": 0.5}}
    alignment = {"eng-cmn-pud": {reading: {"short": scores} for reading in ("weights", "posterior", "mutual", "grown")}}
    test = {"bleu": 30.04, "bleu_ci": 1.25, "chrf": 48.0, "sentences": 1298, "perplexity": 5.256, "entropy": 1.5}
    card = {"test": test, "parameters": 2_940_000, "alignment": alignment, "training": {"seconds": 450}}
    return Entry(f"zh-en/{scorer}", Path(scorer), card)


def test_a_row_has_the_figures_of_a_card_and_dashes_for_what_it_does_not_say() -> None:
    rows = results_tables([entry("none", 0.9), entry("additive", 0.25), entry("additive@2", 0.3)])["zh-en"].splitlines()
    assert rows[2] == "| No attention | 30.0 ± 1.2 | – | 48.0 | 5.26 | – | – | – | 2.94 | – |"
    assert rows[3] == "| Additive | 30.0 ± 1.2 | – | 48.0 | 5.26 | 1.50 | 25.0 | 25.0 | 2.94 | – |"
    assert rows[4].startswith("| Additive, 2 | ")
    assert rows[6] == (
        "Sentences of the test split: 1,298. AER of the diagonal alone, in percent: PUD 50.0. "
        "Minutes of training: median 7.5, from 7.5 to 7.5."
    )


def test_readings_stand_side_by_side() -> None:
    rows = results_tables([entry("additive", 0.25), entry("dot", 0.3)])["links"].splitlines()
    assert rows[0] == "|  | zh-en additive, PUD |"
    assert rows[2] == "| the diagonal | 50.0 |"
    assert {row.rpartition("| ")[2] for row in rows[3:]} == {"25.0 |"}


def test_model_1_stands_beside_the_model_that_is_named(tmp_path: Path) -> None:
    scores = (
        AlignerScore(MODEL_1, "intersection", 0.4142, 0.026),
        AlignerScore("zh-en/additive", "mutual", 0.38849, 0.029),
        AlignerScore("zh-en/additive", "mutual", -0.02571, 0.028, less="intersection"),
    )
    comparison = AlignerComparison("eng-cmn-pud", 15, 207, 27_916, scores)
    write_json(tmp_path / ALIGNERS_FILE, comparison.to_dict())
    named = replace(entry("additive", 0.25), folder=tmp_path / "additive")
    rows = results_tables([named, entry("dot", 0.3)])["ibm-model-1"].splitlines()
    assert rows[0] == "|  | zh-en, PUD (207 pairs) |"
    assert rows[2:6] == [
        "| sentence pairs that Model 1 learned from | 27,916 |",
        "| Model 1, both directions agree (intersection) | 41.4 ± 2.6 |",
        "| Model 1, intersection, gold sentences read | – |",
        "| *Additive*, `mutual` | 38.8 ± 2.9 |",
    ]
    assert rows[9] == "| `mutual` less intersection, on the same resamples | −2.6 ± 2.8 |"


def test_parts_are_put_between_their_marks() -> None:
    before = "A\n<!-- x -->\nold\n<!-- /x -->\nB\n"
    assert update_document(before, {"x": "new \\1\n"}) == "A\n<!-- x -->\nnew \\1\n<!-- /x -->\nB\n"
    with pytest.raises(ValueError, match="<!-- y -->"):
        update_document(before, {"y": ""})


@pytest.mark.slow
def test_the_document_says_what_the_cards_say(
    tmp_path: Path, output_of: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise: python -m seq2seq results --update docs/results.md"""
    monkeypatch.setattr(SentenceFigures, "read", cache(SentenceFigures.read))  # the figures of all models, three times
    document = DOCUMENT.read_text("utf-8")
    parts = results_tables(list_entries())
    assert set(parts) == {
        "zh-en",
        "en-fr",
        "links",
        "ibm-model-1",
        "tasks",
        "readers",
        "commands",
        "sounds",
        "regexes",
    } | {
        "verdicts-zh-en",
        "verdicts-en-fr",
    }
    assert update_document(document, parts) == document
    stale = tmp_path / "results.md"
    stale.write_text(document.replace("| Additive |", "| Subtractive |"), "utf-8")
    output_of("results", "--update", stale)
    assert stale.read_text("utf-8") == document
    # A row of each family and of its verdicts, of the tasks and of the sounds and of expressions, and three of
    # commands.
    assert output_of("results").count("| Additive | ") == 10


@pytest.mark.parametrize("family", ["zh-en", "en-fr"])
def test_verdicts_are_worth_what_is_said_of_them(family: str) -> None:
    """Own weights get a yes at least twice as often as any that know nothing of the sentence: in at most 9 % those of
    another sentence, in at most 2 % all the rest."""
    counted = read_verdicts(PRETRAINED / family)
    assert len(counted) == 12
    for counts in counted:
        foreign = {kind: yes / counts.sentences for kind, yes in counts.yes.items() if kind != "own"}
        assert foreign["other"] <= 0.09
        assert max(share for kind, share in foreign.items() if kind != "other") <= 0.02
        assert counts.yes["own"] >= 2 * max(counts.yes[kind] for kind in foreign)
        assert counts.sentences + counts.too_short == 200


def test_the_level_of_a_verdict_is_told_of_the_families_where_it_was_measured() -> None:
    """In Reverse the words of a length have the same weights."""
    assert "In Chinese → English and English → French, of 200 test sentences a function" in SOURCES
    assert "where positions decide, as in Reverse, the weights of another sentence know as much" in SOURCES
    bundle = load_bundle("reverse/additive")
    first, second = (translate(bundle, Request(bundle.name, word)).alignment for word in ("keyboard", "sentence"))
    assert (first.argmax(axis=1) == second.argmax(axis=1))[:-1].all()


def test_commands_have_a_row_for_each_part() -> None:
    figures = CommandFigures(102, 2.45, 1.0, 4.9, 2.0, 22.04, -12.3, 5.5)
    measured = entry("additive@copy", 0.25)
    test = {
        **measured.card["test"],
        "commands": {"all": figures.to_dict(), "rare": replace(figures, count=9).to_dict()},
    }
    table = results_tables([entry("dot", 0.3), replace(measured, card={**measured.card, "test": test})])["commands"]
    assert table.splitlines()[2:] == [
        "| Additive, copying | all | 102 | 2.5 ± 1.0 | 4.9 ± 2.0 | 22.0 | -12.3 ± 5.5 |",
        "| Additive, copying | with a rare word | 9 | 2.5 ± 1.0 | 4.9 ± 2.0 | 22.0 | -12.3 ± 5.5 |",
    ]


def test_encoders_have_their_quality_and_what_they_cost(tmp_path: Path) -> None:
    """The plain model is called by its own encoder. Without a measurement there are dashes."""
    config = ModelConfig(8, 8, embedding=2, encoder_hidden=3)
    shapes = {"additive": config, "additive@conv": replace(config, encoder="conv", bidirectional=False)}
    for scorer, shape in shapes.items():
        (tmp_path / scorer).mkdir()
        write_json(tmp_path / scorer / "config.json", shape.to_dict())
    entries = [replace(entry(scorer, 0.25), folder=tmp_path / scorer) for scorer in shapes]
    assert results_tables(entries)["readers"].splitlines()[2:] == [
        "| zh-en | Additive, GRU encoder | 30.0 ± 1.2 | 48.0 ± 0.0 | 2.94 | – | – |",
        "| zh-en | Additive, convolutional encoder | 30.0 ± 1.2 | 48.0 ± 0.0 | 2.94 | – | – |",
    ]
    EncoderSpeeds((4, 8), {"additive": (1.0, 2.0)}).write(tmp_path)
    rows = results_tables(entries)["readers"].splitlines()
    assert rows[2].endswith("| 1 / 2 | 0.00041 / 0.00082 |")  # 2 × 3 × (6 + 9) + 12 multiplications a piece
    assert rows[3].endswith("| – | – |")


def test_all_right_is_not_certainty() -> None:
    """The exact binomial interval of 300 of 300 begins where 300 in a row have a chance of 2.5 %."""
    assert "at least 98.8 % are" in " ".join(DOCUMENT.read_text("utf-8").split())
    assert round(100 * 0.025 ** (1 / 300), 1) == 98.8
    assert "100.0 ± 0.0" not in DOCUMENT.read_text("utf-8")


def test_the_sounds_of_words_have_a_table_of_their_own() -> None:
    measured = entry("local_m", 0.25)
    test = {**measured.card["test"], "accuracy": 0.414, "symbol_error_rate": 0.1349}
    model = replace(measured, name="g2p/local_m", card={**measured.card, "test": test})
    table = results_tables([measured, model])["sounds"].splitlines()
    assert table[2:] == ["| Local, monotonic | 41.4 ± 2.7 | 13.5 | 5.26 |"]
