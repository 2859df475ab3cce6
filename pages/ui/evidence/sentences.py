"""The sentences behind the figures: the project's examples or somebody's own, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.ui.engine import cache, work
from pages.ui.evidence import evidence, upload
from pages.ui.layout import charts, tables
from pages.ui.session import state, titles
from pages.ui.session.definitions import ORDER_TITLES, SORT_ORDERS, TABLE_COLUMNS, TEXTS
from pages.ui.session.reports import pressed_row
from pages.ui.session.view import View
from pages.ui.session.words import _, problem_text
from seq2seq.config.variants import attends
from seq2seq.trace.labels import visible

if TYPE_CHECKING:
    import pandas as pd

    from seq2seq.evaluation.sentence_figures import MeasuredCorpus

FORMATS = {"end": "%.2f", "punctuation": "%.2f", "length": "%d"}
_HEIGHT = 420
_COMMAND = "python -m seq2seq evaluate --model {model} {what} --json"


def listing(view: View) -> None:
    """A table of sentences that one can sort, narrow down and open."""
    st.subheader(_("Sentences"), anchor=False)
    upload.chooser()
    found = _measured(view)
    if found is None:
        return
    if isinstance(found, cache.Problem):
        st.text(problem_text(found) or _("There are no sentences."))
        return
    _summed_up(found, view)
    known = _figures(view)
    rows = draw_table(found).drop(columns=[name for name in ORDER_TITLES if name not in known])
    _rows(_narrowed(rows, view, known), known)
    charts.command(_COMMAND.format(model=view.model, what="--data FILE" if upload.current() else "--examples"))


def _measured(view: View) -> MeasuredCorpus | cache.Problem | None:
    if upload.current():
        return upload.measured(view.model)
    pairs = tuple((each.source, each.translation) for each in cache.examples(view.family))
    return work.measure(view.model, pairs) if pairs else cache.Problem()


def draw_table(measured: MeasuredCorpus) -> pd.DataFrame:
    """One row a sentence: its texts as they can be shown, and its figures."""
    from seq2seq.evaluation import tables

    found = tables.sentence_table(measured)
    return found.assign(text=found["source"], **{name: found[name].map(visible) for name in TEXTS})


def _figures(view: View) -> list[str]:
    """What is known of each sentence; where nothing attends there is nothing to say of attention."""
    from seq2seq.evaluation.sentence_figures import ATTENTION_MEASURES

    return [name for name in ORDER_TITLES if name not in ATTENTION_MEASURES or attends(view.scorer)]


def _summed_up(found: MeasuredCorpus, view: View) -> None:
    """Which sentences these are, and their figures taken together."""
    from seq2seq.evaluation.sentence_figures import translation_summary

    whole, own = translation_summary(found.figures), upload.current()
    name = visible(own.name) if own else _("the project's own examples")
    said = _("{model} on {name} (n = {n}): BLEU {bleu} ± {ci}, chrF {chrf}, perplexity {perplexity}")
    with st.container(horizontal=True, vertical_alignment="center", key="whose"):
        st.text(
            said.format(
                n=f"{len(found.figures):,}",
                name=name,
                model=titles.scorer_title(view.scorer),
                bleu=f"{whole['bleu']:.1f}",
                ci=f"{whole['bleu_ci']:.1f}",
                chrf=f"{whole['chrf']:.1f}",
                perplexity=f"{whole['perplexity']:.2f}",
            )
        )
        if own:
            st.button(_("Back to the examples"), key="drop", type="tertiary", on_click=upload.drop)


def _narrowed(rows: Any, view: View, known: list[str]) -> pd.DataFrame:
    """The rows of the chosen lengths and between the chosen bounds, the worst first."""
    from seq2seq.evaluation.sentence_figures import length_bucket

    order = view.evidence.order if view.evidence.order in known else known[0]
    with st.container(horizontal=True, vertical_alignment="bottom", key="narrowed", gap="medium"):
        evidence.choice(_("Worst first by"), "order", known, lambda name: _(ORDER_TITLES[name]))
        names = dict(enumerate([_("all"), *evidence.buckets()]))
        key = state.menu_key("choose-bucket", 0 if view.evidence.bucket is None else view.evidence.bucket + 1)
        st.selectbox(
            _("Source pieces"),
            list(names),
            key=key,
            format_func=names.__getitem__,
            on_change=_take_bucket,
            args=(key,),
            width=160,
        )
        low, high = float(rows[order].min()), float(rows[order].max())
        if low < high:
            title = _("{figure} between").format(figure=_(ORDER_TITLES[order]))
            low, high = st.slider(title, low, high, (low, high), key=f"between-{order}-{low}-{high}", width=320)
    kept = rows[rows[order].between(low, high)]
    if view.evidence.bucket is not None:
        kept = kept[length_bucket(kept["length"].to_numpy()) == view.evidence.bucket]
    return kept.sort_values(order, ascending=SORT_ORDERS[order] > 0, kind="stable")


def _take_bucket(key: str) -> None:
    """The first of the menu is all lengths."""
    chosen = state.widget_value(key)
    state.choose("bucket", chosen - 1 if isinstance(chosen, int) and chosen else None)


def _rows(rows: pd.DataFrame, known: list[str]) -> None:
    """Pressing a sentence opens it on Translate."""
    if rows.empty:
        st.text(_("No sentence is left between these bounds."))
        return
    st.caption(_("Press a sentence to open it on Translate."))
    numbers = {
        name: st.column_config.NumberColumn(_(ORDER_TITLES[name]), format=FORMATS.get(name) or TABLE_COLUMNS[name][1])
        for name in known
    }
    texts = {name: st.column_config.TextColumn(_(title), width="medium") for name, title in TEXTS.items()}
    pressed = tables.table_container("all-sentences").dataframe(
        rows,
        hide_index=True,
        height=_HEIGHT,
        column_config={**texts, **numbers},
        column_order=[*texts, *numbers],
        key="sentences",
        on_select="rerun",
        selection_mode="single-cell",
    )
    charts.csv(rows.drop(columns="text"), "sentences")
    row = pressed_row(pressed, len(rows))
    if row is not None:
        state.choose("text", rows["text"].iloc[row])
        state.switch_page("pages/translate.py")
