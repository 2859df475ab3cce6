"""Other sentences, gone through in the background, and what is shown until they are ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui.engine import cache, work
from pages.ui.engine.cache import Problem
from pages.ui.engine.worker import Job
from pages.ui.session import state
from pages.ui.session.opening import opening
from pages.ui.session.reports import SENTENCE_OPENED, Listener
from pages.ui.session.view import View
from pages.ui.session.words import _, problem_text
from pages.ui.states import map_controls
from seq2seq.analysis.paths import StateIndex
from seq2seq.trace.trace import DecodeTrace

POLL = 0.3
"""Seconds between two looks at how far they have come."""
Mount = Callable[[Mapping[str, Any], int, str], None]
"""Hands data, the step, and what is said while one waits to a component."""


def neighbour_index(model: str) -> Job[StateIndex]:
    """The states of the family's example sentences and of one's own, being gathered or ready."""
    family = model.partition("/")[0]
    texts = (*(each.source for each in cache.examples(family)), *map_controls.own_sentences())
    return work.index_states(model, tuple(dict.fromkeys(texts)))


def sentence_listener() -> Listener:
    """A listener that opens the sentence that a component reports."""
    return SENTENCE_OPENED.listener(partial(state.choose, "text"))


def live(mount: Mount, drawn: Mapping[str, Any], view: View, job: Job[StateIndex], trace: DecodeTrace) -> None:
    """Mounts a component, at the step where `trace` is opened. A step that is reported back reruns this alone; so does
    the clock until the job is done, and then everything once more, with what it found. Whatever else is chosen in the
    component concerns the page."""
    waiting = not job.done
    st.fragment(_live, run_every=POLL if waiting else None)(mount, drawn, opening(view, trace), view, job, waiting)


def _runs_alone() -> bool:
    """Whether a fragment runs because of its clock or of something in it, and not as a part of the page."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def _live(mount: Mount, drawn: Mapping[str, Any], step: int, view: View, job: Job[StateIndex], waiting: bool) -> None:
    chosen = replace(state.view(), step=view.step) != view
    if _runs_alone() and (chosen or (waiting and job.done)):
        state.rerun()
    said = _("Searching other sentences: {x}%").format(x=round(job.share * 100)) if waiting else ""
    mount(drawn, step, problem_text(job.found) if isinstance(job.found, Problem) else said)
