"""A sentence as a path through state space: encoder, decoder and context, gates and single units."""

from pages.ui.engine import cache
from pages.ui.layout import frame
from pages.ui.layout import result as show
from pages.ui.session import state
from pages.ui.states import map_controls as sights
from pages.ui.states import space, strips

frame.enter()
view = state.view()
gone = cache.work("seq2seq.analysis.states:gone_through", view.model, view.request)
show.outcome(gone if isinstance(gone, cache.Problem) else gone.trace, room=60)
sights.choices()
if not isinstance(gone, cache.Problem):
    (strips if view.show in strips.SHOWN else space).draw(gone)
