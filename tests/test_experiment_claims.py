"""What the page Experiments says of its curves, against the records that ship."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from pages.ui.features.experiments.texts import EXPERIMENT_TEXTS
from seq2seq.config.places import PRETRAINED
from seq2seq.experiments.records import read_experiment, record_path
from seq2seq.experiments.synthetic import findings


def curves(lens: str, panel: str, line: str) -> np.ndarray:
    """(seeds, x): the values of a line of a panel."""
    record = read_experiment(record_path(lens))
    return np.array([curve.y for curve in record.curves if (curve.panel, curve.line) == (panel, line)])


QUOTES = {
    "exposure": ("there every line, whatever its share, has more errors in the middle of the word",),
    "saturation": (
        "in both dot products, whose scores spread to about 10",
        "the derivative ends no smaller than it began",
    ),
    "guidance": ("ahead up to update 100 and behind from 150 to 400", "far more are correct from update 300 on"),
}


@pytest.mark.parametrize("name", QUOTES)
def test_what_is_said_of_a_trained_experiment_holds_in_the_record_that_ships(name: str) -> None:
    assert all(quote in EXPERIMENT_TEXTS[name].words for quote in QUOTES[name])
    found = findings(read_experiment(record_path(name)))
    assert len(found) >= 3 and all(found.values()), found


def test_a_finding_can_fail() -> None:
    """Curves in the opposite order do not bear out what is said of them."""
    record = read_experiment(record_path("exposure"))
    other = {"forced": "free", "free": "forced"}
    exchanged = replace(record, curves=tuple(replace(curve, panel=other[curve.panel]) for curve in record.curves))
    assert not all(findings(exchanged).values())


def test_slopes_of_saturated_gates() -> None:
    words = EXPERIMENT_TEXTS["saturation"].words
    assert "is below a fifth of its maximum" in words and "at most 36 % of its maximum" in words
    assert 1 - 0.9**2 < 0.2  # tanh' = 1 − tanh²
    assert pytest.approx(0.36) == 0.1 * (1 - 0.1) / 0.25  # σ' = σ (1 − σ), at most a quarter


def test_guidance_ends_as_is_said_with_seeds_that_overlap() -> None:
    words = EXPERIMENT_TEXTS["guidance"].words
    assert "97.8 against 94.1 % are correct" in words
    plain, guided = (curves("guidance", "reverse_free", line) for line in ("plain", "guided"))
    ends = [round(100 * float(each[:, -1].mean()), 1) for each in (guided, plain)]
    assert ends == [97.8, 94.1] and guided[:, -1].min() < plain[:, -1].max()


def test_no_alignment_error_is_told_of_a_model_without_attention() -> None:
    assert "which only a model with attention has" in EXPERIMENT_TEXTS["data"].words
    record = json.loads((PRETRAINED / "lenses" / "data.json").read_text("utf-8"))
    assert {curve["line"] for curve in record["curves"] if curve["panel"].endswith("_aer")} == {"additive"}
