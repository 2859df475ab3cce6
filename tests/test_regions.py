"""Which regions of the screen run again: those that show what has changed; everything, where the whole screen does."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.address import regions
from pages.ui.address.regions import Drawn
from pages.ui.streamlit_compat import runs


@dataclass
class Screen:
    """A session with three regions in view, each a fragment of its own, and what it was asked to run."""

    chosen: dict[str, Any] = field(default_factory=lambda: {"screen": "en", "pills": "dot", "page": "我爱你"})
    asked: list[Any] = field(default_factory=list)

    def begin(self, monkeypatch: pytest.MonkeyPatch, running: list[str]) -> None:
        drawn = {name: Drawn(lambda name=name: self.chosen[name], value) for name, value in self.chosen.items()}
        context = SimpleNamespace(
            fragment_ids_this_run=running,
            fragment_storage=SimpleNamespace(resolve_target=lambda names: [f"id of {name}" for name in names]),
            script_requests=SimpleNamespace(request_rerun=self.asked.append),
            **dict.fromkeys(("query_string", "page_script_hash", "cached_message_hashes", "context_info"), ""),
        )
        monkeypatch.setattr(runs, "get_script_run_ctx", lambda: context)
        monkeypatch.setattr(regions.state, "remembered", lambda name: drawn)

    def queues(self) -> list[list[str]]:
        return [request.fragment_id_queue for request in self.asked]


@pytest.mark.parametrize(
    ("changed", "running", "queues"),
    [
        ({}, ["id of page"], []),
        ({"page": "现在几点"}, ["id of page"], []),
        ({"pills": "cosine"}, ["id of pills"], []),
        ({"pills": "cosine", "page": "现在几点"}, ["id of pills"], [["id of page", "id of pills"]]),
        ({"page": "现在几点"}, ["id of a menu"], [["id of page", "id of a menu"]]),
        ({"screen": "zh"}, ["id of page"], [[]]),
        ({"screen": "zh", "page": "现在几点"}, ["id of pills"], [[]]),
        ({"page": "现在几点"}, [], []),
    ],
)
def test_what_has_become_outdated_runs_the_page_first(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], running: list[str], queues: list[list[str]]
) -> None:
    """An empty queue is a run of everything; such a run is asked for nothing more."""
    screen = Screen()
    screen.begin(monkeypatch, running)
    screen.chosen |= changed
    regions.run_outdated(None)
    assert screen.queues() == queues
    assert all(request.is_fragment_scoped_rerun == bool(request.fragment_id_queue) for request in screen.asked)


def one_region() -> None:
    import streamlit as st

    from pages.ui.address import regions, state

    def say_outdated() -> None:
        st.text(str([drawn.outdated for drawn in state.remembered("regions").values()]))

    @regions.region(lambda: "dot")
    def draw() -> None:
        say_outdated()

    draw()
    say_outdated()


def test_a_region_is_outdated_until_it_is_drawn() -> None:
    """A newer request stops a run in the midst of a region; what it has not drawn is drawn by the next run."""
    app = AppTest.from_function(one_region).run()
    assert [text.value for text in app.text] == ["[True]", "[False]"]
