"""Figures of receptive fields and of the recorded updates of a training, on hand-made numbers."""

from typing import Any

import numpy as np
import pytest

from seq2seq.analysis.gradients import ReceptiveField
from seq2seq.figures.gradients import field_curves, field_matrix, field_table, layer_means, update_curves, update_table
from seq2seq.figures.style import STEP

REACHES = np.array([[[True, True, False], [True, True, True], [False, True, True]], np.ones((3, 3), dtype=bool)])
NORMS = np.where(REACHES, 4.0, 0.0)
NORMS[0, 0, 1], NORMS[1, 0, 2] = 1.0, 16.0
FIELD = ReceptiveField(("<a>", "b", "</s>"), REACHES, NORMS)
UPDATES = {"With <b>": {0: {1: 1.0, 2: 0.5}, 1000: {1: 2.0, 2: 1.0}}, "Without": {0: {1: 3.0}}}


def test_what_has_no_way_is_crossed_out_and_has_no_colour() -> None:
    cells, crosses = field_matrix(FIELD, 0, FIELD.source, ("read", "state"), "#3457d5").to_dict()["data"]
    assert list(zip(crosses["y"], crosses["x"], strict=True)) == [(0, 2), (2, 0)]
    assert np.isnan(cells["z"][0][2]) and cells["z"][0][1] == 0.0 and cells["z"][0][0] == pytest.approx(np.log10(4))
    figure = field_matrix(FIELD, 1, FIELD.source, ("read", "state"), "#3457d5").to_dict()
    assert not figure["data"][1]["x"] and figure["layout"]["xaxis"]["ticktext"][0] == "&lt;a&gt;"


def test_a_field_without_any_gradient_is_drawn_too() -> None:
    none = ReceptiveField(("a",), np.ones((1, 1, 1), dtype=bool), np.zeros((1, 1, 1)))
    assert len(field_matrix(none, 0, ["a"], ("", ""), "#3457d5").to_dict()["data"]) == 2


def test_means_are_geometric_over_what_reaches() -> None:
    means = layer_means(FIELD)
    assert means[1] == pytest.approx({0: 4.0, 1: np.sqrt(8)})  # 1 · 4 · 4 · 4, to the power of a quarter
    assert means[2] == pytest.approx({0: 4.0, 1: 4.0, 2: 8.0})
    first, second = field_curves(FIELD, ["one", "two"], "pieces", "#3457d5").to_dict()["data"]
    assert (first["name"], first["x"], second["x"]) == ("one", [0, 1], [0, 1, 2])
    assert first["opacity"] < second["opacity"] == 1


def test_the_table_of_a_field_has_every_pair() -> None:
    table: Any = field_table(FIELD, FIELD.source)
    assert len(table) == 18
    assert table[~table["reaches"]][["state", "source", "norm"]].to_numpy().tolist() == [
        ["<a>", "</s>", 0.0],
        ["</s>", "<a>", 0.0],
    ]


def test_updates_grow_stronger_and_have_one_legend() -> None:
    figure = update_curves(UPDATES, None, ("steps", "norm"), "after {n}", ("#3457d5", "#777b88")).to_dict()
    assert [(line["name"], line["y"], line["xaxis"]) for line in figure["data"]] == [
        ("after 0", [1.0, 0.5], "x"),
        ("after 1,000", [2.0, 1.0], "x"),
        ("after 0", [3.0], "x2"),
    ]
    assert figure["data"][0]["opacity"] < figure["data"][1]["opacity"] == 1
    assert [line["showlegend"] for line in figure["data"]] == [True, True, False]
    assert figure["layout"]["annotations"][0]["text"] == "With &lt;b&gt;"
    assert [figure["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")] == ["steps", "norm"]


def test_the_chosen_update_stands_out() -> None:
    first, last, other = update_curves(UPDATES, 0, ("steps", "norm"), "after {n}", ("#3457d5", "#777b88")).to_dict()[
        "data"
    ]
    assert first["opacity"] == other["opacity"] == 1 and first["line"] == other["line"] == {"color": STEP, "width": 4}
    assert last["line"] == {"color": "#3457d5", "width": 2}


def test_the_table_of_updates_has_a_column_a_line() -> None:
    table: Any = update_table(UPDATES)
    assert table["With <b>: 1000"].tolist() == [2.0, 1.0] and np.isnan(table.loc[2, "Without: 0"])
