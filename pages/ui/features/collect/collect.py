"""What the page Collect asks the server: what is right in each question of the files that a browser has read. Names and
answers stay in the browser."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from pages.ui.address import state
from pages.ui.address.reports import ComponentReport, read_text
from pages.ui.address.view import View, decode_address
from pages.ui.engine.work import Problem
from pages.ui.features import FEATURES, feature_at
from pages.ui.kit.assignment import question_address
from pages.ui.kit.component import Component
from pages.ui.kit.words import _, problem_text
from seq2seq.trace.pieces import visible

COLLECTION = Component("features/collect")
MOST_QUESTIONS = 20
"""Different questions in one table: for each of them a model is asked."""
LONGEST_ADDRESS = 2100
_ADDRESS = re.compile(r"/[a-z-]+\?[^\s#]+")
QUESTIONS_ASKED = "questions of a collection"
"""What a visitor's browser has found in files is remembered under this name."""


def read_addresses(raw: object) -> tuple[str, ...]:
    """The addresses of questions, as a browser reports them. Raises ValueError."""
    if not isinstance(raw, list) or len(raw) > MOST_QUESTIONS:
        raise ValueError(f"no list of at most {MOST_QUESTIONS} addresses")
    addresses = tuple(map(read_text, raw))
    if any(len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address) for address in addresses):
        raise ValueError("no address of a question")
    return addresses


QUESTIONS = ComponentReport("questions", read_addresses)


def draw_collection() -> None:
    """The ways to the pages whose questions can be set, and the place where files are dropped."""
    with st.container(key="assigning"):
        st.text(_("To set an assignment, open its question on one of these pages and press Share, As an assignment."))
        with st.container(horizontal=True):
            for feature in FEATURES:
                if feature.assignable:
                    st.button(
                        _(feature.title),
                        key=f"assign-{feature.name}",
                        icon=":material/arrow_forward:",
                        on_click=state.go_to_page,
                        args=(feature.path,),
                    )
    _draw_files()


@st.fragment
def _draw_files() -> None:
    """The place where files are dropped, and their table. The browser reports which questions it has found, and is
    given their right answers."""
    asked: tuple[str, ...] = state.remembered(QUESTIONS_ASKED) or ()
    questions = {address: question_at(address) for address in asked}
    COLLECTION("collection", {"questions": questions}, QUESTIONS.listener(_remember))


def _remember(addresses: tuple[str, ...]) -> None:
    state.remember(QUESTIONS_ASKED, addresses)


def question_at(address: str) -> dict[str, Any]:
    """The question at an address, with that address as this app writes it, and the title of its page; or why there is
    none."""
    feature = feature_at(urlsplit(address).path.strip("/"))
    values, nonsense = decode_address(dict(parse_qsl(urlsplit(address).query)))
    if feature.assignable is None or nonsense:
        return {"problem": _("This server does not have this question.")}
    view = View.from_values(values)
    asked = feature.assignable.asked(view)
    if isinstance(asked, Problem):
        return {"problem": visible(problem_text(asked))}
    return {"address": question_address(feature, view), "page": _(feature.title), **vars(asked)}
