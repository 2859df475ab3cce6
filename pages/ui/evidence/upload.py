"""Somebody's own sentence pairs: read, refused with a clear word, measured with progress, given up again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.ui.engine import cache
from pages.ui.engine.jobs import Measuring
from pages.ui.session import address as codec
from pages.ui.session import state
from pages.ui.session.words import _, ngettext, problem_text
from seq2seq.data import tsv as tables
from seq2seq.data.tsv import BadLine, Pair
from seq2seq.trace.labels import visible

if TYPE_CHECKING:
    from seq2seq.evaluation.sentence_figures import MeasuredCorpus

MOST_PAIRS, MOST_BYTES = 2000, 1_000_000
REASONS = {
    tables.NOT_UTF8: "Line {line} is not UTF-8 text.",
    tables.WRONG_COLUMNS: (
        "Line {line} needs two columns, sentence and translation with a tab between; found: {columns}."
    ),
    tables.EMPTY: "In line {line} a column is empty.",
}


@dataclass
class Upload:
    """A file that was accepted, and what each model made of it so far."""

    name: str
    pairs: tuple[Pair, ...]
    measured: dict[str, MeasuredCorpus] = field(default_factory=dict)
    job: Measuring | None = None


class Refused(ValueError):
    """The file can't be used; the message is for the visitor."""


def _read(data: bytes) -> tuple[Pair, ...]:
    """The pairs of a file. Raises Refused with a word on what is wrong, and where."""
    if len(data) > MOST_BYTES:
        raise Refused(_("The file is larger than one megabyte."))
    try:
        pairs = tables.parse_pairs(data, "", max_columns=2)
    except BadLine as error:
        raise Refused(_(REASONS[error.reason]).format(line=error.line, columns=error.columns)) from error
    except ValueError as error:
        raise Refused(_("The file is empty.")) from error
    if len(pairs) > MOST_PAIRS:
        raise Refused(_("The file has {n} pairs; at most 2,000 are read.").format(n=f"{len(pairs):,}"))
    for number, pair in enumerate(pairs, start=1):
        if max(map(len, pair)) > codec.LONGEST_TEXT:
            raise Refused(_("Line {line} has more than 2,000 characters in a column.").format(line=number))
    return tuple(pairs)


def chooser() -> None:
    """The field that takes a file, and what was wrong with the last one."""
    st.file_uploader(
        _("Sentence pairs of your own: one a line, a tab between sentence and translation, UTF-8, at most 2,000"),
        type=["tsv", "txt"],
        key=(key := f"pairs-{_dropped()}"),
        max_upload_size=1,
        on_change=_take,
        args=(key,),
    )
    if refused := state.remembered("refused"):
        with st.container(key="notice"):
            st.text(refused)


def current() -> Upload | None:
    """What is browsed instead of the examples."""
    return state.remembered("upload")


def measured(model: str) -> MeasuredCorpus | None:
    """What the model made of the file; None while it is at work, which is then shown."""
    upload = current()
    if upload is None or model in upload.measured:
        return upload and upload.measured[model]
    if upload.job is None or upload.job.model != model:
        if upload.job:
            upload.job.cancel()
        upload.job = Measuring(model, upload.pairs)
    _waiting(upload)
    return None


def drop() -> None:
    """Back to the examples, and an empty field: a callback."""
    _exchange(None)
    state.remember("dropped", _dropped() + 1)


def _dropped() -> int:
    """How many files were given up: a field with another number is a new one, which holds none."""
    return state.remembered("dropped") or 0


def _exchange(upload: Upload | None) -> None:
    if (before := current()) and before.job:
        before.job.cancel()
    state.remember("upload", upload)


def _take(key: str) -> None:
    """A callback: another file was chosen, or the last one taken away. A refused file changes nothing."""
    file = state.widget_value(key)
    state.remember("refused", None)
    if file is None:
        _exchange(None)
        return
    try:
        accepted = Upload(file.name, _read(file.getvalue()))
    except Refused as error:
        state.remember("refused", f"{visible(file.name)}: {error}")
        return
    _exchange(accepted)


@st.fragment(run_every=0.5)
def _waiting(upload: Upload) -> None:
    if current() is not upload:  # cancelled: the button reruns this fragment alone
        state.rerun()
    job: Any = upload.job
    if isinstance(job.outcome, cache.Problem):
        state.remember(
            "refused", _("It could not be measured: {reason}").format(reason=visible(problem_text(job.outcome)))
        )
        drop()
        state.rerun()
    if job.outcome is not None:
        upload.measured[job.model] = job.outcome
        state.rerun()
    measuring = ngettext("Measuring {name}: {n} pair", "Measuring {name}: {n} pairs", len(upload.pairs))
    st.progress(job.share, text=measuring.format(n=f"{len(upload.pairs):,}", name=visible(upload.name)))
    st.button(_("Cancel"), key="cancel", icon=":material/close:", on_click=drop)
