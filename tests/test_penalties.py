"""The penalties of Wu et al. 2016, eq. 14, against numbers worked by hand."""

from math import exp, log

import numpy as np
import pytest

from seq2seq.config.penalties import UNSEEN, Penalties, coverage_penalty, length_penalty


def test_the_length_penalty_by_hand() -> None:
    assert length_penalty(1, 1.0) == 1
    assert length_penalty(7, 1.0) == 2
    assert length_penalty(7, 2.0) == 4
    assert length_penalty(19, 0.5) == 2
    assert length_penalty(3, 0.0) == 1


def test_the_coverage_penalty_by_hand() -> None:
    """Looked at by a half, by all there is, more than that, and by 1/e: β (ln ½ + 0 + 0 − 1)."""
    coverage = np.array([0.5, 1.0, 1.7, exp(-1)])
    assert coverage_penalty(coverage, 1.0) == pytest.approx(log(0.5) - 1)
    assert coverage_penalty(coverage, 0.2) == pytest.approx(0.2 * (log(0.5) - 1))
    assert coverage_penalty(coverage, 0.0) == 0
    assert coverage_penalty(np.array([1.0, 2.0, 5.0]), 3.0) == 0


def test_a_piece_nobody_looked_at_costs_much_but_not_everything() -> None:
    assert coverage_penalty(np.array([0.0, 1.0]), 1.0) == pytest.approx(log(UNSEEN))
    assert coverage_penalty(np.array([0.0, 1.0]), 0.0) == 0


def test_the_score_by_hand() -> None:
    """−6 over (5 + 7) / 6 = 2 is −3; half of one source piece unseen takes another 0.5 ln ½."""
    coverage = np.array([0.5, 1.0])
    assert Penalties(1.0, 0.0).score(-6.0, 7, coverage) == -3
    assert Penalties(1.0, 0.5).score(-6.0, 7, coverage) == pytest.approx(-3 + 0.5 * log(0.5))
    assert Penalties(0.0, 0.0).score(-6.0, 7, coverage) == -6
