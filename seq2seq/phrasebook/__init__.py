"""Sentence pairs of the project's own: `python -m seq2seq.phrasebook zh-en` writes pretrained/zh-en/phrases.tsv."""
