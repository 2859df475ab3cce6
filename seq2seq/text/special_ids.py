"""The ids that every vocabulary has in common."""

from __future__ import annotations

PAD, UNK, BOS, EOS = 0, 1, 2, 3
"""The special ids of every tokenizer. `search.allowed_ids` says which of them a search may choose."""
FIRST_SYMBOL = 4
"""The id of the first piece that stands for text."""
