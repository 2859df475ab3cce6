"""Commands of the shell on the page Evidence: how right they are, with words that the vocabulary lacks and without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.ui.kit import titles
from pages.ui.kit.definitions import COMMAND_COLUMNS, COMMAND_PARTS
from pages.ui.kit.words import _

if TYPE_CHECKING:
    from seq2seq.evaluation.tables import Checkpoint


def draw_commands(checkpoints: Sequence[Checkpoint]) -> None:
    """Draw the table of commands; nothing for models that write none."""
    from pages.ui.kit import charts, tables
    from seq2seq.evaluation.commands import command_table

    table: Any = command_table(checkpoints)
    if table.empty:
        return
    st.subheader(_("Command accuracy"), anchor=False)
    st.caption(
        _(
            "An out-of-vocabulary (OOV) word in the command can only be copied. Commands are compared as "
            "text and never run. ±: half of the 95 % interval over resamples."
        )
    )
    shown = table.assign(
        scorer=table["scorer"].map(titles.scorer_title), part=[_(COMMAND_PARTS[part]) for part in table["part"]]
    )
    headings = {name: _(title) for name, (title, _pattern, _meaning) in COMMAND_COLUMNS.items()}
    columns = {
        name: st.column_config.NumberColumn(headings[name], help=meaning and _(meaning))
        for name, (_title, _pattern, meaning) in COMMAND_COLUMNS.items()
    }
    tables.table_container("commands").dataframe(
        tables.format_columns(shown, {name: pattern for name, (_title, pattern, _meaning) in COMMAND_COLUMNS.items()}),
        hide_index=True,
        column_config={
            "scorer": st.column_config.TextColumn(_("Scoring function"), pinned=True),
            "part": _("Part"),
            **columns,
        },
        height="content",
    )
    charts.csv(shown.rename(columns=headings), "commands")
