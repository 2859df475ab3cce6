"""What the page Evidence shows of a family: checkpoints, quality by length, and metrics compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, get_args

import streamlit as st

from pages.ui.components import captions
from pages.ui.engine import cache
from pages.ui.session import state, titles
from pages.ui.session.definitions import COLUMN_HEADINGS, DEFINITIONS, QUALITIES, READING_TITLES, TABLE_COLUMNS, WORDS
from pages.ui.session.reports import pressed_bucket
from pages.ui.session.view import View
from pages.ui.session.words import _, ngettext
from seq2seq.config.schema import AlignmentReading
from seq2seq.config.variants import attends
from seq2seq.data.families import FAMILIES

if TYPE_CHECKING:
    import pandas as pd

    from seq2seq.evaluation.tables import Checkpoint
    from seq2seq.figures.evidence import Look

_COMMAND = (
    "python -m seq2seq evaluate --all --family {family} "
    "--against {against} --quality {quality} --reading {reading} --json"
)


def family_evidence(view: View) -> None:
    """Everything about the family's test split, or that nothing has been measured yet."""
    found = cache.checkpoints(view.family)
    if not found:
        st.text(_("No model of this language pair has been evaluated yet."))
        return
    look = _look(found, view)
    _heading(found, view)
    table = _overview(found, view)
    _checkpoints(table, view)
    _seeds(found, view)
    _bottleneck(found, look, view)
    _relations(found, table, look, view)


def _look(found: Sequence[Checkpoint], view: View) -> Look:
    from pages.ui.layout import charts
    from seq2seq.figures.evidence import Look

    shown = {each.scorer: titles.scorer_title(each.scorer) for each in found}
    words = {name: _(words) for name, words in WORDS.items()}
    return Look(view.scorer, view.evidence.against, shown, words, charts.accent())


def _heading(found: Sequence[Checkpoint], view: View) -> None:
    """What was measured on what, and what one compares with."""
    known = FAMILIES.get(view.family)
    said = ngettext(
        "{n} model on {sentences} sentences of the test split. Shaded and ±: 95 % of resamples of the sentences.",
        "{n} models on {sentences} sentences of the test split. Shaded and ±: 95 % of resamples of the sentences.",
        len(found),
    )
    st.subheader(_(known.title) if known else view.family, anchor=False)
    st.caption(said.format(n=len(found), sentences=f"{max(each.test['sentences'] for each in found):,}"))
    names = [each.scorer for each in found]
    row = st.container(horizontal=True, vertical_alignment="bottom", key="compared", gap="medium")
    with row:
        choice(_("Compared with"), "against", names, titles.scorer_title)
        choice(_("Quality"), "quality", list(QUALITIES), lambda name: _(QUALITIES[name]))
        choice(
            _("Alignments read as"), "reading", list(get_args(AlignmentReading)), lambda name: _(READING_TITLES[name])
        )


def choice(label: str, field: str, options: list[str], shown: Callable[[str], str]) -> None:
    """A menu for the choice `field`. What the URL asks for and the family has not is shown as nothing chosen."""
    chosen = state.chosen(field)
    key = state.menu_key(f"choose-{field}", chosen if chosen in options else None)
    st.selectbox(
        label, options, key=key, format_func=shown, on_change=state.choose_from_widget, args=(field, key), width=240
    )


def _gold(found: Sequence[Checkpoint]) -> str:
    """The gold set that alignments are scored on: the first that the cards know."""
    from seq2seq.evaluation import tables

    return next(iter(tables.gold_sets(found)), "")


def _overview(found: Sequence[Checkpoint], view: View) -> pd.DataFrame:
    from seq2seq.evaluation import tables

    compared = cache.comparison(view.family, view.evidence.against, view.evidence.quality)
    return tables.overview_table(found, _gold(found), view.evidence.reading, compared)


def _checkpoints(table: pd.DataFrame, view: View) -> None:
    """One row a model; the header of a column sorts it."""
    from pages.ui.layout import charts, tables

    shown = table.assign(scorer=table["scorer"].map(titles.scorer_title))
    columns = {
        name: st.column_config.NumberColumn(_(title), help=_(said))
        for name, (title, _pattern, said) in TABLE_COLUMNS.items()
    }
    tables.table_container("checkpoints").dataframe(
        tables.format_columns(shown, {name: pattern for name, (_title, pattern, _said) in TABLE_COLUMNS.items()}),
        hide_index=True,
        column_config={"scorer": st.column_config.TextColumn(_("Scoring function"), pinned=True), **columns},
        column_order=["scorer", *TABLE_COLUMNS],
        height="content",
        placeholder="–",
    )
    charts.csv(shown, "checkpoints")
    _command(view, "checkpoints")


