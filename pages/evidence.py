"""The models of a family over a corpus: figures that can be trusted, and the sentences behind them."""

from pages.ui import evidence, frame, sentences, state

frame.enter()
view = state.view()
evidence.family(view)
sentences.listing(view)
evidence.definitions()
