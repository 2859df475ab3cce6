"""The address of the current view, or of its question as an assignment, to be copied or scanned as a QR code; or, as
files, a figure of what is in view and the translator itself."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from pages.ui.address import state
from pages.ui.address.view import LONGEST_TITLE
from pages.ui.engine import work
from pages.ui.features.translate import TRANSLATE
from pages.ui.features.translate.offline import offline_page
from pages.ui.kit import grain, qr, titles
from pages.ui.kit.assignment import assignment_query
from pages.ui.kit.component import Component
from pages.ui.kit.controls import PAUSE
from pages.ui.kit.feature import Feature
from pages.ui.kit.words import _, problem_text
from seq2seq.config.records import InvalidRequest
from seq2seq.trace.pieces import visible
from seq2seq.trace.trace import DecodeTrace

SHARE = Component("frame/share")
WAYS = {
    "view": "What is in view",
    "figure": "As a figure",
    "page": "As a page without a server",
    "assignment": "As an assignment",
}
"""What is shared."""
FIGURES = {
    ".pdf": ("PDF", "Vector graphics for papers; its letters stay text."),
    ".svg": ("SVG", "Vector graphics for web pages and slides; its letters stay text."),
    ".png": ("PNG", "A picture of the size of a slide."),
    ".gif": ("GIF", "A picture that moves: one frame for each step."),
    ".webp": ("WebP", "A picture that moves, with finer edges: one frame for each step."),
    ".webm": ("WebM", "A film for slides, without sound."),
    ".tex": ("LaTeX", "A document with a TikZ picture and a table, for XeLaTeX."),
    ".html": ("HTML", "A page that is stepped through with the arrow keys or the pointer, without scripts."),
}
"""Formats of figures by the endings of their files: title, and what it is for."""
MOVING, FILM = (".gif", ".webp"), ".webm"


def share_button(entry: Feature) -> None:
    """Draw the button that opens the dialog with the address."""
    if st.button(_("Share"), key="share", icon=":material/qr_code_2:", type="tertiary"):
        st.dialog(_("Share what is in view"), width="large")(_passed_on)(entry)


def address() -> str:
    """The address of the current view, without presentation mode, as it is opened on phones."""
    return _with_query(state.link(present=""))


def _with_query(query: dict[str, str]) -> str:
    written = urlencode(query)
    return f"{st.context.url or ''}?{written}" if written else st.context.url or ""


def _passed_on(entry: Feature) -> None:
    trace = _drawable(entry)
    offered = {
        "view": True,
        "figure": trace is not None,
        "page": entry == TRANSLATE,
        "assignment": entry.assignable is not None,
    }
    ways = [way for way, has in offered.items() if has]
    way = _way(ways) if len(ways) > 1 else "view"
    if way == "figure" and trace is not None:
        _figure(trace)
        return
    if way == "page":
        _page()
        return
    if way == "assignment":
        title = _title()
        if not title:
            return
        link = _with_query(assignment_query(entry, state.view(), title))
    else:
        link = address()
    SHARE("address", {"address": link, "modules": qr.modules(link), "here": qr.is_local(link)})


def _way(ways: Sequence[str]) -> str:
    return st.segmented_control(
        _("What is shared"),
        ways,
        default="view",
        key="share-way",
        format_func=lambda way: _(WAYS[way]),
        required=True,
        label_visibility="collapsed",
    )


def _drawable(entry: Feature) -> DecodeTrace | None:
    """The translation in view, unless there is none, or the class is still to guess or wait for something of it."""
    view = state.view()
    typed = entry.sentence(view) if callable(entry.sentence) else entry.sentence
    if not typed or entry.assignable is not None or view.blind or view.reveal:
        return None
    decoded = entry.decoded(view)
    return decoded if isinstance(decoded, DecodeTrace) else None


def _figure(trace: DecodeTrace) -> None:
    """The matrix of weights in a format of one's choice."""
    from seq2seq.figures.drawing import WRITERS, layout

    ending = st.segmented_control(
        _("Format of the figure"),
        FIGURES,
        default=".pdf",
        key="share-figure",
        format_func=lambda ending: FIGURES[ending][0],
        required=True,
        label_visibility="collapsed",
    )
    title, purpose = FIGURES[ending]
    st.text(_(purpose))
    drawing = layout(grain.displayed(trace))
    try:
        made = WRITERS[ending](drawing)
    except InvalidRequest as error:
        st.warning(visible(problem_text(work.Problem.of(error))), icon=":material/error:")
        return
    st.download_button(
        _("Save the figure ({format})").format(format=title),
        made,
        f"attention{ending}",
        mimetypes.guess_type(ending)[0],
        icon=":material/download:",
        on_click="ignore",
        key="save-figure",
    )
    if ending == FILM:
        st.video(made, "video/webm", loop=True, autoplay=True, muted=True)
    else:
        st.image(made if ending in MOVING else WRITERS[".svg"](drawing).decode())


def _page() -> None:
    """The model in view as one file of HTML, which needs nothing else."""
    view = state.view()
    portable = work.portable(view.model)
    if isinstance(portable, work.Problem):
        st.text(_("This model can't be saved so: its encoder or its decoder is of another kind."))
        return
    model, tokenizers = portable
    made = offline_page([model], {view.family: tokenizers})
    words = _(
        "One file of {n} MB, which translates with {model} and shows its attention in any browser: without a server, "
        "without a network."
    )
    st.text(words.format(n=f"{len(made) / 1e6:.1f}", model=titles.scorer_title(view.scorer)))
    name = f"gaze-{view.model.replace('/', '-')}.html"
    save = _("Save the page (HTML)")
    st.download_button(save, made, name, "text/html", icon=":material/download:", on_click="ignore", key="save-page")


def _title() -> str:
    """Ask for the title of the assignment; it is empty until something is typed."""
    st.text(
        _(
            "Who opens this link answers the question in view, once, and saves the answer as a file. "
            "You drop all files on the page Collect."
        )
    )
    typed = st.text_input(
        _("Title of the assignment"), key="share-title", live=PAUSE, max_chars=LONGEST_TITLE, autocomplete="off"
    )
    return (typed or "").strip()
