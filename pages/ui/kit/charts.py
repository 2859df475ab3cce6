"""Charts: every figure comes with its numbers, and both can be saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.ui.address import state
from pages.ui.kit import grain, tables, titles
from pages.ui.kit.words import _
from seq2seq.evaluation.compare import Agreement
from seq2seq.figures import alignment, strategies
from seq2seq.figures import comparison as distance
from seq2seq.figures import comparison as threshold_curves
from seq2seq.figures.style import ATTENTION_COLOUR, INK, QUIET, add_caption
from seq2seq.trace.trace import DecodeTrace

if TYPE_CHECKING:
    from seq2seq.evaluation.searches import Outcome

ATTENTION_ON_DARK, INK_ON_DARK = "#8fa8ff", "#fafafa"
"""The accent and the colour of text of the dark theme in `.streamlit/config.toml`."""
PICTURES = ("PNG", "SVG")
"""Formats of saved pictures."""
SAVING = (
    "Download plot as a PNG",
    "Download plot",
    "Preparing image - this may take a few seconds",
    "Image download succeeded",
    "Sorry, there was a problem downloading your image!",
)
"""What plotly says itself, as far as its tools are shown."""


def accent() -> str:
    """The colour of attention in the visitor's theme."""
    return ATTENTION_ON_DARK if state.on_dark() else ATTENTION_COLOUR


def ink() -> str:
    """The colour of text in the visitor's theme, for text on a coloured ground."""
    return INK_ON_DARK if state.on_dark() else INK


def alignment_expander(trace: DecodeTrace) -> None:
    """Draw the alignment as a figure and as a table, by words or by pieces, and the trace as a file. A model without
    attention has no alignment."""
    if trace.attends:
        displayed = grain.displayed(trace)
        chart(
            _("Matrix"),
            alignment.alignment_heatmap(displayed, accent=accent()),
            alignment.alignment_table(displayed),
            "alignment",
        )
    else:
        st.caption(_("No attention, so there are no weights to draw: every step is given the same vector."))
    _download(_("Trace as JSON"), trace.to_json, "trace.json", "application/json")


def distance_chart(traces: Sequence[DecodeTrace], titles: Sequence[str]) -> None:
    """Draw the distance of each pair of traces as a heatmap and as numbers."""
    numbers = distance.distance_table(traces, titles)
    chart(_("Distances"), distance.distance_heatmap(numbers, accent()), numbers, "distances")


def threshold_chart(
    agreements: Mapping[str, Agreement], colours: Mapping[str, str], chosen: str, threshold: float | None
) -> None:
    """Draw the agreement with the gold links by weight threshold, each model in its colour."""
    titles = {name: _(title) for name, title in threshold_curves.THRESHOLD_SCORES.items()}
    figure = threshold_curves.threshold_curves(agreements, colours, chosen, threshold, titles)
    chart(_("Threshold from 0 to 1"), figure, threshold_curves.threshold_table(agreements, titles), "thresholds")


def beam_width_chart(outcomes: Sequence[Outcome]) -> None:
    """Draw the outcomes by beam width as curves and as numbers."""
    titles = {name: _(title) for name, title in strategies.BEAM_WIDTH_TITLES.items()}
    figure = strategies.beam_width_curves(outcomes, accent(), titles)
    chart(
        _("Beam size 1 to {n}").format(n=len(outcomes)), figure, strategies.beam_width_table(outcomes, titles), "beams"
    )


def chart(
    title: str,
    figure: go.Figure,
    numbers: pd.DataFrame,
    name: str,
    headings: Mapping[str, str] | None = None,
    pressed: Callable[[], None] | None = None,
    caption: Sequence[str] | None = None,
) -> None:
    """Draw a figure, and its numbers in a second tab.

    Saved files have the `name`. The columns of numbers have `headings`. `pressed` is called after a click on a point.
    The `caption` is seen only in saved pictures."""
    picture, table = st.tabs([title, _("Numbers")], key=f"{name}-tabs")
    add_caption(figure, titles.caption(state.view()) if caption is None else caption)
    figure.update_layout(modebar={"bgcolor": "rgba(0,0,0,0)", "color": QUIET, "activecolor": QUIET})
    if state.view().present:
        _fix_sizes(figure)
        st.html(f"<style>.st-key-{name}-figure {{ --gaze-figure: {figure.layout['height']}px; }}</style>")
    with table:
        shown = {column: heading for column, heading in (headings or {}).items() if column in numbers}
        tables.table_container(f"{name}-table").dataframe(numbers.round(4), column_config=shown)
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"{name}-files"):
            csv(numbers, name)
            form = st.segmented_control(_("Save the picture as"), PICTURES, default="PNG", key=f"{name}-picture")
    with picture:
        st.plotly_chart(
            figure,
            key=f"{name}-figure",
            config=_tools(name, form or "PNG"),
            on_select=pressed or "ignore",
            selection_mode="points",
        )


def _fix_sizes(figure: go.Figure) -> None:
    """Give a figure for the wall the sizes in pixels that letters and gaps have on a page, in place of those that
    Streamlit derives from the letters of the wall: there the style sheet enlarges the drawing as a whole."""
    small, middle = {"size": 12}, {"size": 14}
    figure.update_layout(
        font=small,
        legend={"font": small, "title": {"font": small}},
        hoverlabel={"font": small},
        margin={"pad": 8},
    )
    axes: tuple[Any, ...] = (*figure.select_xaxes(), *figure.select_yaxes())
    for axis in axes:
        axis.update(
            tickfont={"size": axis.tickfont.size or small["size"]},
            title={"font": {"size": axis.title.font.size or middle["size"]}, "standoff": axis.title.standoff or 20},
        )


def _tools(name: str, form: str) -> dict[str, object]:
    """What plotly offers on a figure: to save it as a file of this name and form, in the visitor's language."""
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"filename": name, "format": form.lower()},
        "locale": "here",
        "locales": {"here": {"dictionary": {words: _(words) for words in SAVING}}},
    }


def command(name: str, line: str, parts: Sequence[str] = ()) -> None:
    """Draw the shell command that prints the numbers of figures, folded; `parts` are their names in its output.

    It is sent when it is unfolded: what colours code is 1.6 MB, which few come for."""
    folded = st.expander(
        _("Command"), icon=":material/terminal:", type="compact", key=f"command-{name}", on_change="rerun"
    )
    with folded:
        if not folded.open:
            return
        st.code(line, language="bash", wrap_lines=True)
        if parts:
            st.caption(_("Its output has the parts {parts}.").format(parts=", ".join(f"`{part}`" for part in parts)))


def csv(numbers: pd.DataFrame, name: str) -> None:
    """Draw a button that saves a table as CSV."""
    # the CSV file has a byte order mark, by which spreadsheets recognize UTF-8
    _download(_("Numbers as CSV"), lambda: numbers.to_csv().encode("utf-8-sig"), f"{name}.csv", "text/csv")


def _download(label: str, make: Callable[[], str | bytes], file: str, mime: str) -> None:
    """Draw a download button; the file is made when it is clicked."""
    st.download_button(label, make, file, mime, icon=":material/download:", on_click="ignore")
