"""The models of a family over a corpus: figures that can be trusted, and the sentences behind them."""

from pages.ui.evidence import evidence, sentences
from pages.ui.layout import frame
from pages.ui.session import state

frame.enter()
view = state.view()
evidence.family_evidence(view)
sentences.listing(view)
evidence.definitions(view)
evidence.links(view)
