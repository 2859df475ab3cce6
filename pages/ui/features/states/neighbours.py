"""Nearest states in other sentences: searched in the background, with the progress shown until they are ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from pages.ui.address import state
from pages.ui.address.reports import SENTENCE_OPENED, Listener
from pages.ui.address.view import View, opening
from pages.ui.engine import pretrained, work
from pages.ui.engine.work import Job, Problem
from pages.ui.features.states import map_controls
from pages.ui.kit.words import _, problem_text
from pages.ui.streamlit_compat.runs import asked_fragments
from seq2seq.analysis.paths import StateIndex
from seq2seq.trace.trace import DecodeTrace

POLL = 0.3
"""Seconds between two updates of the progress."""
Mount = Callable[[Mapping[str, Any], str], None]
"""Mounts a component with its data and the text shown while the search runs."""


def neighbour_index(model: str) -> Job[StateIndex]:
    """The job that collects the states of the family's examples and training pairs, and of the visitor's sentences."""
    family = model.partition("/")[0]
    texts = (*(example.source for example in pretrained.examples(family)), *map_controls.own_sentences())
    return work.index_states(model, tuple(dict.fromkeys(texts)), pretrained.sample(family))


def sentence_listener() -> Listener:
    """A listener that opens the sentence that a component reports."""
    return SENTENCE_OPENED.listener(partial(state.choose, "text"))


def mount_live(mount: Mount, data: Mapping[str, Any], view: View, job: Job[StateIndex], trace: DecodeTrace) -> None:
    """Mount a component in a fragment, at the step where `trace` opens unless one is chosen.

    A step reported by the component reruns only the fragment. So does a timer while `job` runs; once the job is done,
    the page reruns with its result. Any other choice made in the component reruns the page, too."""
    waiting = not job.done
    opened = {**data, "opening": opening(view, trace)}
    st.fragment(_mount_live, run_every=POLL if waiting else None)(mount, opened, view, job, waiting)


def _mount_live(mount: Mount, data: Mapping[str, Any], view: View, job: Job[StateIndex], waiting: bool) -> None:
    chosen = state.view().where(step=view.step) != view
    # not as part of the page, but for its timer or a widget in it
    if asked_fragments() and (chosen or (waiting and job.done)):
        state.rerun()
    progress = _("Searching other sentences: {x}%").format(x=round(job.share * 100)) if waiting else ""
    mount(data, problem_text(job.result) if isinstance(job.result, Problem) else progress)
