"""All pages: what each is called, what it is for, and what is chosen for it in the frame."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PageEntry:
    """A page of the menu: its address, its title, one sentence on what it is for, and the part of the menu it is in."""

    name: str
    title: str
    purpose: str
    group: str = ""
    sentence: bool = True
    """Whether it shows a single sentence."""
    scorer: bool = True
    """Whether a scoring function is chosen for it."""
    family: bool = True
    """Whether a language pair is chosen for it."""


PAGES = (
    PageEntry("translate", "Translate", "Where does the model look as it writes each word?"),
    PageEntry("step", "Step", "One decoding step in numbers: scores, softmax, weighted sum."),
    PageEntry("compare", "Compare", "One sentence and several scoring functions, side by side."),
    PageEntry("what-if", "What if", "Change a word, a weight or a rule, and see what follows."),
    PageEntry("states", "States", "The states of encoder and decoder on a map."),
    PageEntry("beam", "Beam", "How the search chooses one of many translations."),
    PageEntry("evidence", "Evidence", "How well all models translate and align, in numbers.", sentence=False),
    PageEntry("training", "Training", "Recorded training runs: how alignment emerges.", "Learning", sentence=False),
    PageEntry(
        "live",
        "Live",
        "Train a small model and watch every update.",
        "Learning",
        sentence=False,
        scorer=False,
        family=False,
    ),
    PageEntry("gradients", "Gradients", "How far a gradient reaches, with and without attention.", "Learning"),
    PageEntry(
        "lenses",
        "Lenses",
        "Experiments with many small models.",
        "Learning",
        sentence=False,
        scorer=False,
        family=False,
    ),
    PageEntry(
        "lessons",
        "Lessons",
        "Short lessons, with tasks on these pages.",
        "In class",
        sentence=False,
        scorer=False,
        family=False,
    ),
    PageEntry("predict", "Predict", "Guess where the model looks, or the next word.", "In class"),
    PageEntry(
        "gallery",
        "Broken attention",
        "Attention with a mistake in it: find what is wrong.",
        "In class",
        sentence=False,
        scorer=False,
    ),
    PageEntry(
        "rooms",
        "Rooms",
        "Lead a class, or join one with its code.",
        "In class",
        sentence=False,
        scorer=False,
        family=False,
    ),
)
"""In the order of the menu."""


def page_entry(path: str) -> PageEntry:
    """The page at an address; the first one has several."""
    return next((entry for entry in PAGES if entry.name == path), PAGES[0])
