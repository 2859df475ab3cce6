"""One sentence twice: as it was decoded, and as it would be with something changed."""

from pages.ui.engine import cache, work
from pages.ui.layout import frame
from pages.ui.layout import result as show
from pages.ui.session import state
from pages.ui.what_if import what_if as whatif

frame.enter()
outcome = work.translate(state.view().request)
if isinstance(outcome, cache.Problem):
    show.outcome(outcome)
else:
    whatif.draw_what_if()
