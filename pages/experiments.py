"""Small training experiments, each of which shows one effect."""

from pages.ui.address import state
from pages.ui.features.experiments import experiments
from pages.ui.frame import frame

frame.enter()
experiments.draw_experiment(state.view())
