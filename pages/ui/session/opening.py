"""Where a sentence is opened that nobody has stepped through yet."""

from __future__ import annotations

from pages.ui.session.view import View
from seq2seq.data.families import language_codes
from seq2seq.text.word_classes import first_content_word
from seq2seq.trace.trace import DecodeTrace


def opening(view: View, trace: DecodeTrace) -> int:
    """The step that is chosen, or else that of the first word with a meaning of its own: the last one is ↵ ← ↵. What is
    revealed as one goes begins at its beginning."""
    if view.step is not None:
        return view.step
    return 0 if view.reveal else first_content_word(trace.pieces, language_codes(view.family)[1])
