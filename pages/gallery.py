"""The gallery of broken attention: famous faults in real decodings, to be diagnosed."""

from pages.ui.gallery import gallery
from pages.ui.layout import frame
from pages.ui.session import state

frame.enter()
gallery.draw_gallery(state.view())
