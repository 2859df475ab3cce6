"""The example sentences of a family, to pick from."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.address.regions import region
from pages.ui.engine import pretrained
from pages.ui.kit.words import _
from seq2seq.data.examples import Example
from seq2seq.data.shipped import SEEN_FILE, SeenSentences

_SHOWN = 2
"""The number of examples from each group beside the sentence; the menu has all."""
EXAMPLE_HEADINGS = {
    "word-order": "Word order",
    "adjectives": "Adjectives",
    "one-to-many": "One to many",
    "function-words": "Function words",
    "negation": "Negation",
    "contractions": "Contractions",
    "agreement": "Agreement",
    "questions": "Questions",
    "unknown-words": "Unknown words",
    "length": "Length",
    "too-long": "Too long",
    "chosen": "Chosen",
    "from-a-seed": "From a seed",
    "from-the-table": "From the table",
}
FAILURES = {
    "unknown-words": "These have words that were rare in training: expect mistakes there.",
    "too-long": "Longer than most training sentences: parts may get lost.",
}
"""Groups whose translations go wrong, and why."""


@region(lambda: pretrained.example(state.view().family, state.view().text))
def chips() -> None:
    """Draw example sentences to choose from."""
    groups = {
        name: list(members)
        for name, members in groupby(pretrained.examples(state.view().family), lambda example: example.group)
    }
    reliable = [members for name, members in groups.items() if name not in FAILURES]
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False, key="examples")
    with row:
        _chips(_("Examples"), "examples-row", [example for members in reliable for example in members[:_SHOWN]])
        with st.popover(_("More"), icon=":material/menu_book:", type="tertiary", key="more", on_change="rerun") as more:
            for name, members in groups.items() if more.open else ():
                _chips(_(EXAMPLE_HEADINGS[name]), f"examples-{name}", members, visible=True)
                if name in FAILURES:
                    st.caption(_(FAILURES[name]))
            if more.open and (known := _trained_on(pretrained.root(), state.view().family)):
                st.text(_("These were training sentences too: {sentences}").format(sentences=" ".join(known)))


@st.cache_resource(max_entries=64, show_spinner=False)
def _trained_on(folder: Path, family: str) -> tuple[str, ...]:
    """The examples that were in the training data, as far as that is recorded."""
    try:
        seen = SeenSentences.read(folder / family / SEEN_FILE)
    except (OSError, ValueError):
        return ()
    return tuple(example.source for example in pretrained.examples(family) if seen.has_source(example.source))


def _chips(label: str, key: str, examples: list[Example], visible: bool = False) -> None:
    """Draw one pill per example; the chosen sentence is marked."""
    options = [example.source for example in examples]
    text = state.view().text
    widgets.widget_key(key, text if text in options else None)
    st.pills(
        label,
        options,
        key=key,
        on_change=widgets.choose_from_widget,
        args=("text", key),
        wrap=visible,
        width="content" if visible else "stretch",
        label_visibility="visible" if visible else "collapsed",
    )
