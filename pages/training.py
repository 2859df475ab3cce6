"""The recorded training of all scoring functions: one slider moves what they looked at, and their curves."""

from pages.ui.features.training import training
from pages.ui.frame import frame
from pages.ui.kit.controls import live_link

frame.enter()
training.run_choices()
training.draw_training()
training.explanations()
live_link()
