"""Where a sentence is opened that nobody has stepped through yet."""

from __future__ import annotations

from pages.ui.view import View
from seq2seq.trace import DecodeTrace
from seq2seq.wordclass import first_content


def opening(view: View, trace: DecodeTrace) -> int:
    """The step that is chosen, or else that of the first word with a meaning of its own: the last one is ↵ ← ↵. What is
    revealed as one goes begins at its beginning."""
    if view.step is not None:
        return view.step
    return 0 if view.reveal else first_content(trace.pieces)