def _seeds(found: Sequence[Checkpoint], view: View) -> None:
    """What a point is worth: by how much a model changes that is trained again from other random numbers."""
    from seq2seq.evaluation import tables

    table = tables.seed_table(found)
    if table.empty:
        return
    moved = table[f"{view.evidence.quality}_difference"].abs()
    st.caption(
        _(
            "Trained again from other random numbers, {quality} moved by {mean} on average and by {most} at most "
            "({names}). Differences between scoring functions that are no larger may be chance."
        ).format(
            quality=_(QUALITIES[view.evidence.quality]),
            mean=f"{moved.mean():.1f}",
            most=f"{moved.max():.1f}",
            names=", ".join(map(titles.scorer_title, table["scorer"])),
        )
    )


def _bottleneck(found: Sequence[Checkpoint], look: Look, view: View) -> None:
    """The argument for attention in one figure. A point that is pressed shows its sentences below."""
    from pages.ui.layout import charts
    from seq2seq.evaluation import tables
    from seq2seq.figures import evidence

    st.subheader(_("The bottleneck"), anchor=False)
    st.caption(
        _(
            "Without attention one fixed state must carry the whole sentence, and quality falls with its length. "
            "Press a point to see sentences of that length below."
        )
    )
    rows = tables.length_table(found)
    figure = evidence.quality_by_length(rows, view.evidence.quality, buckets(), look)
    title = _("Quality by length")
    charts.chart(title, figure, rows, "lengths", headings(), _press, _caption(title, view))
    _command(view, "lengths")


def _caption(title: str, view: View) -> list[str]:
    """Under a picture of a corpus, in which one scoring function stands out."""
    return captions.lines(view.family, title, titles.scorer_title(view.scorer))


def headings() -> dict[str, str]:
    """What the columns of numbers are called."""
    return {name: _(title) for name, title in COLUMN_HEADINGS.items()}


def _press() -> None:
    """The bucket of the point that was pressed."""
    bucket = pressed_bucket(state.widget_value("lengths-figure"))
    if bucket is not None:
        state.choose("bucket", bucket)


def buckets() -> list[str]:
    """How the groups of source lengths are called."""
    from seq2seq.evaluation.sentence_figures import LENGTHS

    starts = (1, *(bound + 1 for bound in LENGTHS))
    return [*(f"{low}–{high}" for low, high in zip(starts, LENGTHS, strict=False)), f"≥ {starts[-1]}"]


def _relations(found: Sequence[Checkpoint], table: pd.DataFrame, look: Look, view: View) -> None:
    """Metrics compared, two charts a row."""
    from pages.ui.layout import charts
    from seq2seq.evaluation import tables
    from seq2seq.figures import evidence

    st.subheader(_("Metrics compared"), anchor=False)
    errors, parts = tables.error_table(found), tables.part_table(found, _gold(found), view.evidence.reading)
    drawn = {
        "intervals": (_("Intervals"), evidence.intervals(table, view.evidence.quality, look), table, "checkpoints"),
        "trade": (_("Quality and alignment"), evidence.trade(table, view.evidence.quality, look), table, "checkpoints"),
        "entropy": (_("Entropy and error"), evidence.error_by_entropy(errors, look), errors, "errors"),
        "parts": (_("Alignment by part of the sentence"), evidence.by_part(parts, look), parts, "parts"),
        "masses": (_("Weight on end and punctuation"), evidence.masses(table, look), table, "checkpoints"),
        "readings": (_("Alignment readings"), *_readings(found, look), "readings"),
    }
    known = {name for name in ("aer", "end") if table[name].notna().to_numpy().any()}
    aligned = ("trade", "parts", *(("readings",) if attends(view.scorer) else ())) if "aer" in known else ()
    names = [*aligned, *(("entropy", "masses") if "end" in known and len(errors) else ()), "intervals"]
    for pair in zip_longest(names[::2], names[1::2]):
        for column, name in zip(st.columns(2, gap="large"), filter(None, pair), strict=False):
            title, figure, numbers, part = drawn[name]
            with column:
                charts.chart(title, figure, numbers, name, headings(), caption=_caption(title, view))
                st.caption(_(WORDS[f"{name}_said"]))
                _command(view, part)


def _readings(found: Sequence[Checkpoint], look: Look) -> tuple[object, pd.DataFrame]:
    from seq2seq.evaluation import tables
    from seq2seq.figures import evidence

    rows = tables.reading_table(found)
    names = {name: _(title) for name, title in READING_TITLES.items()} | {"all": _("all"), "short": _("≤ 15 tokens")}
    return evidence.heat(rows, look, names), rows


def _command(view: View, part: str) -> None:
    """How to have the numbers from the shell, and under which name."""
    from pages.ui.layout import charts

    chosen = view.evidence
    asked = _COMMAND.format(family=view.family, against=chosen.against, quality=chosen.quality, reading=chosen.reading)
    charts.command(asked, part)


def definitions() -> None:
    """What each figure means, with its formula."""
    with st.expander(_("Definitions"), icon=":material/function:", key="definitions"):
        for title, formula, said in DEFINITIONS:
            st.markdown(f"**{_(title)}**")
            st.latex(formula, width="content")
            st.caption(_(said))
