"""Experiments: what they measure where the answer is known, and their records."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from pages.ui.features.experiments.texts import EXPERIMENT_TEXTS
from seq2seq.config.places import PRETRAINED
from seq2seq.experiments.records import (
    DATA_PLANS,
    EXPERIMENT_NAMES,
    Divergence,
    ExperimentCurve,
    ExperimentRecord,
    read_experiment,
    record_path,
)
from seq2seq.experiments.synthetic import (
    EXPERIMENTS,
    errors_by_position,
    find_divergence,
    measure_exposure,
    measure_guidance,
    measure_saturation,
    read_saturation,
    record_experiment,
    softmax_derivative,
)
from seq2seq.figures.experiments import divergence_figure, divergence_table, experiment_curves, experiment_table
from seq2seq.training.live.run import LiveRun
from seq2seq.training.live.settings import LiveSettings
from tests.conftest import RunCommand

CURVES = (
    ExperimentCurve("left", "a", 1, (1, 2), (0.0, 1.0)),
    ExperimentCurve("left", "a", 2, (1, 2), (0.5, 0.5)),
    ExperimentCurve("right", "b", 1, (1, 2), (3.0, 4.0)),
)
TITLES = {"left": "Left", "right": "Right", "a": "A", "b": "B"}


def lines(curves: list[ExperimentCurve], panel: str) -> dict[str, np.ndarray]:
    return {curve.line: np.array(curve.y) for curve in curves if curve.panel == panel}


# -- what they measure


def test_the_derivative_of_the_softmax_by_hand() -> None:
    """Of (½, ½): ¼ in each of four cells, so ½. Of (1, 0): 0."""
    assert softmax_derivative(torch.tensor([[0.5, 0.5], [1.0, 0.0]])).tolist() == [0.5, 0.0]


def test_the_derivative_of_the_softmax_is_autograds() -> None:
    scores = torch.tensor([0.3, -1.2, 2.0, 0.1])
    jacobian = torch.autograd.functional.jacobian(lambda s: s.softmax(-1), scores)
    assert isinstance(jacobian, torch.Tensor)
    torch.testing.assert_close(softmax_derivative(scores.softmax(-1)), jacobian.norm())


def test_scores_of_random_vectors_spread_with_the_root_of_the_width() -> None:
    curves = list(EXPERIMENTS["scaling"](1))
    spread, through = lines(curves, "spread"), lines(curves, "softmax")
    widths = np.array(curves[0].x)
    np.testing.assert_allclose(spread["plain"], np.sqrt(widths), rtol=0.1)
    np.testing.assert_allclose(spread["scaled"], 1, atol=0.1)
    assert through["plain"][-1] < through["plain"][0] / 5
    np.testing.assert_allclose(through["scaled"], through["scaled"][-1], rtol=0.1)


def test_an_untrained_model_is_wrong_in_the_first_place_either_way() -> None:
    run = LiveRun(LiveSettings(length=4, alphabet=5, width=16, rate=0.005))
    errors = errors_by_position(run)
    assert errors["forced"][0] == errors["free"][0] > 0.5  # before the first piece there is nothing to be told


@pytest.mark.slow
def test_who_goes_on_from_mistakes_makes_more_of_them() -> None:
    curves = list(measure_exposure(1, updates=60))
    free, forced = lines(curves, "free"), lines(curves, "forced")
    assert list(free) == ["1", "0.75", "0.5", "0.25", "0"]
    assert free["1"].mean() > forced["1"].mean() + 0.05


@pytest.mark.slow
def test_guidance_finds_the_diagonal_sooner() -> None:
    curves = list(measure_guidance(1, updates=(0, 50)))
    aer = lines(curves, "addition_aer")
    assert aer["guided"][0] == aer["plain"][0]  # the same model at first
    assert aer["guided"][1] < 0.1 < aer["plain"][1]


def test_saturation_is_read_off_the_states() -> None:
    run = LiveRun(LiveSettings(length=4, alphabet=5, width=16, rate=0.005))
    with torch.no_grad():
        for weight in run.model.encoder.get_submodule("rnn").parameters():
            weight.zero_()
    before = read_saturation(run)
    assert before["gates"] == 0  # all at one half
    with torch.no_grad():
        run.model.encoder.get_parameter("rnn.bias_ih_l0").fill_(9)
    assert read_saturation(run)["gates"] == 1
    assert run.model.training  # it goes on as before


def test_gates_are_those_of_a_gru_alone() -> None:
    with pytest.raises(ValueError, match="only a GRU"):
        read_saturation(LiveRun(replace(LiveSettings(width=16, length=4), cell="lstm")))


@pytest.mark.slow
def test_softmax_lets_less_through_once_the_model_has_learned() -> None:
    curves = list(measure_saturation(1, updates=(0, 60)))
    spread = lines(curves, "spread")
    assert set(spread) == {"dot", "scaled_dot", "additive"}
    assert all(values[1] > values[0] for values in spread.values())


# -- records


def test_every_lens_has_a_name_and_texts() -> None:
    assert {*EXPERIMENTS, "data", "cells"} == set(EXPERIMENT_NAMES) == set(EXPERIMENT_TEXTS)


def test_the_shipped_record_of_data_has_the_plans_recipe() -> None:
    record = read_experiment(record_path("data", PRETRAINED))
    assert {curve.panel for curve in record.curves} <= set(EXPERIMENT_TEXTS["data"].titles)
    assert all(DATA_PLANS[family].notes() == recipe for family, recipe in record.recipe.items())
    bleu = {line: record.curve("zh-en_bleu", line, 1).y for line in ("none", "additive")}
    assert all(with_it > without for with_it, without in zip(bleu["additive"], bleu["none"], strict=False))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_shipped_record_has_titles_for_its_panels_and_lines(name: str) -> None:
    record = read_experiment(record_path(name, PRETRAINED))
    drawn = {curve.panel for curve in record.curves} | {curve.line for curve in record.curves}
    assert record.name == name and record.seeds >= 3 and drawn == set(EXPERIMENT_TEXTS[name].titles)


def test_a_record_is_written_and_read(tmp_path: Path) -> None:
    record = ExperimentRecord("exposure", 2, CURVES)
    record.write(tmp_path / "exposure.json")
    assert read_experiment(tmp_path / "exposure.json") == record
    assert record.command == "python -m seq2seq experiment exposure --seeds 2"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": 1, "seeds": 2, "curves": [3]}'])
def test_any_other_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(ValueError):  # noqa: PT011 (JSON's own words, or ours)
        read_experiment(tmp_path / "x.json")


def test_the_command_writes_what_is_measured(output_of: RunCommand, tmp_path: Path) -> None:
    output_of("experiment", "scaling", "--seeds", "1", "--out", str(tmp_path / "scaling.json"))
    assert read_experiment(tmp_path / "scaling.json") == record_experiment("scaling", 1)


# -- figures


def test_the_table_has_mean_and_range_over_the_seeds() -> None:
    table = experiment_table(CURVES[:2], TITLES, "x")
    assert table.loc[("A", 1)].tolist() == [0.25, 0.0, 0.5]
    assert experiment_table(CURVES[2:], TITLES, "x").loc[("B", 2)].tolist() == [4.0, 4.0, 4.0]


def test_a_figure_has_a_band_and_a_mean_for_each_line() -> None:
    figure = experiment_curves(CURVES, TITLES, "x").to_dict()
    assert [trace.get("name") for trace in figure["data"]] == [None, "A", None, "B"]
    assert figure["data"][1]["y"] == [0.25, 0.75]
    assert figure["data"][0]["y"] == [0.5, 1.0, 0.5, 0.0]


def test_an_interval_is_the_band_of_a_single_training() -> None:
    curves = [ExperimentCurve("left", "a", 1, (1, 2), (3.0, 4.0), (0.5, 1.0))]
    assert experiment_curves(curves, TITLES, "x").to_dict()["data"][0]["y"] == [3.5, 5.0, 3.0, 2.5]
    assert experiment_table(curves, TITLES, "x").loc[("A", 2)].tolist() == [4.0, 3.0, 5.0]


# -- a sentence told and free

SAID = Divergence(("a", "b", "c"), ("c", "b", "a", "</s>"), ("c", "x", "a", "</s>"), ("c", "x", "c", "</s>"))


def test_told_and_free_part_after_the_first_mistake() -> None:
    assert (SAID.mistake, SAID.step) == (1, 2)


@pytest.mark.slow
def test_the_example_is_the_sentence_that_a_mistake_costs_most() -> None:
    run = LiveRun(LiveSettings(scorer="none", length=6, alphabet=5, width=16, rate=0.005))
    run.advance(np.inf, 150)
    found = find_divergence(run)
    assert found and found.forced[: found.mistake + 1] == found.free[: found.mistake + 1]
    assert found.target == (*reversed(found.source), "</s>") and found.mistake < found.step
    wrong = {name: sum(map(str.__ne__, getattr(found, name), found.target)) for name in ("forced", "free")}
    assert wrong["free"] > wrong["forced"]


@pytest.mark.slow
def test_a_model_without_mistakes_has_no_example() -> None:
    run = LiveRun(LiveSettings(task="copy", length=2, alphabet=2, width=16, rate=0.02))
    run.advance(np.inf, 150)
    assert find_divergence(run) is None


def test_the_figure_shades_what_is_wrong_and_frames_the_step() -> None:
    titles = {"target": "Target", "forced": "Teacher-forced", "free": "Free-running"}
    figure = divergence_figure(SAID, titles, "Step").to_dict()
    assert np.array(figure["data"][0]["z"]).tolist() == [[0, 0, 0, 0], [0, 1, 0, 0], [0, 1, 1, 0]]
    assert (figure["layout"]["shapes"][0]["x0"], figure["layout"]["shapes"][0]["x1"]) == (2.5, 3.5)
    assert list(figure["data"][1]["text"]) == [*"cba↵", *"cxa↵", *"cxc↵"]
    assert divergence_table(SAID, titles, "Step").loc[3].tolist() == ["a", "a", "c"]


def test_a_record_keeps_its_example(tmp_path: Path) -> None:
    record = ExperimentRecord("exposure", 1, CURVES, divergence=SAID)
    record.write(tmp_path / "exposure.json")
    assert read_experiment(tmp_path / "exposure.json") == record
    assert read_experiment(record_path("exposure", PRETRAINED)).divergence is not None
