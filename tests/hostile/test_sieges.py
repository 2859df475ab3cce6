"""What one laptop sends does not stop anybody else: a short form of `python -m tests.hostile`."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import pytest

from seq2seq.config.places import PRETRAINED
from tests.browser import Served, serve
from tests.hostile.attacks import ATTACKS
from tests.hostile.sieges import Attack, besiege

SECONDS = 5.0
"""Of each attack."""
MOST_TIMES, LEAST = 10.0, 0.03
"""How many times as long a bystander may wait in the median, where the attack itself takes half of the machine, and
the seconds that count as none. Before page runs took turns it was some hundred times."""
MOST_MEGABYTES = 1200.0


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(PRETRAINED) as served:
        yield served


@pytest.mark.slow
@pytest.mark.timed
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_bystander_is_answered_under_attack(served: Served, attack: Attack) -> None:
    siege = besiege(served, attack, SECONDS, seed=1)
    print(siege)
    assert median(siege.under_attack) <= MOST_TIMES * max(LEAST, median(siege.quiet))
    assert siege.memory[1] <= MOST_MEGABYTES
