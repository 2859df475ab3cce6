"""What the lessons on the network and the paths tell of its numbers, against the models that ship. Each entry quotes
its lesson."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pages.ui.features.lessons.lesson import query_of, read_path
from seq2seq.analysis.decay import factor_per_step
from seq2seq.analysis.explain_step import explain
from seq2seq.analysis.gradients import GradientReach, gradient_reach, receptive_field, untrained_reach
from seq2seq.analysis.step_explainer import open_box
from seq2seq.config.arrays import Array
from seq2seq.config.schema import Request
from seq2seq.experiments.clinic.collection import NAMES
from tests.lessons import CAT, PHONE, card, model, tells

LOVE = "我爱你"


def terms(name: str, box: str, entry: int | None = None) -> dict[str, Array]:
    """The lines of a box for 我爱你, by their symbols."""
    opened = open_box(explain(model(name).bundle, Request(name, LOVE)), box, entry)
    return {term.symbol: np.asarray(term.value) for term in opened.terms}


def told(value: Any, *figures: float) -> None:
    assert np.asarray(value) == pytest.approx(figures, abs=0.0051)


# -- the cell


def test_the_rnn_by_hand() -> None:
    assert tells(13, "The sum is (1.12, 3.91), and its tanh (0.81, 1.00) is the new state.")
    lines = terms("small/dot", "forward")
    told(lines["→h_{i−1}"][0], 0, 0)
    told(lines["a"][0], 1.12, 3.91)
    told(lines["→h_i"][0], 0.81, 1.00)
    assert tells(13, "There the earlier state is just this (0.81, 1.00).")
    told(lines["→h_{i−1}"][1], 0.81, 1.00)
    assert tells(13, "1.42 comes from the embedding and 0.38 from the earlier state: tanh(1.80) = 0.95.")
    entry = terms("small/dot", "forward", 0)
    told([entry[symbol][1] for symbol in ("W x_i + b", "U →h_{i−1} + b", "a", "→h_i")], 1.42, 0.38, 1.80, 0.95)
    assert tells(13, "they are the same") and len(entry["W[1]"]) == len(entry["U[1]"]) == 1


def test_the_gates_of_the_gru_mix_as_its_equation_says() -> None:
    assert tells(13, "h_i = (1 − z) ⊙ n + z ⊙ h_{i−1}") and tells(13, "These states have 128 numbers per direction")
    lines = terms("zh-en/additive", "forward")
    z, n, before, after = (lines[symbol] for symbol in ("z", "n", "→h_{i−1}", "→h_i"))
    assert after.shape[1] == 128 and after == pytest.approx((1 - z) * n + z * before, abs=1e-6)


def test_the_memory_of_the_lstm_by_hand() -> None:
    assert tells(13, "0.25 was in memory, f = 0.37 of it stays, and i ⊙ g adds 0.37")
    lines = terms("zh-en/additive@lstm", "forward", 0)
    told([lines[symbol][1] for symbol in ("c′", "f", "i ⊙ g")], 0.25, 0.37, 0.37)
    assert lines["c"][1] == pytest.approx((lines["f"] * lines["c′"] + lines["i ⊙ g"])[1], abs=1e-6)
    assert lines["→h_i"][1] == pytest.approx((lines["o"] * np.tanh(lines["c"]))[1], abs=1e-6)


def test_a_state_is_both_directions_and_the_embedding() -> None:
    assert tells(13, "(0.95, −1.00, −0.97, −1.00) + (1.47, −0.27, −0.32, 2.45) = (2.42, −1.27, −1.29, 1.45)")
    lines = terms("small/dot", "state")
    told(lines["[→h_i; ←h_i]"][1], 0.95, -1.00, -0.97, -1.00)
    told(lines["x_i"][1], 1.47, -0.27, -0.32, 2.45)
    told(lines["h_i"][1], 2.42, -1.27, -1.29, 1.45)


# -- the whole step


def test_the_whole_step_by_hand() -> None:
    assert tells(14, "(0.97, 1.00, −1.00, 0.07)") and tells(14, "(0.78, 0.11, 0.51, 1.19)")
    assert tells(14, "(0.79, 0.97, −0.99, −0.56)") and tells(14, "(0.03, 2.85, −0.54, −2.17)")
    assert tells(14, "(−0.95, −0.99, −0.97, −1.00)") and tells(14, "(−0.44, −5.41, −1.66, −2.83)")
    told(terms("small/dot", "start")["s_0"][0], 0.97, 1.00, -1.00, 0.07)
    inputs = terms("small/dot", "input")["y_{t−1}"]
    told(inputs[0], 0.78, 0.11, 0.51, 1.19)
    told(inputs[1], -0.44, -5.41, -1.66, -2.83)
    told(terms("small/dot", "cell")["s_t"][0], 0.79, 0.97, -0.99, -0.56)
    told(terms("small/dot", "context")["c_t"][0], 0.03, 2.85, -0.54, -2.17)
    told(terms("small/dot", "readout")["o_t"][0], -0.95, -0.99, -0.97, -1.00)
    assert tells(14, "the weights are 0.92 on 我, 0.03 on 爱, 0.05 on 你")
    told(model("small/dot")(LOVE).alignment[0, :3], 0.92, 0.03, 0.05)


def test_the_probability_of_a_word_by_hand() -> None:
    assert tells(14, "0.42 + 5.35 + 1.61 + 2.83 − 1.07 = 9.14")
    assert tells(14, "e to the power of 9.14 − 9.17") and tells(14, "That is 0.97.")
    lines = terms("small/dot", "logits")
    told(lines["E_w ⊙ o_t"][0], 0.42, 5.35, 1.61, 2.83)
    told([np.ravel(lines[symbol])[0] for symbol in ("b_w", "ℓ_w", "ln Σ exp ℓ", "p")], -1.07, 9.14, 9.17, 0.97)
    assert tells(14, "Compare the row of *I* here with the input of step 2: they are the same four numbers.")
    assert lines["E_w"][0] == pytest.approx(terms("small/dot", "input")["y_{t−1}"][1])


# -- gradients


def reach(scorer: str, cell: str | None) -> GradientReach:
    """Trained without a cell; otherwise untrained with it, from the seed of the page."""
    bundle, forced = model(f"zh-en/{scorer}").bundle, "My phone is on your desk."
    if cell is None:
        return gradient_reach(bundle, PHONE, forced)
    training = card(f"zh-en/{scorer}")["training"]
    seed = training.get("before", training)["recipe"]["seed"]
    return untrained_reach(bundle, cell, seed, PHONE, forced)


def test_the_gradient_of_desk_goes_to_the_desk() -> None:
    assert tells(15, "has a gradient of length 2.0 for *desk*; the next longest is that at 手机, with 0.5")
    trained = reach("additive", None)
    row = trained.norms[trained.target.index("▁desk")]
    first, second = np.argsort(row)[:-3:-1]
    assert [trained.source[first], trained.source[second]] == ["桌子", "手机"]
    assert [round(float(row[at]), 1) for at in (first, second)] == [2.0, 0.5]


FACTORS = [
    ("none", "", 0.57, "it is × 0.57 without attention: after five steps, 0.06 is left"),
    ("additive", "", 0.96, "With *Additive* it is × 0.96"),
    ("none", None, 0.92, "× 0.92 without attention, × 0.89 with it"),
    ("additive", None, 0.89, "× 0.92 without attention, × 0.89 with it"),
    ("none", "rnn", 0.95, "× 0.95 before training"),
    ("none", "gru", 0.57, "begin half open: × 0.57 and × 0.49"),
    ("none", "lstm", 0.49, "begin half open: × 0.57 and × 0.49"),
]


@pytest.mark.parametrize(("scorer", "cell", "factor", "quote"), FACTORS)
def test_a_gradient_is_multiplied_at_each_step_by_what_is_told(
    scorer: str, cell: str | None, factor: float, quote: str
) -> None:
    assert tells(15, quote)
    measured = reach(scorer, cell)
    assert factor_per_step(measured.norms, measured.distances) == pytest.approx(factor, abs=0.0101)
    assert round(0.57**5, 2) == 0.06


# -- self-attention


def test_what_reaches_a_state_is_as_told() -> None:
    assert tells(16, "After three layers of the convolution, 4 of the 10 pieces reach the state of 我.")
    field = receptive_field(model("zh-en/additive@conv").bundle, PHONE)
    assert (len(field.reaches), len(field.source)) == (3, 10)
    assert int(field.reaches[-1][0].sum()) == 4 and set(field.norms[-1][0][~field.reaches[-1][0]]) == {0}
    assert tells(16, "all pieces reach it in the first layer")
    assert receptive_field(model("zh-en/additive@self_attention").bundle, PHONE).reaches[0].all()


def test_heads_look_where_is_told() -> None:
    assert tells(16, "two layers with four heads each")
    assert tells(16, "In layer 2, head 3, 猫 has a weight of 0.99 on 的, and 你 has 0.99 on 比")
    trace = model("zh-en/multi_head@transformer")(CAT)
    pieces, heads = trace.source.pieces, np.asarray(trace.encoder_attention)
    assert heads.shape[:2] == (2, 4)
    for piece, before in (("猫", "的"), ("你", "比")):
        row = heads[1, 2, pieces.index(piece)]
        assert (
            pieces[int(row.argmax())] == before == pieces[pieces.index(piece) - 1]
            and round(float(row.max()), 2) == 0.99
        )
    assert tells(16, "where 你 looks at 狗")
    assert pieces[int(heads[1, 0, pieces.index("你")].argmax())] == "狗"
    assert tells(16, "At the first step there is only `<s>`, with weight 1.")
    steps = np.asarray(trace.decoder_attention)
    assert steps[:, :, 0, 0].tolist() == [[1] * 4] * 2 and np.triu(steps, 1).max() == 0


def test_where_attention_went_is_as_measured() -> None:
    assert tells(16, "*No attention* has 22.8 BLEU, *Additive* 32.0, and this Transformer 30.9")
    cards = [card(f"zh-en/{name}") for name in ("none", "additive", "multi_head@transformer")]
    assert [round(each["test"]["bleu"], 1) for each in cards] == [22.8, 32.0, 30.9]
    assert tells(16, "All three have about three million parameters.")
    assert all(2.9e6 < each["parameters"] < 3.2e6 for each in cards)


# -- the four kinds


def test_the_four_kinds_are_as_told() -> None:
    assert tells(17, "each *a* has 0.17 of the weight, each other letter 0.05")
    counting = model("counting/additive")("abacada")
    assert counting.text == model("counting/none")("abacada").text == "4"
    letters = dict(zip(counting.source.pieces, counting.alignment[0], strict=True))
    told([letters[letter] for letter in "abcd"], 0.17, 0.05, 0.05, 0.05)

    assert tells(17, "1 and 7 share the weight, 0.55 and 0.45")
    names = model("number-names/additive")("3417")
    assert names.text == "three thousand four hundred seventeen"
    told(names.alignment[4, 2:4], 0.55, 0.45)

    assert tells(17, "the weights form a diagonal: 0.94, 0.98 and 0.92")
    letter = model("next-letter/additive")("hal")
    assert letter.text == model("next-letter/location")("hal").text == "ibm"
    told(np.diag(letter.alignment)[:3], 0.94, 0.98, 0.92)

    assert tells(17, "Eight pieces become ten")
    water = model("zh-en/additive")("老师给了我一杯水。")
    assert (len(water.source.pieces), len(water)) == (8, 10)
    assert tells(17, "Step to the last 3 of the date: it looks at the day.")
    dates = model("dates/additive")("March 3, 2021")
    assert dates.text == "2021-03-03" and dates.source.pieces[int(dates.alignment[9].argmax())] == "3"


# -- paths


def links(path: str) -> list[dict[str, str]]:
    return [query_of(link) for stop in read_path(path, "en").parts for link in stop.links()]


@pytest.mark.parametrize(("path", "listing"), [("order", "state-dropped"), ("by-hand", "softmax-axis")])
def test_a_path_leads_to_the_listing_that_it_means(path: str, listing: str) -> None:
    (number,) = (query["listing"] for query in links(path) if "listing" in query)
    assert NAMES[int(number) - 1] == listing


def test_both_orders_of_attention_are_where_the_path_says() -> None:
    orders = [model(name).bundle.config.order for name in ("addition/additive", "zh-en/additive")]
    assert orders == ["attend_first", "rnn_first"]
    dates = [model(f"dates/additive{variant}").bundle.config for variant in ("", "@attend_first", "@two_layers")]
    assert [config.order for config in dates[:2]] == ["rnn_first", "attend_first"]
    assert dates[2].encoder_layers == 2 or dates[2].decoder_layers == 2
    assert {"race": "order-attend_first"} in links("order")
