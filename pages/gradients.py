"""How far the gradient of each output piece reaches back, with and without attention, before training and after."""

import streamlit as st

from pages.ui.features.gradients import gradients
from pages.ui.frame import frame
from pages.ui.kit.controls import opener, update_slider
from pages.ui.kit.words import _

frame.enter()
with st.container():
    opener(_("What is compared"))
    gradients.comparison_choice()
    update_slider()
gradients.draw_gradients()
gradients.explain_comparison()
