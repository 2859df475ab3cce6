"""Sentence pairs of the project's own for zh-en: `python -m seq2seq.phrasebook` writes pretrained/zh-en/phrases.tsv."""
