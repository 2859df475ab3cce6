"""A lesson as a list of stops: its page, the bar while it runs, and the button that adds what is in view. The plan is
kept in the browser; here addresses become stops, and files and lessons become plans."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.address.regions import region
from pages.ui.address.reports import ComponentReport, Numbered, read_numbered, read_text, unanswered
from pages.ui.address.view import HIDDEN
from pages.ui.features import FEATURES
from pages.ui.features.rooms.reading import LONGEST_ADDRESS, LONGEST_CHOICE, LONGEST_WORDS, MOST_CHOICES
from pages.ui.frame.plans.plan import (
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_MINUTES,
    MOST_STOPS,
    Plan,
    PlanRefused,
    read_plan,
    written_address,
)
from pages.ui.frame.plans.sources import known_plans
from pages.ui.kit.component import Component
from pages.ui.kit.feature import Feature
from pages.ui.kit.words import _

PLAN_BAR = Component("frame/plans/plan_bar")
PLAN_PAGE = Component("frame/plans/plan_page")
_ADDED, _OPENED, _FILES = "added view", "opened plan", "plan files"


def _titles() -> dict[str, str]:
    """The titles of all pages, by what addresses call them."""
    return {"" if feature is FEATURES[0] else feature.name: _(feature.title) for feature in FEATURES}


@dataclass(frozen=True)
class OpenPlan:
    """Go to the page of the plan."""


def _read_bar(raw: object) -> OpenPlan:
    return OpenPlan()


BAR_PRESSED = ComponentReport("open", partial(read_numbered, _read_bar))


def _in_bar() -> tuple[Any, ...]:
    return (*state.all_chosen(("room", "wall")), state.remembered(_ADDED))


@region(_in_bar)
def plan_bar() -> None:
    """Part of every page, at the same place, so that the browser keeps it from one page to the next."""
    room, wall, added = _in_bar()
    data = {"room": room, "wall": wall, "added": added, "pages": _titles(), "most": MOST_STOPS}
    PLAN_BAR("plan-bar", {**data, "read": state.navigation_count()}, BAR_PRESSED.listener(_open_page))


def _open_page(pressed: Numbered[OpenPlan]) -> None:
    for _each in unanswered([pressed], "plan_bar"):
        state.go_to_page("pages/plan.py")


def add_button(entry: Feature) -> None:
    """The button that adds what is in view to the plan of this browser."""
    st.button(
        _("Add this view"),
        key="add",
        icon=":material/playlist_add:",
        type="tertiary",
        help=_("Add what is in view to your plan"),
        on_click=_add,
        args=(entry,),
    )


def _add(entry: Feature) -> None:
    address = written_address("" if entry is FEATURES[0] else entry.name, state.link())
    fits = len(address) <= LONGEST_ADDRESS
    state.remember(_ADDED, {"id": _new_id(), "address": address if fits else ""})


def _new_id() -> str:
    """A browser takes over once what it is handed under an id."""
    return secrets.token_hex(6)


@dataclass(frozen=True)
class TakePlan:
    """Open a plan that is known here."""

    kind: str
    name: str


def read_take(raw: object) -> TakePlan:
    """Read from the page which plan is taken. Raises ValueError."""
    match raw:
        case {"kind": kind, "name": name}:
            return TakePlan(read_text(kind), read_text(name))
    raise ValueError("no plan to take")


PLAN_ACTION = ComponentReport("action", partial(read_numbered, read_take))


def draw_plan() -> None:
    """The page of the plan, and the field for a file."""
    language = state.language()
    ready = {
        kind: [_card(name, plan) for name, plan in of_kind.items()] for kind, of_kind in known_plans(language).items()
    }
    limits = {
        "name": LONGEST_NAME,
        "note": LONGEST_NOTE,
        "minutes": MOST_MINUTES,
        "words": LONGEST_WORDS,
        "choice": LONGEST_CHOICE,
        "choices": MOST_CHOICES,
    }
    data = {
        "ready": ready,
        "opened": state.remembered(_OPENED),
        "pages": _titles(),
        "hidable": HIDDEN,
        "limits": limits,
    }
    PLAN_PAGE("plan-page", data, PLAN_ACTION.listener(_take))
    key = f"plan-file-{state.remembered(_FILES) or 0}"
    st.file_uploader(
        _("Open a plan from a file"), type=["json"], key=key, max_upload_size=1, on_change=_read_file, args=(key,)
    )


def _card(name: str, plan: Plan) -> dict[str, Any]:
    return {"name": name, "title": plan.name, "minutes": plan.minutes, "stops": len(plan.stops)}


def _take(taken: Numbered[TakePlan]) -> None:
    for step in unanswered([taken], "plan_page"):
        if plan := known_plans(state.language()).get(step.kind, {}).get(step.name):
            _hand_over(plan)


def _read_file(key: str) -> None:
    written = widgets.uploaded_bytes(key)
    state.remember(_FILES, (state.remembered(_FILES) or 0) + 1)  # another field, in which this file is not shown
    try:
        _hand_over(read_plan(written.decode("utf-8-sig", "replace")))
    except PlanRefused as refused:
        state.remember(_OPENED, {"id": _new_id(), "problem": refused.reason, "stop": refused.stop})


def _hand_over(plan: Plan) -> None:
    state.remember(_OPENED, {"id": _new_id(), "plan": asdict(plan)})
