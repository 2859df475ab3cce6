"""Words for the settings of live trainings, what is broken in them, and how one sees it."""

from __future__ import annotations

from typing import Any

from pages.ui.kit import titles
from pages.ui.kit.words import _
from seq2seq.config.cards import CARDS
from seq2seq.data.tasks.registry import TASKS
from seq2seq.training.live.settings import LiveSettings, is_table

CELL_TITLES = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}
ORDER_TITLES_LIVE = {"rnn_first": "Update, then attend (Luong)", "attend_first": "Attend, then update (Bahdanau)"}
SETTING_TITLES = {
    "task": "Task",
    "length": "Length",
    "alphabet": "Symbols",
    "scorer": "Scoring function",
    "cell": "Cell",
    "bidirectional": "Encoder reads",
    "width": "Width",
    "order": "Order within a step",
    "rate": "Learning rate",
    "clip": "Clip gradients at",
    "batch": "Batch",
    "forcing": "Teacher forcing",
    "guided": "Guided attention",
    "seed": "Seed",
    "sabotage": "Sabotage",
}
SABOTAGE_TITLES = {
    "": "Nothing",
    "unclipped": "Gradients are not clipped",
    "rate_10": "Learning rate × 10",
    "unmasked": "Padding is not masked",
    "frozen": "The encoder is frozen",
    "shuffled": "Attention is shuffled in training",
}
SABOTAGE_SIGNS = {
    "unclipped": "Watch the norm of the gradient: nothing bounds its spikes. As Adam scales every step, the model "
    "often learns as well as before, at higher learning rates too.",
    "rate_10": "Every step is ten times as long. At a small learning rate the model may only learn faster; from 0.01 "
    "on steps are often so long that the loss stays high, and no diagonal appears.",
    "unmasked": "Columns of padding stand at the right, and weight falls on them: the share above says how much. "
    "What lies there is lost to the source, and the encoder reads the padding as well.",
    "frozen": "The parameters of the encoder stay as they were drawn at random. The decoder and the attention learn "
    "what they can from them: alignment comes much later.",
    "shuffled": "In training every row of weights is dealt out to random source pieces, so that no place to look is "
    "better than another. The attention gets no useful gradient: no diagonal appears, and the model learns about "
    "as much as one with uniform weights.",
}
ABOUT_LIVE = {
    "figures": "The model is the one of the library, only small; it is trained on the server, in a process of its own, "
    "and equal settings with an equal seed give the same numbers again. **Loss**: mean cross-entropy of up to ten "
    "updates, in nats a piece. **Accuracy**: the share of pieces of 64 held-out pairs that are right at their "
    "place, with teacher forcing (dashed) or free-running (solid). **Alignment error** "
    "(AER): how often the heaviest weight of a piece is not where it comes from, which is known exactly here. "
    "**Gradient**: its norm before clipping. An update has three parts: *forward* gives the loss of a batch, "
    "*backward* the gradients, *step* moves the weights. A run is yours alone, or your class's where "
    "a teacher plays it in a room; it waits while nobody looks.",
    "seconds": "Seconds are those of the processor that the training alone has used, so that a race is fair.",
}
TASK_TITLES = {name: task.title for name, task in TASKS.items()}
LIVE_TABLES = (TASK_TITLES, SETTING_TITLES, ORDER_TITLES_LIVE, SABOTAGE_TITLES, SABOTAGE_SIGNS, ABOUT_LIVE)
"""Their words are translated where they are shown."""


def task_title(name: str) -> str:
    """The title of a task in the language of the visitor."""
    return _("Table of your own") if is_table(name) else _(TASK_TITLES[name])


def fixed_words(settings: LiveSettings) -> str:
    """What a model is given that does not choose where to look; empty for one that does."""
    if settings.chooses:
        return ""
    if CARDS[settings.scorer].attends:
        return _("Its weights are fixed: every piece has the same.")
    if settings.bidirectional:
        return _(
            "No attention, so no weights: every step is given the same vector c. Its forward half was read off at the "
            "last piece, its backward half at the first."
        )
    return _("No attention, so no weights: every step is given the same vector c, read off at the last piece.")


def setting_title(name: str) -> str:
    """The English words for a setting."""
    return SETTING_TITLES[name]


def value_title(name: str, value: Any) -> str:
    """A setting and its value in the language of the visitor, as short as they can be understood."""
    if name == "scorer":
        return titles.scorer_title(value)
    if name == "cell":
        return CELL_TITLES[value]
    if name == "task":
        return task_title(value)
    if name == "order":
        return _(ORDER_TITLES_LIVE[value])
    if name == "sabotage":
        return _(SABOTAGE_TITLES[value]) if value else _("Nothing broken")
    if name == "bidirectional":
        return _("Two directions") if value else _("One direction")
    if name == "guided":
        return _("Guided attention") if value else _("Not guided")
    return f"{_(SETTING_TITLES[name])} {value:g}"
