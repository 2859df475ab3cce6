"""A sentence as a path through state space: encoder, decoder and context, gates and single units."""

from pages.ui.engine import cache, work
from pages.ui.layout import frame
from pages.ui.layout import result as show
from pages.ui.session import state
from pages.ui.states import map_controls, state_map, unit_heatmap

frame.enter()
view = state.view()
found = work.trace_states(view.request)
show.outcome(found if isinstance(found, cache.Problem) else found.trace, room=60)
map_controls.map_choices()
if not isinstance(found, cache.Problem):
    if view.states.show in unit_heatmap.UNIT_VIEWS:
        unit_heatmap.draw_unit_heatmap(found)
    else:
        state_map.draw_state_map(found)
