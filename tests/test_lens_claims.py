"""What the page Lenses says of its curves, against the records that ship."""

from __future__ import annotations

import json

import numpy as np
import pytest

from pages.ui.features.lenses.texts import LENS_TEXTS
from seq2seq.config.places import PRETRAINED
from seq2seq.experiments.records import read_experiment, record_path


def curves(lens: str, panel: str, line: str) -> np.ndarray:
    """(seeds, x): the values of a line of a panel."""
    record = read_experiment(record_path(lens))
    return np.array([curve.y for curve in record.curves if (curve.panel, curve.line) == (panel, line)])


@pytest.mark.parametrize("share", ["1", "0.75", "0.5", "0.25", "0"])
def test_errors_accumulate_with_every_share_of_teacher_forcing(share: str) -> None:
    assert "That is so with every share, also with none" in LENS_TEXTS["exposure"].words
    forced, free = (curves("exposure", panel, share).mean(axis=0) for panel in ("forced", "free"))
    middle = slice(2, 7)
    assert (free[middle] > free[0] + 0.1).all() and (free[middle] > forced[middle]).all()


def test_where_the_derivative_of_the_softmax_shrinks() -> None:
    words = LENS_TEXTS["saturation"].words
    assert "so in both dot products, whose scores spread to about 10" in words
    assert "its derivative ends no smaller than it began" in words
    for line in ("dot", "scaled_dot"):
        spread, slope = (curves("saturation", panel, line).mean(axis=0) for panel in ("spread", "softmax"))
        assert slope[-1] < slope[0] / 3 and round(float(spread[-1])) in (9, 10, 11)
    spread, slope = (curves("saturation", panel, "additive").mean(axis=0) for panel in ("spread", "softmax"))
    assert spread[-1] < 4 and slope[-1] >= slope[0]


def test_slopes_of_saturated_gates() -> None:
    words = LENS_TEXTS["saturation"].words
    assert "is below a fifth of its largest" in words and "at most 36 % of its largest" in words
    assert 1 - 0.9**2 < 0.2  # tanh' = 1 − tanh²
    assert pytest.approx(0.36) == 0.1 * (1 - 0.1) / 0.25  # σ' = σ (1 − σ), at most a quarter


def test_guidance_is_ahead_then_behind_then_overlaps() -> None:
    words = LENS_TEXTS["guidance"].words
    assert "ahead up to update 100, behind from 150 to 400" in words and "97.8 against 94.1 % are right" in words
    (updates,) = {curve.x for curve in read_experiment(record_path("guidance")).curves}
    plain, guided = (curves("guidance", "reverse_free", line) for line in ("plain", "guided"))
    ahead = dict(zip(updates, (guided.mean(axis=0) - plain.mean(axis=0)).tolist(), strict=True))
    assert all(ahead[update] > 0 for update in (50, 75, 100)) and all(ahead[n] < 0 for n in (150, 200, 300, 400))
    ends = [round(100 * float(each[:, -1].mean()), 1) for each in (guided, plain)]
    assert ends == [97.8, 94.1] and guided[:, -1].min() < plain[:, -1].max()
    plain, guided = (curves("guidance", "addition_free", line) for line in ("plain", "guided"))
    late = [index for index, update in enumerate(updates) if update >= 300]
    assert "far more are right from update 300 on" in words
    assert (guided.mean(axis=0) - plain.mean(axis=0))[late].min() > 0.1


def test_no_alignment_error_is_told_of_a_model_without_attention() -> None:
    assert "which only a model with attention has" in LENS_TEXTS["data"].words
    record = json.loads((PRETRAINED / "lenses" / "data.json").read_text("utf-8"))
    assert {curve["line"] for curve in record["curves"] if curve["panel"].endswith("_aer")} == {"additive"}
