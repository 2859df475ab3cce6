"""The ids with the same meaning in every vocabulary."""

PAD, UNK, BOS, EOS = 0, 1, 2, 3
"""The special ids of every tokenizer. `search.allowed_ids` says which of them a search may choose."""
SPECIAL_PIECES = 4
"""How many they are: other pieces have ids from here on."""
