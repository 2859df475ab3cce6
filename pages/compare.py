"""Every scoring function on one sentence with one cursor: where they differ, and which agree with the gold links."""

from pages.ui.features.compare import comparison
from pages.ui.frame import frame
from pages.ui.kit.controls import update_slider

frame.enter()
comparison.comparison_choices()
update_slider()
comparison.draw_comparison()
