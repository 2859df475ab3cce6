"""What opens a part of the page on a phone; on larger screens all of the page stands there."""

from __future__ import annotations

from html import escape

import streamlit as st


def opener(label: str) -> None:
    """Draw, on a phone alone, a line that shows and hides everything else in the container that it stands in."""
    st.html(f'<details class="gaze-fold"><summary>{escape(label)}</summary></details>')
