"""The smallest page that does what Translate does: a field, the decoding, one component with the same data."""

import streamlit as st
from streamlit.components import v2

from pages.ui.engine import work
from pages.ui.kit import grain
from seq2seq.config.schema import Request

smallest = v2.component("smallest", js="export default () => {};\n")
text = st.text_input("Sentence", key="text", live="300ms")
trace = work.translate(Request("zh-en/additive", text))
if not isinstance(trace, work.Problem):
    smallest(key="stage", data=grain.drawn(trace))
