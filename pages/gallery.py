"""The gallery of broken attention: famous faults in real decodings, to be diagnosed."""

from pages.ui.address import state
from pages.ui.features.gallery import gallery
from pages.ui.frame import frame

frame.enter()
gallery.draw_gallery(state.view())
