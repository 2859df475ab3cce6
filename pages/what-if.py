"""One sentence twice: as it was decoded, and as it would be had something been different."""

from pages.ui import cache, frame, show, state, whatif

frame.enter()
outcome = cache.trace(state.view().request)
if isinstance(outcome, cache.Problem):
    show.outcome(outcome)
else:
    whatif.draw()
