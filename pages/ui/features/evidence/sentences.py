"""The sentences behind the figures: the project's examples or a visitor's own, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.address.reports import pressed_row
from pages.ui.address.view import View
from pages.ui.engine import pretrained, work
from pages.ui.features.evidence import EvidenceView, upload
from pages.ui.features.evidence.evidence_controls import MENU_WIDTH, buckets, section
from pages.ui.kit import charts, tables, titles
from pages.ui.kit.controls import menu
from pages.ui.kit.definitions import ORDER_TITLES, SORT_ORDERS, TABLE_COLUMNS, TEXTS
from pages.ui.kit.words import _, problem_text
from seq2seq.config.variants import attends
from seq2seq.trace.pieces import visible

if TYPE_CHECKING:
    import pandas as pd

    from seq2seq.evaluation.metrics import MeasuredCorpus

FORMATS = {"end": "%.2f", "punctuation": "%.2f", "length": "%d"}
_HEIGHT = 420
_COMMAND = "python -m seq2seq evaluate --model {model} {what} --json"


def listing(view: View) -> None:
    """Draw the table of sentences, which can be sorted, filtered and opened. It is folded unless somebody has asked for
    it: by an address, a length or a file."""
    asked = bool({"order", "pieces"} & state.link().keys() or upload.used())
    with section("sentences", _("Sentences"), ":material/list:", asked) as sentences:
        if sentences.open:
            _listing(view)


def _listing(view: View) -> None:
    upload.chooser()
    corpus = _measured(view)
    if corpus is None:
        return
    if isinstance(corpus, work.Problem):
        st.text(problem_text(corpus) or _("There are no sentences."))
        return
    _draw_summary(corpus, view)
    from seq2seq.evaluation.metrics import ATTENTION_MEASURES

    # figures of attention only if the model attends
    known = [name for name in ORDER_TITLES if name not in ATTENTION_MEASURES or attends(view.scorer)]
    rows = sentence_rows(corpus).drop(columns=[name for name in ORDER_TITLES if name not in known])
    _rows(_filtered(rows, view, known), known)
    command = _COMMAND.format(model=view.model, what="--data FILE" if upload.current() else "--examples")
    charts.command("sentences", command)


def _measured(view: View) -> MeasuredCorpus | work.Problem | None:
    if upload.current():
        return upload.measured(view.model)
    pairs = tuple((example.source, example.translation) for example in pretrained.examples(view.family))
    return work.measure(view.model, pairs) if pairs else work.Problem()


def sentence_rows(corpus: MeasuredCorpus) -> pd.DataFrame:
    """One row per sentence: its texts as they are shown, and its figures."""
    from seq2seq.evaluation import tables

    rows = tables.sentence_table(corpus)
    return rows.assign(text=rows["source"], **{name: rows[name].map(visible) for name in TEXTS})


def _draw_summary(corpus: MeasuredCorpus, view: View) -> None:
    """Draw the summary: the source of the sentences, and their corpus-level figures."""
    from seq2seq.evaluation.metrics import counted_bleu, translation_summary

    whole, own = translation_summary(corpus.figures), upload.current()
    name = visible(own.name) if own else _("the project's own examples")
    summary = _("{model} on {name} (n = {n}): BLEU {bleu}, chrF {chrf}, perplexity {perplexity}")
    with st.container(horizontal=True, vertical_alignment="center", key="whose"):
        st.text(
            summary.format(
                n=f"{len(corpus.figures):,}",
                name=name,
                model=titles.scorer_title(view.scorer),
                bleu=f"{whole['bleu']:.1f} ± {whole['bleu_ci']:.1f}" if counted_bleu(whole) >= 0 else "–",
                chrf=f"{whole['chrf']:.1f}",
                perplexity=f"{whole['perplexity']:.2f}",
            )
        )
        if own:
            st.button(_("Back to the examples"), key="drop", type="tertiary", on_click=upload.drop)


def _filtered(rows: Any, view: View, known: list[str]) -> pd.DataFrame:
    """Draw the filters; return the rows of the chosen lengths and within the chosen bounds, the worst first."""
    from seq2seq.evaluation.metrics import length_bucket

    page = view.of(EvidenceView)
    order = page.order if page.order in known else known[0]
    with st.container(horizontal=True, vertical_alignment="bottom", key="narrowed", gap="medium"):
        menu(_("Worst first by"), "order", known, lambda name: _(ORDER_TITLES[name]), width=MENU_WIDTH)
        names = dict(enumerate([_("all"), *buckets()]))
        key = widgets.menu_key("choose-bucket", 0 if page.bucket is None else page.bucket + 1)
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
            title = _("{figure} range").format(figure=_(ORDER_TITLES[order]))
            low, high = st.slider(title, low, high, (low, high), key=f"between-{order}-{low}-{high}", width=320)
    kept = rows[rows[order].between(low, high)]
    if page.bucket is not None:
        kept = kept[length_bucket(kept["length"].to_numpy()) == page.bucket]
    return kept.sort_values(order, ascending=SORT_ORDERS[order] > 0, kind="stable")


def _take_bucket(key: str) -> None:
    """Choose a length bucket; the first option of the menu means all lengths."""
    chosen = widgets.widget_value(key)
    state.choose("bucket", chosen - 1 if isinstance(chosen, int) and chosen else None)


def _rows(rows: pd.DataFrame, known: list[str]) -> None:
    """Draw the rows. Clicking a sentence opens it on Translate."""
    if rows.empty:
        st.text(_("No sentences in this range."))
        return
    st.caption(_("Click a sentence to open it in Translate."))
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
