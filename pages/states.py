"""A sentence as a path through state space: encoder, decoder and context, gates and single units."""

from pages.ui.engine import cache, work
from pages.ui.layout import frame
from pages.ui.layout import result as show
from pages.ui.session import state
from pages.ui.states import map_controls, state_map, unit_heatmap

frame.enter()
view = state.view()
states = work.trace_states(view.request)
show.outcome(states if isinstance(states, cache.Problem) else states.trace, room=96)
map_controls.map_choices()
if not isinstance(states, cache.Problem):
    if view.states.show in unit_heatmap.UNIT_VIEWS:
        unit_heatmap.draw_unit_heatmap(states)
    else:
        state_map.draw_state_map(states)
