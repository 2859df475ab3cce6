"""The step at which a page opens a sentence."""

from __future__ import annotations

from pages.ui.address.view import View
from seq2seq.data.families import language_codes
from seq2seq.text.word_classes import first_content_word
from seq2seq.trace.trace import DecodeTrace


def opening(view: View, trace: DecodeTrace) -> int:
    """The step at which a sentence is shown if none is chosen: that of the first content word, since the last step is
    only the end mark. With `reveal` it is the first step."""
    return 0 if view.reveal else first_content_word(trace.pieces, language_codes(view.family)[1])


def step_in_view(view: View, trace: DecodeTrace) -> int:
    """The step that is shown: the chosen one, or else the one at which the sentence is opened."""
    return min(opening(view, trace) if view.step is None else view.step, len(trace) - 1)
