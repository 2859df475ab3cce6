"""The page Live: the runs of a race, as settings and titles. The browser hears from the runs itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from pages.ui.address import state
from pages.ui.engine.live import POOL
from pages.ui.features.live import LiveView
from pages.ui.features.live.titles import (
    ABOUT_LIVE,
    SABOTAGE_SIGNS,
    SABOTAGE_TITLES,
    fixed_words,
    task_title,
    value_title,
)
from pages.ui.kit import titles
from pages.ui.kit.component import Component
from pages.ui.kit.words import _, listed
from seq2seq.config.cards import CARDS
from seq2seq.config.schema import CHOICES
from seq2seq.data.tasks import TASKS
from seq2seq.training.live.settings import SABOTAGE, LiveSettings, differences, read_settings

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


def base_settings() -> LiveSettings:
    """The settings of the page."""
    return read_settings(state.view().of(LiveView).settings)


def race_settings(base: LiveSettings, race: tuple[str, ...]) -> list[LiveSettings]:
    """The settings of all lanes, the page's own first. Rivals that are impossible with them, or equal, are left out."""
    lanes = [base]
    for code in race:
        try:
            rival = read_settings(code, base)
        except ValueError:
            continue
        if rival not in lanes:
            lanes.append(rival)
    return lanes


def rival_codes(base: LiveSettings) -> list[str]:
    """What may be different in the model or the training of a rival, each as the code of one setting."""
    changes: list[dict[str, object]] = [
        *({"scorer": name} for name in CARDS),
        *({"cell": cell} for cell in CHOICES["Cell"]),
        *({"nonlinearity": nonlinearity} for nonlinearity in CHOICES["Nonlinearity"]),
        *({"order": order} for order in CHOICES["Order"]),
        *({"bidirectional": both} for both in (True, False)),
        *({"guided": guided} for guided in (True, False)),
        *({"forcing": forcing} for forcing in (1.0, 0.5, 0.0)),
    ]
    return [code for change in changes if (code := _rival_code(base, change))]


def broken_codes(base: LiveSettings) -> list[str]:
    """What may be broken in a rival, each as the code of one setting."""
    return [code for sabotage in SABOTAGE if (code := _rival_code(base, {"sabotage": sabotage}))]


def lane_titles(base: LiveSettings, race: tuple[str, ...]) -> list[str]:
    """A title for each lane: what differs in it from the first, and for the first what the others change."""
    lanes = race_settings(base, race)
    changed = list(dict.fromkeys(name for lane in lanes for name, _value in differences(lane, base)))
    first = listed(value_title(name, getattr(base, name)) for name in changed or ("scorer", "cell"))
    return [
        first,
        *(listed(value_title(*difference) for difference in differences(lane, base)) for lane in lanes[1:]),
    ]


def _rival_code(base: LiveSettings, change: dict[str, object]) -> str:
    """The code of a change; empty for one that is impossible or no change."""
    try:
        rival = replace(base, **change)
    except ValueError:
        return ""
    return "" if rival == base else "~".join(f"{name}-{_written(value)}" for name, value in change.items())


def _written(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
