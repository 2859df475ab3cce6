"""The least that a page of Streamlit can do with a sentence: a field, and a component that shows what was typed."""

import streamlit as st
from streamlit.components import v2

SHOW = """
export default ({ data, parentElement }) => {
  parentElement.querySelector(".gaze-count").textContent = data;
};
"""
blank = v2.component("blank", html='<p class="gaze"><span class="gaze-count"></span></p>', js=SHOW)
text = st.text_input("Sentence", "我爱你。", key="text", live="300ms")
blank(key="blank", data=text)
