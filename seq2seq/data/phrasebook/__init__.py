"""Sentence pairs of the project's own: `python -m seq2seq.data.phrasebook zh-en` writes the zh-en phrases.tsv."""
