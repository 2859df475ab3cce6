"""The settings of the search, in the sidebar and on the page Beam."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.ui.address import codec, state, widgets
from pages.ui.address.regions import region, shows
from pages.ui.kit.words import _
from seq2seq.config.schema import SearchConfig

METHODS = {"greedy": "Greedy", "beam": "Beam", "sample": "Sampling"}
STARTS = {"greedy": SearchConfig(), "beam": SearchConfig(beam=5), "sample": SearchConfig(temperature=0.8)}
"""The first settings of each method."""
SEARCH_HINTS = {
    "beam": "How many hypotheses are kept at every step; 1 is greedy search.",
    "length_penalty": "Divides the log-probability by a power of the length: higher values favour long translations.",
    "coverage_penalty": "Lowers the score for every source piece that received little attention.",
    "temperature": "Divides the logits before sampling; lower values are closer to greedy search.",
    "top_k": "Samples from this many of the most probable pieces; 0 means all.",
    "top_p": "Samples from the fewest most probable pieces that together reach this probability; 1 means all.",
    "unknown": "It stands for what the vocabulary lacks. Unless this is on, it is never said, however probable.",
    "seed": "The same seed samples the same pieces.",
}


@region(shows("search"))
def popover() -> None:
    """Draw the settings behind a button with the chosen search."""
    chosen = state.view().search
    with st.popover(title(chosen), icon=":material/route:", width="stretch"):
        _method(chosen, "method", widgets.popover_key)
        _sliders(chosen, "search", widgets.popover_key)


def row() -> None:
    """Draw the settings side by side."""
    chosen = state.view().search
    _method(chosen, "page-method", widgets.widget_key)
    with st.container(horizontal=True, gap="medium", key="search-row"):
        _sliders(chosen, "page", widgets.widget_key)


def title(chosen: SearchConfig) -> str:
    if chosen.temperature > 0:
        return _("Sampling, temperature {x}").format(x=chosen.temperature)
    return _("Beam of {n}").format(n=chosen.beam) if chosen.beam > 1 else _("Greedy search")


def _method(chosen: SearchConfig, name: str, key_of: widgets.KeyOf) -> None:
    key = key_of(name, "sample" if chosen.temperature > 0 else "beam" if chosen.beam > 1 else "greedy")
    st.segmented_control(
        _("Search method"),
        list(METHODS),
        key=key,
        format_func=lambda name: _(METHODS[name]),
        on_change=_take_method,
        args=(key,),
        required=True,
    )


def _sliders(chosen: SearchConfig, place: str, key_of: widgets.KeyOf) -> None:
    """Draw the sliders of the chosen method. A beam of 1 is greedy search."""

    def slider(label: str, field: str, limits: tuple[float, float], step: float) -> None:
        key = key_of(f"{place}-{field}", getattr(chosen, field))
        st.slider(
            label, *limits, step=step, key=key, on_change=_take_search, args=(field, key), help=_(SEARCH_HINTS[field])
        )

    if chosen.temperature > 0:
        slider(_("Temperature"), "temperature", codec.TEMPERATURE, 0.1)
        slider(_("Top k"), "top_k", codec.TOP_K, 1)
        slider(_("Top p"), "top_p", codec.TOP_P, 0.05)
        slider(_("Seed"), "seed", codec.SEED, 1)
    else:
        slider(_("Beam size"), "beam", (1, codec.BEAM_LIMITS[1]), 1)
    if chosen.beam > 1:
        slider(_("Length penalty"), "length_penalty", codec.PENALTY, 0.1)
        slider(_("Coverage penalty"), "coverage_penalty", codec.COVERAGE, 0.1)
    key = key_of(f"{place}-unknown", chosen.unknown)
    st.toggle(
        _("Allow the unknown piece"),
        key=key,
        on_change=_take_search,
        args=("unknown", key),
        help=_(SEARCH_HINTS["unknown"]),
    )


def _take_method(key: str) -> None:
    state.choose("search", replace(STARTS[widgets.widget_value(key)], unknown=state.view().search.unknown))


def _take_search(field: str, key: str) -> None:
    """Choose a setting. A beam of 1 has no penalties, since it has nothing to rank."""
    chosen = SearchConfig.from_dict(state.view().search.to_dict() | {field: widgets.widget_value(key)})
    plain = SearchConfig(unknown=chosen.unknown)
    state.choose("search", plain if chosen.beam == 1 and chosen.temperature == 0 else chosen)
