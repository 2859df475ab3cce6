"""Figures on traces made by hand: the numbers drawn, the words beside them, and that text is never markup."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from seq2seq.analysis.suite import Counterfactual, CounterfactualResult, Suite
from seq2seq.config.edits import DeletePiece, Flatten, Shuffle
from seq2seq.config.schema import Request
from seq2seq.figures import alignment
from seq2seq.figures.style import ATTENTION_COLOUR, colour_scale, escape_label
from seq2seq.trace.trace import DecodeTrace
from tests.traces import hand_made


def layout(figure: go.Figure) -> dict[str, Any]:
    return figure.to_dict()["layout"]


def plotly_dict(figure: go.Figure) -> dict[str, Any]:
    """The one thing a figure draws."""
    (only,) = figure.to_dict()["data"]
    return only


def ticks(figure: go.Figure, axis: str) -> dict[int, str]:
    """Position → label."""
    return dict(zip(layout(figure)[axis]["tickvals"], layout(figure)[axis]["ticktext"], strict=True))


def test_weights_are_printed_where_they_do_not_read_as_nothing(trace: DecodeTrace) -> None:
    trace = replace(trace, weights=np.array([[[0.7, 0.3, 0.0]], [[0.004, 0.496, 0.5]]]))
    heat, printed = alignment.print_weights(alignment.alignment_heatmap(trace), trace, "#000", "#fff").to_dict()["data"]
    assert heat["type"] == "heatmap" and printed["hoverinfo"] == "skip"
    assert list(zip(printed["y"], printed["x"], printed["text"], strict=True)) == [
        (0, 0, "0.70"),
        (0, 1, "0.30"),
        (1, 1, "0.50"),
        (1, 2, "0.50"),
    ]
    assert [colour == "#fff" for colour in printed["textfont"]["color"]] == [True, False, False, False]


WEIGHTS = np.array([[[0.7, 0.2, 0.1]], [[0.1, 0.1, 0.8]]])


@pytest.fixture
def trace() -> DecodeTrace:
    return hand_made(WEIGHTS.copy(), ["▁I", "</s>"], ["我", "我", "</s>"])


# -- heatmap


def test_the_heatmap_draws_the_weights_with_a_row_a_step(trace: DecodeTrace) -> None:
    heatmap = plotly_dict(alignment.alignment_heatmap(trace))
    assert np.array_equal(heatmap["z"], WEIGHTS[:, 0])
    assert (heatmap["zmin"], heatmap["zmax"]) == (0, 1)


def test_repeated_pieces_stay_apart_because_axes_are_positions(trace: DecodeTrace) -> None:
    figure = alignment.alignment_heatmap(trace)
    assert ticks(figure, "xaxis") == {0: "我", 1: "我", 2: "↵"}
    assert ticks(figure, "yaxis") == {0: "I", 1: "↵"}
    assert list(plotly_dict(figure)["x"]) == [0, 1, 2] and list(plotly_dict(figure)["y"]) == [0, 1]


def test_the_first_step_is_on_top_under_the_source(trace: DecodeTrace) -> None:
    axes = layout(alignment.alignment_heatmap(trace))
    assert axes["yaxis"]["autorange"] == "reversed" and axes["xaxis"]["side"] == "top"


def test_the_ramp_is_one_hue_that_starts_at_the_background(trace: DecodeTrace) -> None:
    assert colour_scale("#3457d5") == [[0, "rgba(52,87,213,0)"], [1, "rgba(52,87,213,1)"]]
    figure = alignment.alignment_heatmap(trace)
    assert [list(stop) for stop in plotly_dict(figure)["colorscale"]] == colour_scale(ATTENTION_COLOUR)
    assert layout(figure)["plot_bgcolor"] == layout(figure)["paper_bgcolor"] == "rgba(0,0,0,0)"


def test_a_step_is_framed_when_asked_for(trace: DecodeTrace) -> None:
    assert "shapes" not in layout(alignment.alignment_heatmap(trace))
    (frame,) = layout(alignment.alignment_heatmap(trace, step=1))["shapes"]
    assert [frame[side] for side in ("x0", "x1", "y0", "y1")] == [-0.5, 2.5, 0.5, 1.5]
    with pytest.raises(IndexError):
        alignment.alignment_heatmap(trace, step=2)


def test_one_head_or_the_mean_of_all() -> None:
    heads = np.array([[[1.0, 0.0], [0.0, 1.0]]])
    trace = hand_made(heads, ["▁I"], ["我", "</s>"])
    assert plotly_dict(alignment.alignment_heatmap(trace))["z"] == [[0.5, 0.5]]
    assert plotly_dict(alignment.alignment_heatmap(trace, head=1))["z"] == [[0, 1]]
    assert alignment.alignment_table(trace, head=0).to_numpy().tolist() == [[1, 0]]


def test_where_nothing_attends_a_further_column_is_the_one_vector(trace: DecodeTrace) -> None:
    fixed = replace(trace, request=Request("zh-en/none", "我我"))
    figure = alignment.alignment_heatmap(fixed)
    assert plotly_dict(figure)["z"] == [[0, 0, 0, 1]] * 2 and ticks(figure, "xaxis")[3] == "c"
    assert [list(stop) for stop in plotly_dict(figure)["colorscale"]] != colour_scale(ATTENTION_COLOUR)
    numbers = alignment.alignment_table(fixed)
    assert list(numbers.columns) == ["1 我", "2 我", "3 </s>", "4 c"] and numbers["4 c"].tolist() == [1, 1]


def test_forty_by_forty_stays_readable() -> None:
    trace = hand_made(np.full((40, 1, 40), 1 / 40), ["▁word"] * 40, ["我"] * 40)
    figure = alignment.alignment_heatmap(trace)
    assert layout(figure)["height"] >= 40 * 18 and layout(figure)["xaxis"]["tickfont"]["size"] >= 9
    assert len(ticks(figure, "xaxis")) == len(ticks(figure, "yaxis")) == 40


def test_labels_stand_upright_only_where_a_cell_is_too_narrow(trace: DecodeTrace) -> None:
    long = hand_made(WEIGHTS.copy(), ["▁I", "</s>"], ["▁acknowledgement", "我", "</s>"])
    assert layout(alignment.alignment_heatmap(trace))["xaxis"]["tickangle"] == 0
    assert layout(alignment.alignment_heatmap(long))["xaxis"]["tickangle"] == -90


def test_text_is_never_read_as_markup() -> None:
    hostile = ["<b>我</b>", "&lt;", "$x^2$"]
    figure = alignment.alignment_heatmap(hand_made(WEIGHTS.copy(), ["<a href='x'>", "%{z}"], hostile))
    assert ticks(figure, "xaxis") == {0: "&lt;b&gt;我&lt;/b&gt;", 1: "&amp;lt;", 2: "&#36;x^2&#36;"}
    assert ticks(figure, "yaxis") == {0: "&lt;a href='x'&gt;", 1: "%{z}"}
    assert plotly_dict(figure)["customdata"][0][0] == "&lt;a href='x'&gt; ← &lt;b&gt;我&lt;/b&gt;"
    assert plotly_dict(figure)["hovertemplate"] == "%{customdata}<br>%{z:.3f}<extra></extra>"


def test_line_breaks_do_not_survive() -> None:
    assert escape_label("a\nb<br>") == "a‹000A›b&lt;br&gt;"


# -- tables


def test_the_table_is_target_by_source_with_distinct_names(trace: DecodeTrace) -> None:
    frame = alignment.alignment_table(trace)
    assert list(frame.columns) == ["1 我", "2 我", "3 </s>"] and list(frame.index) == ["1 ▁I", "2 </s>"]
    assert (frame.index.name, frame.columns.name) == ("target", "source")
    assert np.array_equal(frame.to_numpy(), WEIGHTS[:, 0])


def test_a_changed_table_leaves_the_trace_alone(trace: DecodeTrace) -> None:
    frame = alignment.alignment_table(trace)
    frame.iloc[0, 0] = 9
    assert trace.alignment[0, 0] == 0.7


# -- the suite


def make_suite() -> Suite:
    """Two steps over two pieces: without a piece the step that looked at it moves by 0.8, or by half."""
    trace = hand_made(np.array([[[0.9, 0.1]], [[0.25, 0.75]]]), ["▁I", "</s>"], ["我", "</s>"])

    def variant(
        name: str, delta: list[float], apart: list[float], text: str, at: int | None = None
    ) -> CounterfactualResult:
        counterfactual = Counterfactual(name, (Flatten(),) if at is None else (DeletePiece(at),), at)
        return CounterfactualResult(counterfactual, np.array(delta), np.abs(delta), np.array(apart), text, text != "I")

    flat = variant("uniform", [-1.0, 0.0], [0.5, 0.0], "We")
    first, second = (
        variant("deleted", [-2.0, 0.0], [0.8, 0.0], "I", 0),
        variant("deleted", [0.0, 0.5], [0, 0.5], "I", 1),
    )
    return Suite(trace, (flat, first, second), np.array([[2.0, 1.0], [2.0, 1.0]]))


def test_what_it_looked_at_stands_beside_what_it_needed() -> None:
    figure = alignment.weight_and_deletion_heatmaps(make_suite(), ("looked", "needed")).to_dict()
    looked, needed = figure["data"]
    assert (looked["z"], looked["zmax"]) == ([[0.9, 0.1], [0.25, 0.75]], 1)
    assert (needed["z"], needed["zmax"]) == ([[0.8, 0.0], [0.0, 0.5]], 1)
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["looked", "needed"]
    assert looked["customdata"][1][0] == "↵ ← 我"


def test_the_suites_numbers_are_both_matrices_side_by_side() -> None:
    numbers = alignment.piece_table(make_suite())
    assert list(numbers.columns) == ["weight 1 我", "weight 2 </s>", "variation 1 我", "variation 2 </s>"]
    assert numbers.loc["1 ▁I"].tolist() == [0.9, 0.1, 0.8, 0.0]


def test_every_measure_stands_beside_its_rivals() -> None:
    table = alignment.measures(make_suite(), {"variation": "deletion", "kl": "by bits", "gradient": "slope"})
    assert list(table.index) == ["deletion", "by bits", "slope"]
    assert table["tau"].tolist() == [1, 1, 0]
    assert table["diagonal"].tolist() == [1, 1, 0] and table["permuted"].tolist()[:2] == [1, 1]
    assert all(map(math.isnan, table["others"].tolist()))
    assert table["above"].tolist() == [None] * 3  # two pieces: too short to tell


def test_every_counterfactual_has_a_row_under_a_name_of_its_own() -> None:
    table = alignment.reweighing_table(make_suite(), {"uniform": "alike", "deleted": "without {piece}"})
    assert list(table.index) == ["alike", "without 我", "without ↵"]
    assert table["delta_mean"].tolist() == [0.5, 1.0, 0.25] and table["changed"].tolist() == [1, 0, 0]


def test_several_shuffles_are_one_row_of_their_medians() -> None:
    def shuffled(seed: int, loss: float, text: str) -> CounterfactualResult:
        counterfactual = Counterfactual("shuffled", (Shuffle(seed),))
        return CounterfactualResult(
            counterfactual, np.array([-loss, 0.0]), np.array([loss, 0.0]), np.zeros(2), text, text != "I"
        )

    several = (shuffled(0, 8.0, "They"), shuffled(1, 1.0, "I"), shuffled(2, 2.0, "We"))
    built_suite = make_suite()
    table = alignment.reweighing_table(replace(built_suite, variants=several), {"shuffled": "in other orders"})
    assert table.loc["in other orders"].tolist() == [1.0, 1.0, 0.0, pytest.approx(2 / 3), "They"]
