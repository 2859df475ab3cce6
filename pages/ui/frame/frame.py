"""The frame of every page: style, navigation, and the choices shared by all pages."""

from __future__ import annotations

from copy import copy
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.ui.address import state
from pages.ui.address.regions import SENTENCE, begin_screen, region, run_outdated, shows
from pages.ui.engine import loaded
from pages.ui.features import FEATURES, doors, feature_at
from pages.ui.features.lessons.lessons import lesson_panel
from pages.ui.features.plan import PLAN
from pages.ui.features.rooms.rooms import room_panel
from pages.ui.frame import examples, present
from pages.ui.frame.foot_bar import bar
from pages.ui.frame.hint import hint_line
from pages.ui.frame.plans.plans import add_button, plan_bar
from pages.ui.frame.share import share_button
from pages.ui.kit import controls, grain
from pages.ui.kit import result as show
from pages.ui.kit import search_controls as searching
from pages.ui.kit.component import Component
from pages.ui.kit.feature import Feature
from pages.ui.kit.words import _
from pages.ui.streamlit_compat.widgets import guard_widget_states, protect_callbacks
from seq2seq.trace.pieces import visible

_STYLE = Path(__file__).with_name("app.css")
WINDOW = Component("frame/window")
"""What the browser does on all pages alike; it shows nothing."""
ICON = str(Path(__file__).with_name("gaze.svg"))
_PAGES = sorted(Path(__file__).parents[2].glob("*.py"))
WORDMARK = str(Path(__file__).with_name("wordmark.svg"))


def start_run() -> None:
    """Call first in every run, before anything is said in the visitor's language."""
    guard_widget_states()
    protect_callbacks(run_outdated)
    state.begin()
    begin_screen()


def surround(page: StreamlitPage) -> None:
    """Draw the page inside the frame.

    Widgets that stand in no region, such as the menu of languages, run everything."""
    st.html(_STYLE)
    entry = feature_at(page.url_path)
    # At the same place of every page: so the browser keeps it from one page to the next.
    languages = grain.languages(state.view().family)
    contents = {_(door): _(", ").join(_(each.title) for each in behind) for door, behind in doors().items()}
    data = {"page": _(entry.title), "door": _(entry.door), "doors": contents, "languages": languages}
    WINDOW("window", data)
    with st.container(horizontal=True, vertical_alignment="center", key="place"):
        _tabs(entry)
        _heading(entry)
    _window_title(entry)
    st.logo(WORDMARK, size="large", icon_image=ICON)
    with st.sidebar:
        _sidebar(entry)
    if bound := state.next_page():
        state.switch_page(bound)
    lesson_panel(entry.name)
    with st.container(key="room", gap=None):
        plan_bar()
        room_panel(entry)
    asked = entry.asks_sentence(state.view())
    if state.view().present:
        present.control_line(entry, asked)
    else:
        bar(entry)
        _top(entry, asked)
        hint_line(entry)
    show.ignored_parameters()
    if entry == FEATURES[0]:  # consists of regions itself
        _run(page)
    else:
        _whole_page(page)
    state.end_run()
    loaded.warm_up()


def _sidebar(entry: Feature) -> None:
    if entry.family:
        controls.family_choice()
    if entry.scorer:
        controls.scorers()
        if entry.search:
            searching.popover()
        if entry.grain:
            controls.grain()
    controls.language_choice()
    if entry.family:
        show.credit(state.view().family)


@region(shows(*SENTENCE))
def _whole_page(page: StreamlitPage) -> None:
    controls.sentence_field()
    entry = feature_at(page.url_path)
    if state.view().blind and entry.scorer and entry.names_scorer:
        show.missing(_("The class is being asked which function this is. This page would give the answer away."))
    else:
        _run(copy(page))  # a page runs only once, its copy once more


def _run(page: StreamlitPage) -> None:
    with state.inside_frame():
        page.run()


def _tabs(entry: Feature) -> None:
    """Draw the pages behind the open door, if there are several: there one sees the name of the page."""
    behind = doors().get(entry.door, [])
    if len(behind) > 1:
        with st.container(horizontal=True, width="content", key="tabs"):
            for each in behind:
                st.page_link(each.path, label=_(each.title), width="content")


def _heading(entry: Feature) -> None:
    """Say what the page is called and what it is for, in the line of the tabs; the style sheet keeps that from a
    phone's eyes and from the wall, not from screen readers."""
    with st.container(horizontal=True, key="heading"):
        st.title(_(entry.title), anchor=False, width="content")
        st.caption(_(entry.purpose), width="content")


@region(shows("text"))
def _window_title(entry: Feature) -> None:
    """Name the window, and with it bookmarks, after the sentence and the page."""
    sentence = visible(state.view().text) if entry.asks_sentence(state.view()) else ""
    st.set_page_config(page_title=" · ".join(filter(None, (sentence, _(entry.title), "Gaze"))))


def _top(entry: Feature, asked: bool) -> None:
    """Draw the field of the sentence if `asked`, and the buttons of the whole page."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", key="top"):
        controls.sentence_place(asked)
        present.present_button()
        if entry != PLAN:
            add_button(entry)
        share_button(entry)
    if asked:
        examples.chips()
        show.script_hint()


def enter() -> None:
    """Run the page inside the frame; the first call of every page.

    Streamlit runs files in a folder called pages/ without app.py until st.navigation is used for the first time. If the
    first visitor of a server opens a page by its address, st.navigation is called here, with that page among others."""
    if state.needs_frame():
        st.navigation([st.Page(_nothing, default=True), *map(st.Page, _PAGES)], position="hidden")
        st.rerun()


def _nothing() -> None:
    pass
