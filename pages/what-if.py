"""One sentence twice: as it was decoded, and as it would be with something changed."""

from pages.ui.address import state
from pages.ui.engine import work
from pages.ui.features.what_if import what_if as whatif
from pages.ui.frame import frame
from pages.ui.kit import result as show

frame.enter()
outcome = work.translate(state.view().request)
if isinstance(outcome, work.Problem):
    show.outcome(outcome)
else:
    whatif.draw_what_if()
