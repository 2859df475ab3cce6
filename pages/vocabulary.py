"""The pieces of a vocabulary, the sentence cut into them, and a vocabulary learned from a text of one's own."""

from pages.ui.address import state
from pages.ui.features.vocabulary import vocabulary
from pages.ui.frame import frame

frame.enter()
vocabulary.draw_vocabulary(state.view())
