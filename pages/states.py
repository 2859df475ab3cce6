"""A sentence as a path through state space: encoder, decoder and context, gates and single units."""

from pages.ui.address import state
from pages.ui.engine import work
from pages.ui.features.states import StatesView, map_controls, state_map, unit_heatmap
from pages.ui.frame import frame
from pages.ui.kit import result as show

frame.enter()
view = state.view()
states = work.trace_states(view.request)
show.outcome(states if isinstance(states, work.Problem) else states.trace, room=96)
map_controls.map_choices()
if not isinstance(states, work.Problem):
    if view.of(StatesView).show in unit_heatmap.UNIT_VIEWS:
        unit_heatmap.draw_unit_heatmap(states)
    else:
        state_map.draw_state_map(states)
