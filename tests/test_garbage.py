"""What nobody can reach is collected, whatever was set aside, and Streamlit does not do it after every run."""

from __future__ import annotations

import gc
import time
import tomllib
import weakref
from collections.abc import Iterator

import pytest

from pages.ui.engine import garbage
from tests.browser import APP


class Ring:
    """Keeps itself alive until garbage is collected."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


@pytest.mark.slow
def test_what_was_set_aside_while_it_lived_is_collected_later() -> None:
    ring = Ring()
    dead = weakref.ref(ring)
    garbage.collect_everything()
    assert gc.get_freeze_count() > 0
    del ring
    gc.collect()
    assert dead() is not None
    garbage.collect_everything()
    assert dead() is None


@pytest.mark.slow
@pytest.mark.parametrize(("idle", "longest"), [(0.0, 0.0), (1e9, 1e9)], ids=["late", "idle"])
def test_it_is_collected_by_itself_whether_the_server_rests_or_not(
    monkeypatch: pytest.MonkeyPatch, idle: float, longest: float
) -> None:
    for name, value in {
        "CHECK_INTERVAL": 0.01,
        "IDLE_SHARE": idle,
        "LEAST_WORK": -1.0,
        "LONGEST_DELAY": longest,
    }.items():
        monkeypatch.setattr(garbage, name, value)
    ring = Ring()
    dead = weakref.ref(ring)
    gc.freeze()  # as when a model is loaded
    del ring
    garbage.collect_when_idle()
    end = time.monotonic() + 20
    while dead() is not None and time.monotonic() < end:
        time.sleep(0.01)
    assert dead() is None


def test_no_run_of_a_page_searches_all_objects() -> None:
    config = tomllib.loads((APP.parent / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["runner"]["postScriptGC"] is False
