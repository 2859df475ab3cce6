"""The settings of the page Live: task, model, training, what is broken, who races, and a table of the visitor's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.engine.live import POOL
from pages.ui.engine.work import Problem
from pages.ui.features.live import MOST_RIVALS, LiveView
from pages.ui.features.live.live import base_settings, broken_codes, lane_titles, race_settings, rival_codes
from pages.ui.features.live.titles import (
    CELL_TITLES,
    NONLINEARITY_TITLES,
    ORDER_TITLES_LIVE,
    SABOTAGE_SIGNS,
    SABOTAGE_TITLES,
    setting_title,
    task_title,
)
from pages.ui.kit import titles
from pages.ui.kit.words import _, refusal_text
from seq2seq.config.cards import CARDS
from seq2seq.config.records import InvalidRequest
from seq2seq.data.tasks import TASKS
from seq2seq.data.tsv import parse_pairs
from seq2seq.training.live.settings import MOST_TABLE_PAIRS, SABOTAGE, WIDTH_STEP, LiveSettings, bounds

_RATES = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
_CLIPS = (0.1, 0.5, 1.0, 5.0, 100.0)
_BATCHES = (1, 8, 16, 32, 64, 128)


def draw_settings() -> None:
    """Draw the line of controls: what is learned, by what, and the menus of everything else."""
    settings = base_settings()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="live_controls"):
        _menu("task", _with(list(TASKS), settings.task), task_title)
        _number("length")
        _number("alphabet")
        _menu("scorer", list(CARDS), titles.scorer_title)
        _menu("cell", list(CELL_TITLES), CELL_TITLES.__getitem__)
        with st.popover(_("More"), icon=":material/tune:", key="live-more"):
            _more(settings)
        with st.popover(_("Race"), icon=":material/flag:", key="live-race"):
            _race(settings)
        with st.popover(_("Sabotage"), icon=":material/bomb:", key="live-sabotage"):
            _sabotage(settings)
    if refusal := state.refusal():
        st.warning(refusal)


def _more(settings: LiveSettings) -> None:
    if settings.cell == "rnn":
        _menu("nonlinearity", list(NONLINEARITY_TITLES), NONLINEARITY_TITLES.__getitem__)
    _menu("bidirectional", [True, False], lambda both: _("Two directions") if both else _("One direction"))
    _number("width", step=WIDTH_STEP)
    _menu("order", list(ORDER_TITLES_LIVE), lambda order: _(ORDER_TITLES_LIVE[order]))
    _menu("rate", _with(_RATES, settings.rate), "{:g}".format)
    _menu("clip", _with(_CLIPS, settings.clip), "{:g}".format)
    _menu("batch", _with(_BATCHES, settings.batch), str)
    key = widgets.widget_key("live-forcing", settings.forcing)
    st.slider(
        _(setting_title("forcing")),
        0.0,
        1.0,
        step=0.05,
        key=key,
        on_change=_take,
        args=("forcing", key),
        help=_(
            "In training, the share of steps at which the decoder reads the correct previous piece; at the others it "
            "reads its own output."
        ),
    )
    key = widgets.widget_key("live-guided", settings.guided)
    st.toggle(
        _(setting_title("guided")),
        key=key,
        on_change=_take,
        args=("guided", key),
        disabled=not (settings.chooses and settings.linked),
        help=_("Adds a loss that pulls the weights towards the known alignment."),
    )
    if not settings.linked:
        st.caption(_("Your own table has no gold alignment, so there is no alignment error and no guided attention."))
    _number("seed")
    _table_uploader()


def _race(settings: LiveSettings) -> None:
    chosen = [code for code in state.view().of(LiveView).race if len(race_settings(settings, (code,))) > 1]
    broken = broken_codes(settings)
    healthy = [code for code in chosen if code not in broken]
    _rivals("rivals", _("Race against"), _with(rival_codes(settings), *healthy), chosen)
    _rivals("broken_rivals", _("Or a broken run"), broken, chosen)
    st.caption(_("All runs learn from the same batches with the same seed; each differs from the first in one thing."))
    st.caption(
        _("All runs start at update 0. A run that is added later can join a race under way: the page offers it.")
    )


def _rivals(name: str, label: str, options: Sequence[str], chosen: Sequence[str]) -> None:
    """A menu of rivals. What is typed is looked for in their names as it stands."""
    here, elsewhere = ([code for code in chosen if (code in options) == among] for among in (True, False))
    key, left = widgets.menu_key(f"live-{name}", here), MOST_RIVALS - len(elsewhere)
    st.multiselect(
        label,
        options,
        key=key,
        format_func=lambda code: lane_titles(base_settings(), (code,))[1],
        on_change=_take_rivals,
        args=(key, elsewhere),
        max_selections=max(1, left),
        disabled=not left,
        placeholder=_("Choose what differs"),
        filter_mode="contains",
        select_all=False,
    )


def _sabotage(settings: LiveSettings) -> None:
    key = widgets.menu_key("live-broken", settings.sabotage)
    st.radio(
        _("What to break"),
        SABOTAGE,
        key=key,
        format_func=lambda name: _(SABOTAGE_TITLES[name]),
        on_change=_take,
        args=("sabotage", key),
    )
    if settings.sabotage:
        st.caption(_(SABOTAGE_SIGNS[settings.sabotage]))


def _menu(name: str, options: Sequence[Any], shown: Callable[[Any], str]) -> None:
    key = widgets.menu_key(f"live-{name}", getattr(base_settings(), name))
    st.selectbox(
        _(setting_title(name)),
        options,
        key=key,
        format_func=shown,
        on_change=_take,
        args=(name, key),
        filter_mode="contains",
    )


def _number(name: str, step: int = 1) -> None:
    settings = base_settings()
    least, most = bounds(settings.task)[name]
    # One for each task, whose limits are others: it forgets what could not be taken.
    key = widgets.widget_key(f"live-{name}-{settings.task}", getattr(settings, name))
    st.number_input(
        _(setting_title(name)),
        int(least),
        int(most),
        step=step,
        key=key,
        on_change=_take,
        args=(name, key),
        help=_("From {least} to {most}").format(least=least, most=most),
    )


def _take(name: str, key: str) -> None:
    """Take the value of a widget into the settings, or say why it is impossible."""
    value = widgets.widget_value(key)
    if value is None:
        return
    changes = {name: value}
    if name == "cell" and value != "rnn":
        changes |= {"nonlinearity": "tanh"}
    if name == "task" and value in TASKS:
        difficulty = TASKS[value].difficulty
        changes |= {"length": difficulty.length, "alphabet": difficulty.alphabet}
    try:
        state.choose("settings", replace(base_settings(), **changes).code())
    except InvalidRequest as error:
        state.refuse(refusal_text(Problem.of(error)))
    except ValueError:  # no setting at all: nothing that a menu offers, but a browser may send anything
        return


def _take_rivals(key: str, elsewhere: Sequence[str]) -> None:
    """Take the rivals of one menu, beside those of the other."""
    state.choose("race", (*elsewhere, *(widgets.widget_value(key) or ())))


def _with(options: Sequence[Any], *chosen: Any) -> list[Any]:
    """The options, and those that are chosen though they are not among them."""
    return list(dict.fromkeys((*options, *chosen)))


_KEY = "live-table"
_LENGTH, _SYMBOLS = 12, 300
"""Of a table: the longest pairs that are read, in symbols, and how many symbols of a side are known, at first."""


def _table_uploader() -> None:
    """The field for a visitor's own table; a table that can be read becomes the task."""
    st.file_uploader(
        _("Your own table: sentence, tab, translation; at most 5,000 pairs"),
        type=["tsv", "txt"],
        key=_KEY,
        max_upload_size=1,
        on_change=_take_table,
        help=_("It is kept in the server's memory, and anyone with the link to this page can train on it."),
    )


def _take_table() -> None:
    data = widgets.uploaded_bytes(_KEY)
    if not data:
        return
    try:
        pairs = parse_pairs(data, "", max_columns=2, most=MOST_TABLE_PAIRS)
    except ValueError:
        state.refuse(_("This file can't be read: each line needs a sentence, a tab and a translation, in UTF-8."))
        return
    difficulty = {"length": _LENGTH, "alphabet": _SYMBOLS}
    state.choose("settings", replace(base_settings(), task=POOL.add_table(pairs), guided=False, **difficulty).code())
