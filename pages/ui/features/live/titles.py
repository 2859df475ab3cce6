"""Words for the settings of live trainings, what is broken in them, and how one sees it."""

from __future__ import annotations

from typing import Any

from pages.ui.kit import titles
from pages.ui.kit.words import _
from seq2seq.config.cards import CARDS
from seq2seq.data.tasks import TASKS
from seq2seq.training.live.settings import LiveSettings, is_table

CELL_TITLES = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}
NONLINEARITY_TITLES = {"tanh": "tanh", "relu": "ReLU"}
ORDER_TITLES_LIVE = {"rnn_first": "Update, then attend (Luong)", "attend_first": "Attend, then update (Bahdanau)"}
SETTING_TITLES = {
    "task": "Task",
    "length": "Length",
    "alphabet": "Symbols",
    "scorer": "Scoring function",
    "cell": "Cell",
    "nonlinearity": "Nonlinearity of the RNN",
    "bidirectional": "Encoder direction",
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
    "unclipped": "Every update takes the gradient at its full norm, however large. As Adam scales every step, the "
    "model may learn as well as before.",
    "rate_10": "The learning rate is ten times as high. From a small one the model may only learn faster. From 0.01 "
    "on, steps are often so long that it hardly learns and no alignment appears.",
    "unmasked": "The columns on the right are padding, and weight falls on them: the share above says how much. That "
    "weight is lost to the source, and the encoder reads the padding as well. Some tasks may be learned "
    "almost as well all the same.",
    "frozen": "The encoder keeps its random initial parameters. The decoder and the attention learn what they can "
    "from its states: alignment comes much later or not at all.",
    "shuffled": "During training, each row's weights are shuffled across the source pieces, so no position is better "
    "than another. No alignment appears, and the model learns about as much as one with uniform weights.",
}
ABOUT_LIVE = {
    "figures": "The model is of the same kind as the others of this app, only smaller. It is trained on the "
    "server in a process of its own; equal settings with an equal seed give the same numbers again. "
    "**Loss**: mean cross-entropy of up to ten updates, in nats per piece. **Accuracy**: the share "
    "of target pieces of 64 held-out pairs that are correct at their position, with teacher forcing "
    "(dashed) or free-running (solid). **Alignment error** (AER): how often a piece's largest "
    "weight is not on its true source, which is known exactly here. **Gradient**: its norm before "
    "clipping. An update has three phases: the *forward pass* gives the loss of a batch, the "
    "*backward pass* the gradients, and the *optimiser step* changes the parameters. A run is yours "
    "alone, or your class's if a teacher controls it in a room; it pauses while nobody is watching.",
    "seconds": "Seconds count only the processor time of training itself, so that a race is fair.",
}
TASK_TITLES = {name: task.title for name, task in TASKS.items()}
LIVE_TABLES = (TASK_TITLES, SETTING_TITLES, ORDER_TITLES_LIVE, SABOTAGE_TITLES, SABOTAGE_SIGNS, ABOUT_LIVE)
"""Their words are translated where they are shown."""


def task_title(name: str) -> str:
    """The title of a task in the language of the visitor."""
    return _("Your own table") if is_table(name) else _(TASK_TITLES[name])


def fixed_words(settings: LiveSettings) -> str:
    """What a model is given that does not choose where to look; empty for one that does."""
    if settings.chooses:
        return ""
    if CARDS[settings.scorer].attends:
        return _("Its weights are fixed: the same for every piece.")
    if settings.bidirectional:
        return _(
            "No attention, so no weights: every step is given the same vector c. Its forward half was read off at the "
            "last piece, its backward half at the first."
        )
    return _("No attention, so no weights: every step receives the same vector c, the encoder state at the last piece.")


def setting_title(name: str) -> str:
    """The English words for a setting."""
    return SETTING_TITLES[name]


def value_title(name: str, value: Any) -> str:
    """A setting and its value in the language of the visitor, as short as they can be understood."""
    if name == "scorer":
        return titles.scorer_title(value)
    if name == "cell":
        return CELL_TITLES[value]
    if name == "nonlinearity":
        return NONLINEARITY_TITLES[value]
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
