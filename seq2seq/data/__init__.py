"""Language pairs, corpora, examples, the phrase book, the made-up language."""
