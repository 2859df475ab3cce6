"""Small trainings, each of which shows one effect."""

from pages.ui.layout import frame
from pages.ui.lenses import lenses
from pages.ui.session import state

frame.enter()
lenses.draw_lens(state.view())
