"""Translate: a sentence, its translation, and where the translator looked."""
