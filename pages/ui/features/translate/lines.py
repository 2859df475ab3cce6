"""A regular expression that a model has written, tried on lines that one types."""

from __future__ import annotations

import streamlit as st

from pages.ui.address import state
from pages.ui.address.regions import SENTENCE, region, shows
from pages.ui.engine import work
from pages.ui.kit.words import _
from seq2seq.data.families import FAMILIES
from seq2seq.data.languages import REGEX

_KEY = "lines"
_MOST, _LONGEST = 40, 8_000
"""Lines that are tried, and characters of all of them."""
_FIRST = "\n".join(
    (
        "dog",
        "dogs and 3 trucks",
        "the dog barks",
        "A red Truck",
        "truck 7",
        "rhythm",
        "NO NUMBERS HERE",
        "room 101",
        "lake",
    )
)
"""Lines of which most expressions match some."""


@region(shows(*SENTENCE, "reveal"))
def draw_lines() -> None:
    """A field of lines, and which of them the expression matches, in a family of expressions alone. In a browser that
    steps through the translation, the expression is not known yet."""
    view = state.view()
    family = FAMILIES.get(view.family)
    if family is None or family.target != REGEX or view.reveal:
        return
    outcome = work.translate(view.request)
    if isinstance(outcome, work.Problem):
        return
    st.subheader(_("Try it on lines"), anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        typed = st.text_area(
            _("Lines"), state.remembered(_KEY) or _FIRST, height=260, max_chars=_LONGEST, key="typed-lines"
        )
        state.remember(_KEY, typed)
        st.caption(
            _("An expression matches a line as a whole. Lines stay in this server's memory; links do not hold them.")
        )
    with right:
        _matches(outcome.text, [line for line in typed.split("\n") if line])


def _matches(expression: str, lines: list[str]) -> None:
    import pandas as pd

    from seq2seq.evaluation.regexes import LONGEST_LINE, TooManyStates, matches

    tried = [line for line in lines if len(line) <= LONGEST_LINE][:_MOST]
    if len(tried) < len(lines):
        words = _("Not all lines are tried: at most {n}, of at most {length} characters each.")
        st.text(words.format(n=_MOST, length=LONGEST_LINE))
    try:
        found = [matches(expression, line) for line in tried]
    except TooManyStates:
        st.text(_("This expression takes too long to be tried."))
        return
    except ValueError:
        st.text(
            _("The model has written something that is no regular expression: a bracket or an operator is missing.")
        )
        return
    st.text(_("Matching lines: {n} of {total}").format(n=sum(found), total=len(tried)))
    st.dataframe(
        pd.DataFrame({"found": ["✓" if one else "✗" for one in found], "line": tried}),
        hide_index=True,
        column_config={
            "found": st.column_config.TextColumn(_("Matches"), width="small"),
            "line": st.column_config.TextColumn(_("Line")),
        },
    )
