"""The ids that mean the same in every vocabulary."""

PAD, UNK, BOS, EOS = 0, 1, 2, 3
"""The special ids of every tokenizer. Which of them a search may say stands in `search.sayable`."""
