"""Small trainings, each of which shows one effect."""

from pages.ui.address import state
from pages.ui.features.lenses import lenses
from pages.ui.frame import frame

frame.enter()
lenses.draw_lens(state.view())
