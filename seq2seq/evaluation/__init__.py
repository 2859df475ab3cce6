"""BLEU, chrF, alignment error rate, significance; a model over a corpus, and its card."""
