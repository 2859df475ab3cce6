"""The project's own sentence pairs: `python -m seq2seq.data.phrasebook zh-en` writes those of zh-en, phrases.tsv."""
