"""Open: the attention that another program has written, from a file."""

from pages.ui.address import state
from pages.ui.features.open import opening
from pages.ui.frame import frame

frame.enter()
opening.draw_opening(state.view())
