"""The recorded training of all scoring functions: one slider moves what they looked at, and their curves."""

from pages.ui.layout import frame
from pages.ui.layout.live_link import live_link
from pages.ui.training import training

frame.enter()
training.run_choices()
training.draw_training()
training.explanations()
live_link()
