"""Every scoring function on one sentence with one cursor: where they differ, and which of them are right."""

from pages.ui.compare import comparison
from pages.ui.layout import frame

frame.enter()
comparison.comparison_choices()
comparison.draw_comparison()
