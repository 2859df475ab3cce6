"""Gaze: watch a translator pay attention. `streamlit run app.py`"""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.ui.features import FEATURES
from pages.ui.frame import frame
from pages.ui.kit.words import _
from pages.ui.server import entry
from pages.ui.server.headers import server_error


def run() -> None:
    """Draw the page that a visitor is on."""
    st.set_page_config(page_title="Gaze", page_icon=frame.ICON, layout="wide")
    frame.start_run()
    menu: dict[str, list[StreamlitPage]] = {"": []}
    for feature in FEATURES:
        if not feature.offered():
            continue
        first = feature == FEATURES[0]
        # What one meets first stands at the root of the address; somebody may type a name of it all the same.
        address = "first" if first else feature.name
        page = st.Page(f"pages/{feature.name}.py", title=_(feature.title), url_path=address, default=first)
        menu.setdefault(feature.group and _(feature.group), []).append(page)
    pages = [page for group in menu.values() for page in group]
    menu[""].append(st.Page("pages/translate.py", title=_("Translate"), url_path="translate", visibility="hidden"))
    frame.surround(st.navigation(menu, position="top", expanded=True), pages)


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
