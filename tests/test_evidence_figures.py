"""Figures and tables of Evidence on hand-made cards."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from seq2seq.checkpoints.catalog import Entry
from seq2seq.cli.printing import card_summary
from seq2seq.evaluation import tables
from seq2seq.evaluation.metrics import ATTENTION_MEASURES
from seq2seq.evaluation.tables import Checkpoint
from seq2seq.figures import evidence, style
from seq2seq.figures.evidence import FigureStyle

AXES = ["length", "bleu", "chrf", "entropy", "error", "part", "aer", "end", "punctuation", "mass"]
WORDS = dict.fromkeys(AXES, "x <b>")
STYLE = FigureStyle("additive", "uniform", {"additive": "Additive", "uniform": "<i>Uniform</i>"}, WORDS)


def card(bleu: float, aer: float) -> dict[str, Any]:
    rows = [{"at_most": 5, "sentences": 7}, {"at_most": None, "sentences": 3}]
    score = {"aer": aer, "precision": 1 - aer, "recall": 0.5, "sentences": 4}
    sizes = {"model": score, "diagonal": score | {"aer": 0.8}, "parts": [score, score | {"aer": 0.1}]}
    return {
        "parameters": 2_500_000,
        "test": {
            **{"bleu": bleu, "bleu_ci": 1.5, "chrf": bleu + 10, "chrf_ci": 1.0, "perplexity": 5.0},
            **{"entropy": 2.0, "head_entropy": 1.5, "coverage_deviation": 0.5, "end": 0.2, "punctuation": 0.1},
            "by_length": [row | {"bleu": bleu, "bleu_ci": 2.0, "chrf": bleu, "chrf_ci": 2.0} for row in rows],
        },
        "alignment": {"gold": {"weights": {"all": sizes, "short": sizes}}},
    }


FIGURES = (("uniform", 20, 0.9), ("additive", 30, 0.4))
FOUND = tuple(Checkpoint(name, card(bleu, aer), None) for name, bleu, aer in FIGURES)


def test_the_overview_has_what_cards_say_and_nan_for_what_they_do_not() -> None:
    rows: Any = tables.overview_table(FOUND, "gold", "weights").set_index("scorer")
    assert rows.loc["additive", ["bleu", "bleu_ci", "aer", "parameters"]].tolist() == [30, 1.5, 40, 2.5]
    assert pd.isna(rows.loc["additive", ["p", "beam", "milliseconds"]]).all()
    assert tables.overview_table(FOUND, "gold", "mutual")["aer"].isna().to_numpy().all()


def test_there_is_no_bleu_where_it_counts_nothing() -> None:
    """Right translations of fewer than four words have a chrF of 100."""
    short = card(0, 0.4)
    short["test"] |= {"chrf": 100.0, "beam": {"size": 5, "bleu": 0.0, "chrf": 100.0}}
    rows: Any = tables.overview_table((Checkpoint("additive", short, None),), "gold", "weights")
    assert rows[["bleu", "bleu_ci", "beam"]].isna().to_numpy().all()
    assert "BLEU –, chrF 100.0" in card_summary(short | {"alignment": {}})


def test_models_trained_twice_stand_beside_one_another() -> None:
    again = Checkpoint("additive@second_seed", card(30.75, 0.4), None)
    alone = Checkpoint("dot@second_seed", card(29, 0.4), None)
    rows: Any = tables.seed_table((*FOUND, again, alone)).set_index("scorer")
    assert list(rows.index) == ["additive"]
    assert rows.loc["additive", ["bleu", "bleu_2", "bleu_difference"]].tolist() == [30, 30.75, 0.75]
    assert tables.seed_table(FOUND).empty


def test_what_does_not_attend_has_no_figures_of_attention() -> None:
    checkpoints = (Checkpoint("none", card(20, 0.9), None), FOUND[1])
    rows: Any = tables.overview_table(checkpoints, "gold", "weights").set_index("scorer")
    assert rows.loc["none", "bleu"] == 20
    assert pd.isna(rows.loc["none", ["aer", "aer_ci", *ATTENTION_MEASURES]]).all()
    assert tables.gold_sets(checkpoints[:1]) == ()
    assert {
        *tables.part_table(checkpoints, "gold", "weights")["scorer"],
        *tables.reading_table(checkpoints)["scorer"],
    } == {"additive"}


def test_cards_without_figures_and_broken_models_are_left_out() -> None:
    entries = [
        Entry("zh-en/dot", Path("nowhere"), {"test": "?"}),
        Entry("zh-en/none", Path("nowhere"), card(1, 1), "model.safetensors is missing"),
        Entry("zh-en/additive", Path("nowhere"), card(1, 1)),
    ]
    (checkpoint,) = tables.measured_checkpoints(entries)
    assert (checkpoint.scorer, checkpoint.sentences) == ("additive", None)
    assert tables.comparison_table([checkpoint], "additive") == {}


def test_readings_and_parts_are_in_percent() -> None:
    assert tables.part_table(FOUND, "gold", "weights")["aer"].tolist() == pytest.approx([90, 10, 40, 10])
    assert tables.reading_table(FOUND)["diagonal"].unique().tolist() == [80]


def test_everything_is_plain_json() -> None:
    all_rows = tables.all_tables(FOUND, "uniform", "bleu", "gold", "weights")
    assert list(all_rows) == ["checkpoints", "lengths", "errors", "parts", "readings"]
    assert all_rows["checkpoints"][0]["p"] is None and all_rows["lengths"][1]["at_most"] is None


def test_quality_by_length_has_a_band_for_the_chosen_and_the_baseline() -> None:
    figure: Any = evidence.quality_by_length(tables.length_table(FOUND), "bleu", ["1–5", "≥ 6"], STYLE)
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert [list(band.y) for band in bands] == [[22, 22, 18, 18], [32, 32, 28, 28]]
    assert [list(line.y) for line in lines] == [[20, 20], [30, 30]]
    assert lines[0].line.dash == "dash" and [line.line.color for line in lines] == ["#515244", "#3457d5"]
    assert [point[2] for point in lines[1].customdata] == [0, 1]
    assert {note.text for note in figure.layout.annotations} == {"Additive", "&lt;i&gt;Uniform&lt;/i&gt;"}
    lower, higher = sorted(figure.layout.annotations, key=lambda note: note.y)
    assert (lower.yanchor, higher.yanchor) == ("top", "bottom")


def test_points_stand_where_their_numbers_are() -> None:
    rows = tables.overview_table(FOUND, "gold", "weights")
    figures: Any = (evidence.quality_by_error(rows, "bleu", STYLE), evidence.weight_on_marks(rows, STYLE))
    (_others, points), (end, punctuation) = figures[0].data, figures[1].data
    assert (list(points.x), list(points.y)) == ([40, 90], [30, 20])
    assert points.marker.color == ("#3457d5", "#515244")
    assert (list(end.x), list(punctuation.x)) == ([20, 20], [10, 10])


def test_only_the_chosen_and_the_baseline_wear_their_interval() -> None:
    rows = tables.overview_table(FOUND, "gold", "weights")
    figure = evidence.quality_by_error(rows, "bleu", replace(STYLE, baseline="dot")).to_dict()
    assert [list(points["error_y"]["array"]) for points in figure["data"]] == [[0], [1.5]]


@pytest.mark.parametrize(
    ("x", "y", "sides"),
    [
        ([1, 1.1, 9], [1, 1, 9], ["right", "", "left"]),  # the second has a name at its right and a point at its left
        ([0, 7, 8, 10], [1, 1, 1, 1], ["right", "left", "", ""]),
        ([1, 6, 9], [1, 1, 9], ["right", "right", "left"]),
        ([5], [1], ["right"]),
    ],
)
def test_a_name_is_written_over_no_point_and_no_other_name(x: list[float], y: list[float], sides: list[str]) -> None:
    assert style.label_sides(pd.Series(x), pd.Series(y), len(x) * ["Sinusoidal"]) == sides


@pytest.mark.parametrize(("first", "side"), [("Dot", "right"), ("Dot product", ""), ("加性，编码器", "")])
def test_a_name_has_room_beside_a_short_one_and_none_under_a_long_one(first: str, side: str) -> None:
    x, y = pd.Series([0.0, 2.2, 10]), pd.Series([1.0, 1, 9])
    assert style.label_sides(x, y, [first, "Dot", "Dot"]) == ["right", side, "left"]


def test_a_chinese_character_is_wider_than_a_letter() -> None:
    assert style.text_width("加性，RNN") == pytest.approx(3 * 1 + 3 * 0.6)
    assert style.name_width("加性，RNN") == pytest.approx(0.05 + 4.8 * 0.04)


def test_readings_are_written_in_their_cells() -> None:
    names = {"weights": "Weights, plain", "all": "all", "short": "short"}
    figure: Any = evidence.reading_heatmap(tables.reading_table(FOUND), STYLE, names)
    assert [note.text for note in figure.layout.annotations] == ["40.0", "40.0"]
    assert list(figure.layout.yaxis.ticktext) == ["gold · all", "gold · short"]
    assert list(figure.layout.xaxis.ticktext) == ["Weights<br>plain"]


def test_nothing_measured_gives_empty_figures() -> None:
    assert not evidence.error_by_part(tables.part_table((), "gold", "weights"), STYLE).data
    assert not evidence.error_by_entropy(tables.error_table(()), STYLE).data
    assert not evidence.reading_heatmap(tables.reading_table(()), STYLE, {}).layout["annotations"]


def test_what_has_no_readings_has_an_empty_picture() -> None:
    names = {"all": "all", "short": "short"}
    figure: Any = evidence.reading_heatmap(tables.reading_table(FOUND), replace(STYLE, chosen="none"), names)
    assert list(figure.layout.annotations) == []
