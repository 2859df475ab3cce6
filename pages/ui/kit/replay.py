"""Any sentence through a training: where models keep their parameters at recorded updates, it is asked of all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pages.ui.address.view import View
from pages.ui.engine import pretrained, work
from seq2seq.config.schema import Request
from seq2seq.config.variants import at_update
from seq2seq.data.examples import Example
from seq2seq.data.tasks import TASKS
from seq2seq.evaluation.training_record import MonitoredSentence, TrainingRecord
from seq2seq.trace.links import Links, reverse_links

_GROUP = "length"


@dataclass(frozen=True)
class ReplayedPair:
    """A sentence, and what all models are made to say of it."""

    source: str
    target: str


def task_example(family: str, text: str) -> Example | None:
    """The sentence as an example of a made-up task, with the links from which its answer follows; None for a sentence
    that is not of the task."""
    if family not in TASKS:
        return None
    task = TASKS[family]
    try:
        pair = task.pair(task.read(text))
        translation = task.texts(pair)[1]
        links = Links(pair.gold.sure, reverse_links(pair.links))
        return Example(_GROUP, text, pair.source, translation, pair.target, links)
    except ValueError:
        return None


def answered_pair(view: View) -> ReplayedPair | None:
    """The sentence in view with its right answer: that of a made-up task, or the translation of an example; otherwise
    what the chosen model translates it to. None if there is nothing to translate."""
    example = task_example(view.family, view.text) or pretrained.example(view.family, view.text)
    if example:
        return ReplayedPair(view.text, example.translation)
    trace = work.translate(Request(view.model, view.text))
    return None if isinstance(trace, work.Problem) else ReplayedPair(view.text, trace.text)


def replayed_pair(view: View) -> ReplayedPair | None:
    """The sentence in view as it is replayed; None where the family does not keep its recorded updates."""
    return answered_pair(view) if view.text.strip() and pretrained.keeps_updates(view.family) else None


def replay(model: str, record: TrainingRecord, pair: ReplayedPair) -> MonitoredSentence | None:
    """The weights of the pair at each update of a recorded training; None if the model can't be asked."""
    pieces = work.pair_pieces(model, pair.source, pair.target)
    names = [at_update(model, update) for update in record.updates.tolist()]
    recorded = [work.pair_weights(name, pair.source, pair.target) for name in names]
    means = [np.mean(weights, axis=1) for weights in recorded if not isinstance(weights, work.Problem)]
    if isinstance(pieces, work.Problem) or len(means) < len(names):
        return None
    return MonitoredSentence(pair.source, tuple(pieces["source"]), tuple(pieces["target"]), np.array(means))
