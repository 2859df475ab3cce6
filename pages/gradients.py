"""How far the gradient of each output piece reaches back, with and without attention, before training and after."""

from pages.ui.gradients import gradients
from pages.ui.layout import frame
from pages.ui.layout.moment_slider import moment_slider

frame.enter()
gradients.comparison_choice()
moment_slider()
gradients.draw_gradients()
