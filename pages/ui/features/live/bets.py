"""What a class bets on before a training: after how many updates it aligns, and which run of a race learns first.

The run of the room decides it, as far as the class has seen it."""

from __future__ import annotations

from collections.abc import Sequence

from pages.ui.address.view import View
from pages.ui.engine.live import POOL
from pages.ui.engine.live_playing import Seen
from pages.ui.features.live import LiveView
from pages.ui.features.live.live import lane_titles, race_settings
from pages.ui.kit.feature import ClassQuestion
from pages.ui.kit.words import _
from seq2seq.training.live.settings import LiveSettings, read_settings

ALIGNED_AER = 0.25
"""A run is aligned from the first measurement of an alignment error (AER) of at most this on."""
LEARNED = 0.9
"""A run has learned from the first measurement of this share of correct pieces on, decoding by itself."""
SPANS = (100, 200, 400, 800)
"""The last update of each span of updates in which a run may align; after the last one, or never, is a choice too."""


def offered(view: View) -> dict[str, ClassQuestion]:
    """The bets by kind of question: on a span of updates where the first run has an alignment to learn and the true one
    is known; on the runs of a race."""
    base, race = _settings(view)
    starts = (1, *(last + 1 for last in SPANS))
    spans = tuple(f"{first}–{last}" for first, last in zip(starts, SPANS, strict=False))
    bets: dict[str, ClassQuestion] = {}
    if base.chooses and base.linked:
        words = _("After how many updates is the first run aligned (alignment error at most {percent}%)?")
        choices = (*spans, _("Later or never"))
        bets["update"] = ClassQuestion(
            _("When does it align?"), words.format(percent=round(100 * ALIGNED_AER)), choices
        )
    if len(race_settings(base, race)) > 1:
        words = _("Which run is the first to get {percent}% of the pieces right?").format(percent=round(100 * LEARNED))
        bets["race"] = ClassQuestion(_("Which run learns first?"), words, tuple(lane_titles(base, race)))
    return bets


def decided(view: View, room: str) -> dict[str, int]:
    """The number of the choice that is right, by kind of question; nothing of what is still open, or if the room has no
    such run in this process."""
    base, race = _settings(view)
    runs = POOL.seen(room, [lane.code() for lane in race_settings(base, race)])
    if not runs:
        return {}
    answers = {"update": aligned_in(runs[0]), "race": first_to_learn(runs)}
    return {kind: answer for kind, answer in answers.items() if answer is not None}


def aligned_in(run: Seen) -> int | None:
    """The number of the span of updates in which a run aligned; None while it still may in one of them."""
    update = next((m.update for m in run.measured if m.aer is not None and m.aer <= ALIGNED_AER), None)
    if update is None and not run.finished and run.measured[-1].update <= SPANS[-1]:
        return None
    return next((number for number, last in enumerate(SPANS) if update is not None and update <= last), len(SPANS))


def first_to_learn(runs: Sequence[Seen]) -> int | None:
    """The number of the run that learned after the least seconds of training; None while another one still may."""
    took = {number: seconds for number, run in enumerate(runs) if (seconds := _seconds_to_learn(run)) is not None}
    if not took:
        return None
    first = min(took, key=took.__getitem__)
    over = (run.finished or run.seconds[-1] >= took[first] for run in runs)
    return first if all(over) else None


def _seconds_to_learn(run: Seen) -> float | None:
    measured = zip(run.seconds, run.measured, strict=True)
    return next((seconds for seconds, measurement in measured if measurement.free >= LEARNED), None)


def _settings(view: View) -> tuple[LiveSettings, tuple[str, ...]]:
    chosen = view.of(LiveView)
    return read_settings(chosen.settings), chosen.race
