"""Charts: a figure is never shown without its numbers, nor either without a file to take home."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.ui.components import captions
from pages.ui.layout import tables
from pages.ui.session import grain, state
from pages.ui.session.words import _
from seq2seq.evaluation.compare import Agreement
from seq2seq.figures import alignment, strategies
from seq2seq.figures import distances as distance
from seq2seq.figures import thresholds as threshold_curves
from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, add_caption
from seq2seq.trace.trace import DecodeTrace

ATTENTION_ON_DARK = "#8fa8ff"
"""The accent of the dark theme in `.streamlit/config.toml`."""
PICTURES = ("PNG", "SVG")
"""What the camera in a figure's corner can save."""
TOOLS = {"displaylogo": False, "modeBarButtons": [["toImage"]]}


def accent() -> str:
    """The colour of attention in the visitor's theme."""
    return ATTENTION_ON_DARK if st.context.theme.type == "dark" else ATTENTION_COLOUR


def alignment_expander(trace: DecodeTrace) -> None:
    """The alignment as a figure and as a table, of words or of pieces, and the whole trace as a file. What does not
    attend has no alignment."""
    if trace.attends:
        told = grain.displayed(trace)
        chart(
            _("Matrix"),
            alignment.alignment_heatmap(told, accent=accent()),
            alignment.alignment_table(told),
            "alignment",
        )
    else:
        st.caption(_("No attention, so there are no weights to draw: every step is given the same vector."))
    _download(_("Trace as JSON"), trace.to_json, "trace.json", "application/json")


def distance_chart(traces: Sequence[DecodeTrace], titles: Sequence[str]) -> None:
    """How far any two are apart, as ink and as numbers."""
    numbers = distance.distance_table(traces, titles)
    chart(_("Distances"), distance.distance_heatmap(numbers, accent()), numbers, "distances")


def threshold_chart(found: Mapping[str, Agreement], chosen: str, threshold: float | None) -> None:
    """How well links agree with those drawn over the panels, from each weight on."""
    titles = {name: _(title) for name, title in threshold_curves.THRESHOLD_SCORES.items()}
    figure = threshold_curves.threshold_curves(found, chosen, threshold, accent(), titles)
    chart(_("Threshold from 0 to 1"), figure, threshold_curves.threshold_table(found, titles), "thresholds")


def beam_width_chart(found: Sequence[strategies.BeamOutcome]) -> None:
    """What a wider beam changes, as curves and as numbers."""
    titles = {name: _(title) for name, title in strategies.BEAM_WIDTH_TITLES.items()}
    figure = strategies.beam_width_curves(found, accent(), titles)
    chart(_("Beam size 1 to {n}").format(n=len(found)), figure, strategies.beam_width_table(found, titles), "beams")


def chart(
    title: str,
    figure: go.Figure,
    numbers: pd.DataFrame,
    name: str,
    headings: Mapping[str, str] | None = None,
    pressed: Callable[[], None] | None = None,
    caption: Sequence[str] | None = None,
) -> None:
    """The figure, and behind a tab its numbers, whose columns are headed by `headings`; files keep the names that the
    command line has for them. `pressed` hears of points that are pressed. What is saved has a `caption`: in the page
    it is out of sight, since all of it stands there already."""
    picture, table = st.tabs([title, _("Numbers")], key=f"{name}-tabs")
    add_caption(figure, captions.of(state.view()) if caption is None else caption)
    figure.update_layout(modebar={"bgcolor": "rgba(0,0,0,0)", "color": QUIET, "activecolor": QUIET})
    with table:
        tables.table_container(f"{name}-table").dataframe(numbers.round(4), column_config=headings)
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"{name}-files"):
            csv(numbers, name)
            form = st.segmented_control(_("Save the picture as"), PICTURES, default="PNG", key=f"{name}-picture")
    with picture:
        st.plotly_chart(
            figure,
            key=f"{name}-figure",
            config=TOOLS | {"toImageButtonOptions": {"filename": name, "format": (form or "PNG").lower()}},
            on_select=pressed or "ignore",
            selection_mode="points",
        )


def command(asked: str, part: str = "") -> None:
    """How to have the numbers of a figure from the shell, folded away; `part` is their name in what is printed."""
    with st.expander(_("Command"), icon=":material/terminal:", type="compact"):
        st.code(asked, language="bash", wrap_lines=True)
        if part:
            st.caption(_("Its numbers are printed as {part}.").format(part=f"`{part}`"))


def csv(numbers: pd.DataFrame, name: str) -> None:
    """A table to take home."""
    _download(_("Numbers as CSV"), lambda: _csv(numbers), f"{name}.csv", "text/csv")


def _csv(numbers: pd.DataFrame) -> bytes:
    """With the mark that tells spreadsheets that it is UTF-8."""
    return numbers.to_csv().encode("utf-8-sig")


def _download(label: str, make: Callable[[], str | bytes], file: str, mime: str) -> None:
    """The file is made when somebody asks for it."""
    st.download_button(label, make, file, mime, icon=":material/download:", on_click="ignore")
