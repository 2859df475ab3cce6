"""The ids with the same meaning in every vocabulary."""

PAD, UNK, BOS, EOS = 0, 1, 2, 3
"""The special ids of every tokenizer. `search.allowed_ids` says which of them a search may choose."""
FIRST_SYMBOL = 4
"""The id of the first piece that stands for text."""
