"""A sentence as a path through state space: encoder, decoder and context, gates and single units."""

from pages.ui import cache, frame, show, sights, space, state, strips

frame.enter()
view = state.view()
gone = cache.work("seq2seq.states:gone_through", view.model, view.request)
show.outcome(gone if isinstance(gone, cache.Problem) else gone.trace, room=60)
sights.choices()
if not isinstance(gone, cache.Problem):
    (strips if view.show in strips.SHOWN else space).draw(gone)
