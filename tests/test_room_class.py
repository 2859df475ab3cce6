"""A class of sixty in two rooms, with a page open each: there soon, led at once, and no answer is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests import browser
from tests.load.rooms import STUDENTS, class_in_rooms

LEADS = 6
"""Of each teacher, to each of thirty students: 360 times are enough to have a 95th percentile."""

pytestmark = [pytest.mark.slow, pytest.mark.timed]


def test_sixty_students_join_follow_and_answer(all_tiny_models: Path) -> None:
    with browser.serve(all_tiny_models) as served:
        figures = asyncio.run(class_in_rooms(served.address, leads=LEADS))
    print(figures)
    # A machine on which one page takes long by itself is judged by its own speed.
    assert figures.joined <= max(10, 2 * STUDENTS * figures.alone)
    assert figures.p95 <= 0.3
    assert figures.answers == STUDENTS and figures.strays == 0
