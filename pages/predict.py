"""Where will the model look, or what will it say? A guess first, then the truth."""

from pages.ui.address import state
from pages.ui.engine import work
from pages.ui.features.predict import predict
from pages.ui.frame import frame
from pages.ui.kit import result as show

SENTENCE_ROOM = 96  # pixels for the words so far: the bars must be in sight on a small screen

frame.enter()
view = state.view()
outcome = work.translate(view.request)
show.outcome(outcome, room=SENTENCE_ROOM, grows=True)
if not isinstance(outcome, work.Problem):
    predict.draw_prediction(outcome)
