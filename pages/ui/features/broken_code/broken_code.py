"""One listing at a time: what it should do and what it did, the diagnoses to choose from, then the mended lines."""

from __future__ import annotations

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.address.view import View
from pages.ui.features.broken_code import BROKEN_CODE, BrokenCodeView
from pages.ui.kit import charts, controls
from pages.ui.kit.assignment import draw_sheet
from pages.ui.kit.words import _
from seq2seq.experiments.clinic.collection import (
    CASES,
    COMMON,
    DIAGNOSES,
    NAMES,
    VERSIONS,
    Listing,
    Outcomes,
    Version,
    read_listing,
    read_outcomes,
)

VERSION_TITLES = {"difference": "Difference", "broken": "Broken", "mended": "Mended"}


def draw_listing(view: View) -> None:
    """The listing that the view has come to, what came of it, and its diagnosis or its mended lines; as an assignment,
    the sheet for its diagnosis."""
    page = view.of(BrokenCodeView)
    name = NAMES[page.listing]
    case, listing, outcomes = CASES[name], read_listing(name), read_outcomes()[name]
    shown = "covered" if view.assignment else page.version
    found = shown != "covered"
    st.subheader(_("What is wrong with this code?"), anchor=False)
    with st.container(key="diagnosis"):  # on the wall too
        if view.assignment:
            st.text(_(case.title))
        else:
            _ways_on(page.listing, _(case.title))
        left, right = st.columns([3, 2], gap="large")
        with left:
            _code(listing, shown)
        with right:
            _said(_("What one expects"), _(case.expected))
            if found:
                st.success(_("Correct: {fault}.").format(fault=_(DIAGNOSES[name].title)), icon=":material/check:")
                _said(_("What the mended lines change"), _(case.change))
                st.button(
                    _("Hide the answer"),
                    key="cover",
                    type="tertiary",
                    on_click=state.choose,
                    args=("version", "covered"),
                )
            else:
                _said(_("What really comes out"), _(case.seen))
                _outcome(name, outcomes, "broken")
                _losses(name, outcomes, ("broken",))
                if view.assignment:
                    draw_sheet(BROKEN_CODE)
                else:
                    _diagnosis(page.listing, name)
        if found:
            _said(_("What really comes out"), _(case.seen))
            for column, version in zip(st.columns(2, gap="large"), VERSIONS, strict=True):
                with column:
                    st.caption(_(VERSION_TITLES[version]))
                    _outcome(name, outcomes, version)
            _losses(name, outcomes, VERSIONS)


def _said(heading: str, words: str) -> None:
    st.caption(heading)
    st.text(words)


def _code(listing: Listing, version: str) -> None:
    """The version that is read; once the mistake is found, any of them can be."""
    if version == "covered":
        st.code(listing.source("broken"), line_numbers=True)
    else:
        key = widgets.widget_key("choose-version", version)
        st.segmented_control(
            _("Version"),
            list(VERSION_TITLES),
            key=key,
            format_func=lambda name: _(VERSION_TITLES[name]),
            on_change=widgets.choose_from_widget,
            args=("version", key),
            required=True,
            label_visibility="collapsed",
        )
        if version == "difference":
            heads = f"--- {_(VERSION_TITLES['broken'])}\n+++ {_(VERSION_TITLES['mended'])}\n"
            st.code(heads + listing.difference, "diff")
        else:
            shown = listing.source("mended" if version == "mended" else "broken")
            st.code(shown, line_numbers=True)
    if listing.uses_toy:
        with st.expander(_("What it imports: the task, the model, its training")):
            st.code(COMMON.read_text("utf-8"), line_numbers=True, wrap_lines=True)


def _outcome(name: str, outcomes: Outcomes, version: Version) -> None:
    """What a version printed, the traceback if it stopped, and its weights."""
    outcome = outcomes[version]
    if written := "\n".join(filter(None, (outcome.printed.rstrip(), outcome.traceback))):
        st.code(written, None, wrap_lines=True)
    if outcome.matrix:
        from seq2seq.figures.clinic import weights_heatmap, weights_table

        inks = (charts.ink(), "#1c2230" if state.on_dark() else "#f4f5f8")
        title = _("Attention: {version}").format(version=_(VERSION_TITLES[version]))
        figure = weights_heatmap(outcome.matrix, charts.accent(), *inks)
        numbers = weights_table(outcome.matrix)
        charts.chart(title, figure, numbers, f"weights-{version}", caption=_caption(name, title))


def _losses(name: str, outcomes: Outcomes, versions: tuple[Version, ...]) -> None:
    """The losses of these versions in one chart, if they train anything."""
    losses = {_(VERSION_TITLES[version]): outcomes[version].losses for version in versions}
    if any(losses.values()):
        from seq2seq.figures.clinic import loss_curves, loss_table

        title, update = _("Loss in training"), _("Update")
        figure = loss_curves(losses, update, charts.accent())
        charts.chart(title, figure, loss_table(losses, update), "losses", caption=_caption(name, title))


def _caption(name: str, title: str) -> list[str]:
    return [_("Gaze: {title}").format(title=_(CASES[name].title)), title]


def _diagnosis(number: int, name: str) -> None:
    """What can be chosen, and after a wrong choice what one would see if it were right."""
    key = f"choose-diagnosis-{number + 1}"
    with st.container(key="diagnoses"):
        chosen = st.radio(
            _("Your diagnosis"),
            CASES[name].choices,
            index=None,
            key=key,
            format_func=lambda diagnosis: _(DIAGNOSES[diagnosis].title),
            on_change=_judge,
            args=(key, name),
        )
        if chosen and chosen != name:
            st.info(_("Look again. {sign}").format(sign=_(DIAGNOSES[chosen].sign)), icon=":material/search:")


def _judge(key: str, name: str) -> None:
    """With the right diagnosis the mended lines are shown, and the address says so."""
    if widgets.widget_value(key) == name:
        state.choose("version", "difference")


def _ways_on(number: int, title: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="cases"):
        controls.page_button(
            "back", ":material/chevron_left:", _("Previous listing"), "listing", number - 1, disabled=number == 0
        )
        st.text(f"{number + 1} / {len(NAMES)}")
        controls.page_button(
            "next",
            ":material/chevron_right:",
            _("Next listing"),
            "listing",
            number + 1,
            disabled=number + 1 == len(NAMES),
        )
        st.text(title)
