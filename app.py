"""Gaze: watch a translator pay attention. `streamlit run app.py`"""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.ui.features import FEATURES, doors
from pages.ui.frame import frame
from pages.ui.kit.words import _
from pages.ui.server import entry
from pages.ui.server.headers import server_error


def run() -> None:
    """Draw the page that a visitor is on."""
    st.set_page_config(page_title="Gaze", page_icon=frame.ICON, layout="wide")
    frame.start_run()
    pages: list[StreamlitPage] = []
    for door, features in doors().items():
        for place, feature in enumerate(features):
            first = feature == FEATURES[0]
            # What one meets first stands at the root of the address; somebody may type a name of it all the same.
            address = "first" if first else feature.name
            # The bar has one entry a door, which opens its first page; the others are tabs beneath it.
            title, visibility = (_(feature.title), "hidden") if place else (_(door), "visible")
            pages.append(st.Page(feature.path, title=title, url_path=address, default=first, visibility=visibility))
    pages.append(st.Page("pages/translate.py", title=_("Translate"), url_path="translate", visibility="hidden"))
    frame.surround(st.navigation(pages, position="top", expanded=True))


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
