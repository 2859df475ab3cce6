"""The step, and the recorded update of a training, that a page shows: what was chosen, or what it opens with."""

from __future__ import annotations

from dataclasses import replace

from pages.ui.address.view import View
from pages.ui.engine import pretrained
from seq2seq.config.schema import Request
from seq2seq.config.variants import at_update
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


def kept_updates(view: View, scorer: str) -> tuple[int, ...]:
    """The updates at which the parameters of a model of the family were kept; none if they were not."""
    run = pretrained.recorded_runs(view.family).get(scorer)
    return tuple(run.record.updates.tolist()) if run and run.keeps_updates else ()


def update_in_view(view: View, scorer: str) -> int | None:
    """The recorded update in view, the last one if none is chosen; nothing for a model that has none."""
    updates = kept_updates(view, scorer)
    last = len(updates) - 1
    return updates[last if view.recorded_update is None else min(view.recorded_update, last)] if updates else None


def model_in_view(view: View, scorer: str) -> str:
    """The name of a model of the family at the update in view; its plain name at the end of its training."""
    name, updates = f"{view.family}/{scorer}", kept_updates(view, scorer)
    update = update_in_view(view, scorer)
    return name if update is None or update == updates[-1] else at_update(name, update)


def request_in_view(view: View, request: Request) -> Request:
    """The request, to the chosen model at the update in view."""
    return replace(request, model=model_in_view(view, view.scorer))
