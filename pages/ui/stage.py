"""The Python side of the stage: registers the component and hands it a trace. What moves, moves in the browser."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st
from streamlit.components import v2

from pages.ui import state
from pages.ui.words import _
from seq2seq.trace import DecodeTrace

FOLDER = Path(__file__).parent / "stage"
IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+\.js)";$', re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
"""Comments that have their lines to themselves."""


def bundle(folder: Path = FOLDER, entry: str = "index.js") -> str:
    """The modules as one: each behind those it imports, without the words import and export between them, and without
    comments, since Streamlit sends the code again with every change of data."""
    ordered: dict[str, str] = {}

    def visit(name: str) -> None:
        if name in ordered:
            return
        source = (folder / name).read_text("utf-8")
        for imported in IMPORT.findall(source):
            visit(imported)
        ordered[name] = re.sub(r"^export (?!default)", "", IMPORT.sub("", source), flags=re.MULTILINE)

    visit(entry)
    return COMMENT.sub("", "\n".join(ordered.values()))


def english(folder: Path = FOLDER) -> dict[str, str]:
    """The stage's own words: key → English."""
    return dict(re.findall(r'^  (\w+): "(.*)",$', (folder / "labels.js").read_text("utf-8"), re.MULTILINE))


LABELS = english()
_component = v2.component("gaze.stage", css=(FOLDER / "stage.css").read_text("utf-8"), js=bundle())


@st.fragment
def draw(trace: DecodeTrace, step: int | None) -> None:
    """The stage, at `step` when it is new in the page. A step that is reported back reruns this fragment alone, with
    the very same arguments, so that nothing is drawn again."""
    key = f"stage-{state.visit()}"
    data = {
        "trace": trace.to_dict(vectors=False),
        "step": step,
        "labels": {name: _(words) for name, words in LABELS.items()},
    }
    _component(key=key, data=data, on_step_change=lambda: state.take_step(key))
