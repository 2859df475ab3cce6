"""The heads of the chosen model on the page Evidence: how well each aligns by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.address.view import View
from pages.ui.kit import titles
from pages.ui.kit.definitions import COLUMN_HEADINGS
from pages.ui.kit.words import _
from seq2seq.experiments.results import GOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seq2seq.evaluation.tables import Checkpoint
    from seq2seq.figures.evidence import FigureStyle


def draw_heads(checkpoints: Sequence[Checkpoint], style: FigureStyle, view: View) -> None:
    """Draw the alignment error of each head and of their mean; nothing for a model with one head."""
    from pages.ui.kit import charts
    from seq2seq.evaluation.tables import MEAN_OF_HEADS, head_table
    from seq2seq.figures.evidence import quality_intervals

    for gold, rows in head_table(checkpoints, view.scorer).items():
        names = {name: _head_title(name) for name in rows["scorer"]}
        named = replace(style, chosen=MEAN_OF_HEADS, baseline=MEAN_OF_HEADS, titles=names)
        title = _("Alignment error of each head: {gold}").format(gold=GOLD.get(gold, gold))
        headings = {name: _(words) for name, words in COLUMN_HEADINGS.items()} | {"scorer": _("Head")}
        caption = titles.caption_lines(view.family, title, titles.scorer_title(view.scorer))
        figure = quality_intervals(rows, "aer", named)
        numbers = rows.assign(scorer=rows["scorer"].map(names.get))
        charts.chart(title, figure, numbers, f"heads-{gold}", headings, caption=caption)
        st.caption(_("Alignment read from each head's weights and from the mean of all heads; lower is better."))


def _head_title(name: str) -> str:
    """Of `2.3`, the third head of the second layer; of `3` in a model with one layer; or of the mean."""
    layer, mark, head = name.rpartition(".")
    if mark:
        return _("layer {layer}, head {head}").format(layer=layer, head=head)
    return _("head {head}").format(head=head) if head.isdigit() else _("all heads")
