"""Every scoring function on one sentence with one cursor: where they differ, and which of them are right."""

from pages.ui import comparison, frame

frame.enter()
comparison.choices()
comparison.draw()
