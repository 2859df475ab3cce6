"""Lessons: what a file says, what a task asks for. The texts lie in `texts/`, a folder a language."""
