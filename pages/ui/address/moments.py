"""Models as they were at the moment of their training in view, where their parameters were kept."""

from __future__ import annotations

from dataclasses import replace

from pages.ui.address.view import View
from pages.ui.engine import cache
from seq2seq.config.schema import Request
from seq2seq.config.variants import at_update


def kept_updates(view: View, scorer: str) -> tuple[int, ...]:
    """The updates at which the parameters of a model of the family were kept; none if they were not."""
    run = cache.recorded_runs(view.family).get(scorer)
    return tuple(run.record.updates.tolist()) if run and run.keeps_moments else ()


def update_in_view(view: View, scorer: str) -> int | None:
    """The update at the moment in view, the last one if none is chosen; nothing for a model without moments."""
    updates = kept_updates(view, scorer)
    last = len(updates) - 1
    return updates[last if view.moment is None else min(view.moment, last)] if updates else None


def model_at_moment(view: View, scorer: str) -> str:
    """The name of a model of the family at the moment in view; its plain name at the end of its training."""
    name, updates = f"{view.family}/{scorer}", kept_updates(view, scorer)
    update = update_in_view(view, scorer)
    return name if update is None or update == updates[-1] else at_update(name, update)


def request_at_moment(view: View, request: Request) -> Request:
    """The request, to the chosen model at the moment in view."""
    return replace(request, model=model_at_moment(view, view.scorer))
