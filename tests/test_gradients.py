"""Gradients over distance: by finite differences, distances by hand, and what the shipped models do with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from seq2seq.analysis.counterfactual import gradient_norms
from seq2seq.analysis.decay import factor_per_step, mean_by_distance
from seq2seq.analysis.gradients import gradient_reach, recurrent_distances, untrained_reach
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.schema import ModelConfig, Request
from seq2seq.decoding.corpus import encode_source
from seq2seq.figures.gradients import ReachLine, reach_curves
from seq2seq.model.batch import collate
from seq2seq.text.special_ids import EOS
from tests.conftest import TINY, Untrained

TEXT, TARGET = "我爱猫。", "I love cats."
STEP = 1e-5


@pytest.mark.parametrize("scorer", ["none", "additive"])
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_gradients_are_those_of_finite_differences(untrained: Untrained, scorer: str, cell: str) -> None:
    bundle = untrained(scorer=scorer, cell=cell)
    bundle.model.double()
    source, ids = encode_source(bundle, TEXT), bundle.target.ids(TARGET)
    batch = collate([(source, ids)])
    embedded = bundle.model.encoder.embedding(batch.src)  # (1, S, embedding)

    def logprobs(embeddings: torch.Tensor) -> torch.Tensor:
        """(T,)"""
        forced = bundle.model.decoder(batch.trg_in, bundle.model.read(embeddings, batch.src_mask))
        logs = bundle.model.decoder.logits(forced.readouts[0]).log_softmax(dim=-1)
        return logs.gather(1, batch.trg_out[0][:, None])[:, 0]

    slopes = torch.zeros(*batch.trg_out.shape[1:], *embedded.shape[1:], dtype=torch.float64)  # (T, S, embedding)
    for position in range(embedded.shape[1]):
        for unit in range(embedded.shape[2]):
            shift = torch.zeros_like(embedded)
            shift[0, position, unit] = STEP
            slopes[:, position, unit] = (logprobs(embedded + shift) - logprobs(embedded - shift)) / (2 * STEP)
    norms = gradient_reach(bundle, TEXT, TARGET).norms
    np.testing.assert_allclose(norms, slopes.norm(dim=-1).numpy(), rtol=1e-4, atol=1e-9)


def test_distances_count_the_updates_of_states() -> None:
    forward = ModelConfig(9, 9, bidirectional=False)
    assert recurrent_distances(forward, 3, 2).tolist() == [[3, 2, 1], [4, 3, 2]]
    both = ModelConfig(9, 9)
    assert recurrent_distances(both, 4, 2).tolist() == [[1, 2, 2, 1], [2, 3, 3, 2]]
    assert recurrent_distances(replace(both, scorer="none"), 4, 2).tolist() == [[1, 2, 2, 1]] * 2
    at_once = ModelConfig(9, 9, encoder="self_attention", bidirectional=False)
    assert recurrent_distances(at_once, 3, 1).tolist() == [[1, 1, 1]]


def test_the_mean_of_a_distance_is_geometric_and_the_factor_is_the_slope_of_the_logarithm() -> None:
    norms, distances = np.array([[8.0, 2.0], [8.0, 2.0]]), np.array([[1, 2], [2, 3]])
    assert mean_by_distance(norms, distances) == pytest.approx({1: 8, 2: 4, 3: 2})
    assert factor_per_step(norms, distances) == pytest.approx(0.5)
    assert factor_per_step(np.array([[3.0]]), np.array([[1]])) == 1


def test_a_gradient_that_is_zero_is_left_out() -> None:
    norms, distances = np.array([[0.0, 2.0, 1.0]]), np.array([[1, 2, 3]])
    assert mean_by_distance(norms, distances) == pytest.approx({2: 2, 3: 1})
    assert factor_per_step(norms, distances) == pytest.approx(0.5)
    assert factor_per_step(np.zeros((1, 3)), distances) == 1


def test_the_gradients_are_those_of_the_suite(untrained: Untrained) -> None:
    bundle = untrained(scorer="general")
    ids = [*bundle.target.ids(TARGET), EOS]
    expected = gradient_norms(bundle, Request(bundle.name, TEXT), ids)
    np.testing.assert_allclose(gradient_reach(bundle, TEXT, TARGET).norms, expected, rtol=1e-4)


def test_recurrence_alone_is_nothing_where_no_state_reaches_the_next_step(untrained: Untrained) -> None:
    bundle = untrained(scorer="additive", cell="rnn")
    assert gradient_reach(bundle, TEXT, TARGET).recurrent_norms.min() > 0
    with torch.no_grad():
        for name, parameter in bundle.model.decoder.named_parameters():
            if "weight_hh" in name:
                parameter.zero_()
    cut = gradient_reach(bundle, TEXT, TARGET)
    assert cut.recurrent_norms.max() == 0
    assert cut.norms.min() > 0


def test_the_norm_that_is_clipped_is_that_of_a_training_step(untrained: Untrained) -> None:
    bundle = untrained(scorer="dot")
    reach = gradient_reach(bundle, TEXT, TARGET)
    model = bundle.model.requires_grad_()
    model.loss(collate([(encode_source(bundle, TEXT), bundle.target.ids(TARGET))])).backward()
    assert reach.parameter_norm == pytest.approx(
        float(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)), rel=1e-5
    )


def test_untrained_models_are_drawn_anew_from_the_seed_and_leave_other_random_numbers_alone(
    untrained: Untrained,
) -> None:
    bundle = untrained(scorer="additive", seed=5)
    torch.manual_seed(11)
    expected = torch.rand(3)
    torch.manual_seed(11)
    reach = untrained_reach(bundle, TINY.cell, 5, TEXT, TARGET)
    assert torch.equal(torch.rand(3), expected)
    np.testing.assert_allclose(reach.norms, gradient_reach(bundle, TEXT, TARGET).norms, rtol=1e-5)
    assert not np.allclose(untrained_reach(bundle, "lstm", 5, TEXT, TARGET).norms, reach.norms)


def test_attention_is_a_short_cut_of_the_gradient() -> None:
    text = "我昨天在图书馆看见你的朋友和他的老师一起喝茶。"
    target = "I saw your friend and his teacher drinking tea together in the library yesterday."
    reach = untrained_reach(load_bundle("zh-en/additive"), "", 1, text, target)
    means = (mean_by_distance(norms, reach.distances) for norms in (reach.norms, reach.recurrent_norms))
    attending, recurrent = means
    assert attending[23] == pytest.approx(6.6e-2, rel=0.05)
    assert recurrent[23] == pytest.approx(8.2e-5, rel=0.05)
    assert factor_per_step(reach.recurrent_norms, reach.distances) < 0.75


def test_panels_share_one_title_of_their_axes() -> None:
    """On a phone two titles beside each other would overlap."""
    line = ReachLine(np.ones((1, 2)), np.array([[1, 2]]), "#000000")
    figure = reach_curves({"Untrained": {"a": line}, "Trained": {"a": line}}, "State updates", "Norm").to_dict()
    layout = figure["layout"]
    assert [annotation["text"] for annotation in layout["annotations"]] == ["Untrained", "Trained"]
    assert layout["xaxis"]["title"]["text"] == "State updates" and "title" not in layout["xaxis2"]
    assert layout["yaxis"]["title"]["text"] == "Norm" and "title" not in layout["yaxis2"]


def test_a_transformer_has_no_recurrent_steps_to_measure(untrained: Untrained) -> None:
    bundle = untrained(decoder="transformer")
    with pytest.raises(ValueError, match="a Transformer has no recurrent cells"):
        gradient_reach(bundle, TEXT, TARGET)
    assert untrained_reach(bundle, "lstm", 5, TEXT, TARGET).norms.any()
