"""Gaze: watch a translator pay attention. `streamlit run app.py`"""

import streamlit as st

from pages.ui.layout import frame
from pages.ui.rooms.settings import has_rooms
from pages.ui.server import entry
from pages.ui.server.headers import server_error
from pages.ui.session.words import _


def run() -> None:
    """Draw the page that a visitor is on."""
    st.set_page_config(page_title="Gaze", page_icon=frame.ICON, layout="wide")
    frame.start_run()
    single = [
        # What one meets first stands at the root of the address; somebody may type a name of it all the same.
        st.Page("pages/translate.py", title=_("Translate"), url_path="first", default=True),
        st.Page("pages/step.py", title=_("Step"), url_path="step"),
        st.Page("pages/compare.py", title=_("Compare"), url_path="compare"),
        st.Page("pages/what-if.py", title=_("What if"), url_path="what-if"),
        st.Page("pages/states.py", title=_("States"), url_path="states"),
        st.Page("pages/beam.py", title=_("Beam"), url_path="beam"),
        st.Page("pages/evidence.py", title=_("Evidence"), url_path="evidence"),
    ]
    learning = [
        st.Page("pages/training.py", title=_("Training"), url_path="training"),
        st.Page("pages/live.py", title=_("Live"), url_path="live"),
        st.Page("pages/gradients.py", title=_("Gradients"), url_path="gradients"),
        st.Page("pages/lenses.py", title=_("Lenses"), url_path="lenses"),
    ]
    in_class = [
        st.Page("pages/lessons.py", title=_("Lessons"), url_path="lessons"),
        st.Page("pages/predict.py", title=_("Predict"), url_path="predict"),
        st.Page("pages/gallery.py", title=_("Broken attention"), url_path="gallery"),
        *([st.Page("pages/rooms.py", title=_("Rooms"), url_path="rooms")] if has_rooms() else []),
    ]
    other_names = [
        st.Page("pages/translate.py", title=_("Translate"), url_path=name, visibility="hidden")
        for name in ("translate", "home")
    ]
    navigation = st.navigation(
        {"": [*single, *other_names], _("Learning"): learning, _("In class"): in_class}, position="top"
    )
    frame.surround(navigation, [*single, *learning, *in_class])


if __name__ == "__main__":  # Streamlit runs this file for a visitor
    run()
else:  # a server imports it, once: `streamlit run` finds `app` here
    app = st.App(
        __file__,
        lifespan=entry.lifespan,
        routes=entry.routes(),
        middleware=entry.middleware(),
        exception_handlers={Exception: server_error},
    )
