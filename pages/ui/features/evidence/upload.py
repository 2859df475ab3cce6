"""A visitor's own sentence pairs: reading the file, measuring it with progress, going back to the examples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.ui.address import codec, state, widgets
from pages.ui.engine import work
from pages.ui.engine.measuring import Measuring
from pages.ui.kit.words import _, ngettext, problem_text
from seq2seq.data import tsv as tables
from seq2seq.data.tsv import BadLine, Pair
from seq2seq.trace.pieces import visible

if TYPE_CHECKING:
    from seq2seq.evaluation.metrics import MeasuredCorpus

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
    """An accepted file, and its measurements so far, by model."""

    name: str
    pairs: tuple[Pair, ...]
    measured: dict[str, MeasuredCorpus] = field(default_factory=dict)
    job: Measuring | None = None


class InvalidUpload(ValueError):
    """The file can't be used; the message is for the visitor."""


def _read(data: bytes) -> tuple[Pair, ...]:
    """The pairs of a file. Raises InvalidUpload with the reason and the line."""
    if len(data) > MOST_BYTES:
        raise InvalidUpload(_("The file is larger than one megabyte."))
    try:
        pairs = tables.parse_pairs(data, "", max_columns=2, most=MOST_PAIRS)
    except BadLine as error:
        raise InvalidUpload(_(REASONS[error.reason]).format(line=error.line, columns=error.columns)) from error
    except ValueError as error:
        raise InvalidUpload(_("The file is empty.")) from error
    if (lines := data.count(b"\n") + (not data.endswith(b"\n"))) > MOST_PAIRS:
        raise InvalidUpload(_("The file has {n} pairs; at most 2,000 are read.").format(n=f"{lines:,}"))
    for number, pair in enumerate(pairs, start=1):
        if max(map(len, pair)) > codec.LONGEST_TEXT:
            raise InvalidUpload(_("Line {line} has more than 2,000 characters in a column.").format(line=number))
    return tuple(pairs)


def chooser() -> None:
    """Draw the field for a file, and the reason if the last file was rejected."""
    st.file_uploader(
        _("Sentence pairs of your own: one per line, a tab between sentence and translation, UTF-8, at most 2,000"),
        type=["tsv", "txt"],
        key=(key := f"pairs-{_dropped()}"),
        max_upload_size=1,
        on_change=_take,
        args=(key,),
    )
    if reason := state.remembered("upload error"):
        with st.container(key="notice"):
            st.text(reason)


def current() -> Upload | None:
    """The file that is shown instead of the examples, if there is one."""
    return state.remembered("upload")


def measured(model: str) -> MeasuredCorpus | None:
    """The file measured by the model; None while that goes on, with the progress shown."""
    upload = current()
    if upload is None or model in upload.measured:
        return upload and upload.measured[model]
    if upload.job is None or upload.job.model != model:
        if upload.job:
            upload.job.cancel()
        upload.job = Measuring(model, upload.pairs)
    _waiting(upload)
    return None


def used() -> bool:
    """Whether the visitor has given a file, also one that was put away again."""
    return current() is not None or _dropped() > 0


def drop() -> None:
    """A callback: go back to the examples, and empty the field."""
    _replace(None)
    state.remember("dropped", _dropped() + 1)


def _dropped() -> int:
    """How many files were dropped. The number is in the field's key, as a field with a new key is empty."""
    return state.remembered("dropped") or 0


def _replace(upload: Upload | None) -> None:
    if (before := current()) and before.job:
        before.job.cancel()
    state.remember("upload", upload)


def _take(key: str) -> None:
    """A callback: take another file, or go back to the examples if it was removed. A rejected file changes nothing."""
    file = widgets.widget_value(key)
    state.remember("upload error", None)
    if file is None:
        _replace(None)
        return
    try:
        accepted = Upload(file.name, _read(file.getvalue()))
    except InvalidUpload as error:
        state.remember("upload error", f"{visible(file.name)}: {error}")
        return
    _replace(accepted)


@st.fragment(run_every=0.5)
def _waiting(upload: Upload) -> None:
    if current() is not upload:  # cancelled: the button reruns only this fragment
        state.rerun()
    job: Any = upload.job
    outcome = job.outcome  # read once: another thread sets it
    if isinstance(outcome, work.Problem):
        state.remember(
            "upload error",
            _("The file could not be evaluated: {reason}").format(reason=visible(problem_text(outcome))),
        )
        drop()
        state.rerun()
    if outcome is not None:
        upload.measured[job.model] = outcome
        state.rerun()
    measuring = ngettext("Measuring {name}: {n} pair", "Measuring {name}: {n} pairs", len(upload.pairs))
    st.progress(job.share, text=measuring.format(n=f"{len(upload.pairs):,}", name=visible(upload.name)))
    if before := job.place:
        turns = ngettext("{n} file is ahead of yours.", "{n} files are ahead of yours.", before)
        st.caption(turns.format(n=before))
    st.button(_("Cancel"), key="cancel", icon=":material/close:", on_click=drop)
