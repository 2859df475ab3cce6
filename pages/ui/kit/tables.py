"""Tables: the container of a table, and how its numbers are written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.address import state

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler
    from streamlit.delta_generator import DeltaGenerator


def table_container(key: str) -> DeltaGenerator:
    """The container of a table. Each language has its own: the browser measures the headings of a table only once."""
    return st.container(key=f"{key}-{state.language()}")


def format_number(value: float, pattern: str = "%.2f") -> str:
    """A number in a printf pattern, with a minus sign in place of the hyphen."""
    return (pattern % value).replace("-", "−")


def format_columns(table: pd.DataFrame, patterns: Mapping[str, str]) -> Styler:
    """The table with the numbers of some columns in their printf patterns. It is still sorted by the numbers."""
    style = table.style
    style.format({name: partial(format_number, pattern=pattern) for name, pattern in patterns.items()}, na_rep="–")
    return style
