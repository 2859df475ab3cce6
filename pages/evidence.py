"""The models of a family over a corpus: figures that can be trusted, and the sentences behind them."""

from pages.ui.address import state
from pages.ui.features.evidence import evidence, sentences
from pages.ui.frame import frame

frame.enter()
view = state.view()
evidence.family_evidence(view)
sentences.listing(view)
evidence.definitions(view)
evidence.links(view)
