"""The page Live: the browser hears from the runs itself; Python only says which they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import streamlit as st

from pages.ui.address import state
from pages.ui.engine.live import POOL
from pages.ui.features.live.feature import LiveView
from pages.ui.features.live.lanes import base_settings, lane_titles, race_settings
from pages.ui.features.live.titles import ABOUT_LIVE, SABOTAGE_SIGNS, SABOTAGE_TITLES, fixed_words, task_title
from pages.ui.kit import titles
from pages.ui.kit.component import Component
from pages.ui.kit.words import _
from seq2seq.config.cards import CARDS
from seq2seq.data.tasks.registry import TASKS
from seq2seq.training.live.settings import LiveSettings

_LIVE = Component("features/live")


@st.fragment
def draw_lanes() -> None:
    """Draw the runs. Its reports rerun only this fragment."""
    POOL.warm_up()
    view, base = state.view(), base_settings()
    chosen = view.of(LiveView)
    lanes = race_settings(base, chosen.race)
    drawn = [_lane(*lane) for lane in zip(lanes, lane_titles(base, chosen.race), _colours(lanes), strict=True)]
    data = {"lanes": drawn, "task": task_title(base.task)}
    _LIVE(f"live-{state.navigation_count()}", data, choices=("clock", "probe"))


def draw_about() -> None:
    """Say what is shown."""
    with st.expander(_("What is shown"), icon=":material/info:", key="live-about"):
        st.markdown(_(ABOUT_LIVE["figures"]))
        st.markdown(_(ABOUT_LIVE["seconds"]))
        if base_settings().task in TASKS:
            st.text(_(TASKS[base_settings().task].summary))


def _colours(lanes: Sequence[LiveSettings]) -> Iterator[str]:
    """The colours of the lanes' scoring functions; empty for a lane whose function another one has already."""
    known = set[str]()
    for lane in lanes:
        yield "" if lane.scorer in known else titles.scorer_colour(lane.scorer)
        known.add(lane.scorer)


def _lane(settings: LiveSettings, title: str, colour: str) -> dict[str, Any]:
    broken = settings.sabotage
    return {
        "code": settings.code(),
        "title": title,
        "colour": colour,
        "chooses": settings.chooses,
        "attends": CARDS[settings.scorer].attends,
        "fixed": fixed_words(settings),
        "broken": _(SABOTAGE_TITLES[broken]) if broken else "",
        "sign": _(SABOTAGE_SIGNS[broken]) if broken else "",
    }
