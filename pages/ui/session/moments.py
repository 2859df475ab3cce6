"""Models as they were at the moment of their training in view, where their parameters were kept."""

from __future__ import annotations

from dataclasses import replace

from pages.ui.engine import cache
from pages.ui.session.view import View
from seq2seq.config.schema import Request
from seq2seq.config.variants import at_update


def kept_updates(view: View, scorer: str) -> tuple[int, ...]:
    """The updates at which the parameters of a model of the family were kept; none if they were not."""
    run = cache.recorded_runs(view.family).get(scorer)
    return tuple(run.record.updates.tolist()) if run and run.keeps_moments else ()


def model_at_moment(view: View, scorer: str) -> str:
    """The name of a model of the family at the moment in view; its plain name at the end of its training."""
    name, updates = f"{view.family}/{scorer}", kept_updates(view, scorer)
    ended = view.moment is None or view.moment >= len(updates) - 1
    return name if ended else at_update(name, updates[view.moment or 0])


def request_at_moment(view: View, request: Request) -> Request:
    """The request, to the chosen model at the moment in view."""
    return replace(request, model=model_at_moment(view, view.scorer))
