"""How far the gradient of each output piece reaches back, with and without attention, before training and after."""

import streamlit as st

from pages.ui.gradients import gradients
from pages.ui.layout import frame
from pages.ui.layout.fold import opener
from pages.ui.layout.moment_slider import moment_slider
from pages.ui.session.words import _

frame.enter()
with st.container():
    opener(_("What is compared"))
    gradients.comparison_choice()
    moment_slider()
    gradients.explain_comparison()
gradients.draw_gradients()
