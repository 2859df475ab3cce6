"""One lens at a time: its question, its curves, and the command that measured them."""

from __future__ import annotations

import streamlit as st

from pages.ui.engine import cache
from pages.ui.layout import charts
from pages.ui.lenses.texts import LENS_TEXTS, LensText
from pages.ui.session import widgets
from pages.ui.session.view import View
from pages.ui.session.words import _
from seq2seq.training.lenses.record import LensRecord, read_lens_record, record_path


def draw_lens(view: View) -> None:
    """The menu, and the chosen lens."""
    key = widgets.widget_key("choose-effect", view.lenses.effect)
    st.segmented_control(
        _("Lens"),
        list(LENS_TEXTS),
        key=key,
        format_func=lambda name: _(LENS_TEXTS[name].title),
        on_change=widgets.choose_from_widget,
        args=("effect", key),
        required=True,
        label_visibility="collapsed",
    )
    text = LENS_TEXTS[view.lenses.effect]
    st.subheader(_(text.question), anchor=False)
    st.text(_(text.words))
    try:
        record = read_lens_record(record_path(view.lenses.effect, cache.root()))
    except (OSError, ValueError):
        st.text(_("This was not measured here. The command below does it."))
        record = LensRecord(view.lenses.effect, 5, ())
    else:
        _draw_curves(record, text)
    charts.command(record.command)


def _draw_curves(record: LensRecord, text: LensText) -> None:
    from seq2seq.figures.lenses import lens_curves, lens_table

    titles, axis = {name: _(title) for name, title in text.titles.items()}, _(text.axis)
    figure = lens_curves(record.curves, titles, axis, text.logarithmic, charts.accent())
    numbers = lens_table(record.curves, titles, axis).reset_index()
    charts.chart(_("Curves"), figure, numbers, record.name, caption=[_("Gaze: {title}").format(title=_(text.question))])
    words = _("Lines: the mean over all seeds (n = {n}). Bands: from the lowest to the highest.")
    st.caption(words.format(n=record.seeds))
