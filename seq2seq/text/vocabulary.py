"""A vocabulary learned from any text, within bounds that keep it below about a second."""

from __future__ import annotations

import re
import unicodedata

from seq2seq.config.records import InvalidRequest
from seq2seq.text.special_ids import FIRST_SYMBOL
from seq2seq.text.tokenizer import Tokenizer

MOST_CHARACTERS = 20_000
"""Characters of the text that are read."""
_LONGEST_LINE = 500
"""Characters of a sentence: the learner leaves out far longer ones."""


def learn_vocabulary(text: str, size: int, words: bool = False) -> bytes:
    """A sentencepiece model of at most `size` pieces, special ones included, learned from a text of any kind: parts of
    words, or with `words` whole words, split at spaces. Where the text has no spaces, pieces have no mark of a word's
    start. Only the first `MOST_CHARACTERS` are read; control characters count as spaces.

    Raises InvalidRequest for a text without anything to learn, with too few or too many different characters."""
    read = "".join(" " if _is_control(char) else char for char in text[:MOST_CHARACTERS])
    lines = [part.strip() for line in read.splitlines() for part in re.findall(f".{{1,{_LONGEST_LINE}}}", line)]
    lines = [line for line in lines if line]
    characters = {char for line in lines for char in line if not char.isspace()}
    spaced = any(" " in line for line in lines)
    if not characters:
        raise InvalidRequest("there is nothing to learn from in this text: paste some sentences")
    if words and not spaced:
        raise InvalidRequest("words are split at spaces, and this text has none: choose pieces")
    if not words and len(characters) + FIRST_SYMBOL + 1 > size:
        raise InvalidRequest(
            "this text has too many different characters ({n}) for {size} pieces: choose a larger vocabulary",
            n=len(characters),
            size=size,
        )
    try:
        return Tokenizer.train(lines, size, spaced, words, exactly=False).model
    except ValueError as error:
        raise InvalidRequest("this text is too short or too uniform to learn a vocabulary from: paste more") from error


def _is_control(char: str) -> bool:
    """Whether it stands for no sign: control characters but the end of a line, halves of characters."""
    return unicodedata.category(char) in ("Cc", "Cs", "Cf", "Co", "Cn") and char not in "\r\n"
