"""Language pairs, corpora, example sentences, the phrase book, the made-up small language."""
