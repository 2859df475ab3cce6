"""First sentences: which translations count as right, and the table of them."""

import json
from pathlib import Path

import pytest

from seq2seq.cli.inspect import ScoredTranslations, first_sentences_table, score_translations
from tests.conftest import PAIRS, RunCommand


def test_the_nearest_reference_decides() -> None:
    scores = score_translations(
        "dot", ["Hi.", "It's not a visitor."], [["Hello.", "Hi."], ["You're welcome.", "Not at all."]]
    )
    assert scores.right == (True, False)
    assert scores.chrf[0] == pytest.approx(100) and scores.chrf[1] < 30
    assert scores.share == 0.5


def test_right_begins_at_65() -> None:
    assert ScoredTranslations("dot", ("a", "b", "c"), (64.99, 65.0, 65.01)).right == (False, True, True)


def test_every_translation_needs_its_references() -> None:
    with pytest.raises(ValueError, match="shorter"):
        score_translations("dot", ["Hi.", "Bye."], [["Hi."]])


def test_the_table_shows_what_went_wrong() -> None:
    scores = [
        ScoredTranslations("none", ("You | I.", "Bye."), (9, 100)),
        ScoredTranslations("dot", ("Hi.", "Bye."), (100, 100)),
    ]
    assert first_sentences_table("Greetings", ["你好", "再见"], [["Hello.", "Hi."], ["Bye."]], scores).splitlines() == [
        "# Greetings",
        "",
        "✓: chrF of at least 65 against one of the references. Otherwise what the model says.",
        "",
        "|  | a reference | none | dot |",
        "| --- | --- | --- | --- |",
        "| right |  | 50.0% | 100.0% |",
        "| 你好 | Hello. | You \\| I. | ✓ |",
        "| 再见 | Bye. | ✓ | ✓ |",
    ]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The first pairs, the second of them with another reference that is as good."""
    (first, first_target), (second, second_target) = PAIRS[:2]
    path = tmp_path / "firsts.tsv"
    path.write_text(f"{first}\t{first_target}\n{second}\tnothing of the kind\n{second}\t{second_target}\n", "utf-8")
    return path


@pytest.mark.usefixtures("at_house")
def test_the_command_measures_the_models_named(output_of: RunCommand, data: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.md"
    assert output_of("firsts", "zh-en", "--data", data, "--models", "additive", "--table", table).startswith(
        "additive: "
    )
    title, *_, head, _rule, _shares, first, second = table.read_text("utf-8").splitlines()
    assert (title, head) == ("# First sentences, zh-en", "|  | a reference | additive |")
    assert first.startswith(f"| {PAIRS[0][0]} | ") and second.startswith(f"| {PAIRS[1][0]} | ")


@pytest.mark.usefixtures("at_house")
def test_the_command_measures_all_models_and_prints_json(output_of: RunCommand, data: Path) -> None:
    report = json.loads(output_of("firsts", "zh-en", "--data", data, "--json"))
    assert [model["model"] for model in report["models"]] == ["additive", "multi_head"]
    assert report["sources"] == [PAIRS[0][0], PAIRS[1][0]]
    assert all(len(model["chrf"]) == 2 and 0 <= model["share"] <= 1 for model in report["models"])
