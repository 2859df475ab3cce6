"""The page Gradients under AppTest, with tiny models."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from tests.app import healthy, open_page, words

SENTENCE = "我昨天买了一本书。"


def figure(app: AppTest, key: str) -> dict[str, Any]:
    (chart,) = [chart for chart in app.get("plotly_chart") if chart.proto.id.endswith(key)]
    return json.loads(chart.proto.spec)


def titles(app: AppTest) -> list[str]:
    return [title["text"] for title in figure(app, "gradient-pairs-figure")["layout"]["annotations"]][:4]


def lines(app: AppTest) -> list[str]:
    return [line["name"] for line in figure(app, "gradients-figure")["data"] if line.get("showlegend")]


def numbers(app: AppTest) -> Any:
    """The table of what a step multiplies the gradient by; the other tables belong to the figures."""
    (table,) = [table.value for table in app.dataframe if "Per step" in table.value.columns]
    return table


def test_with_attention_and_without_before_training_and_after() -> None:
    app = open_page("gradients", {"q": SENTENCE})
    assert titles(app) == [
        "Additive: Untrained",
        "No attention: Untrained",
        "Additive: Trained",
        "No attention: Trained",
    ]
    assert lines(app) == ["Additive", "Additive, recurrence alone", "No attention"]
    assert "I bought a book yesterday." in words(app)  # the example's own translation is forced
    assert figure(app, "gradients-figure")["layout"]["yaxis"]["type"] == "log"
    assert len(figure(app, "gradient-pairs-figure")["data"]) == 4
    assert list(numbers(app).index) == titles(app)


def test_all_cells_are_drawn_untrained_and_the_address_has_it() -> None:
    app = healthy(open_page("gradients", {"q": SENTENCE}).button_group(key="choose-all-cells").set_value(True).run())
    assert titles(app)[:2] == ["Additive: RNN", "No attention: RNN"]
    assert len(figure(app, "gradient-pairs-figure")["data"]) == 6
    assert len(set(numbers(app)["Farthest"])) > 3
    assert app.session_state["values"]["all_cells"] is True
    assert numbers(open_page("gradients", {"q": SENTENCE, "all_cells": "1"})).equals(numbers(app))


def test_a_function_without_attention_is_compared_with_additive() -> None:
    assert titles(open_page("gradients", {"q": SENTENCE, "scorer": "none"}))[0] == "Additive: Untrained"


def test_all_pairs_of_pieces_have_a_number() -> None:
    app = open_page("gradients", {"q": SENTENCE, "all_cells": "1"})
    pairs = [table.value for table in app.dataframe if "norm" in table.value.columns]
    norms = pairs[0]["norm"].to_numpy()
    assert len(pairs) == 1 and bool(np.isfinite(norms).all()) and norms.max() > 0


def test_without_a_sentence_the_page_asks_for_one() -> None:
    app = open_page("gradients", {"q": ""})
    assert not app.get("plotly_chart")
