"""Tokens of an aligned corpus ⇄ running text ⇄ the model's pieces. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import accumulate, pairwise

from seq2seq.trace.pieces import piece_texts

Span = tuple[int, int]
"""(index of the first character, index after the last)"""

IDEOGRAPH = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
ELIDED = r"(?i:\b(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’](?=\w))"
"""French words that elide before a vowel: l', qu'."""
WORD = re.compile(rf"{ELIDED}|{IDEOGRAPH}|(?:(?!{IDEOGRAPH})\w)+(?:['’]\w+)*|[^\w\s]")

NO_SPACE_BEFORE = frozenset([".", ",", "!", "?", ";", ":", "%", ")", "]", "”", "’", "'", "…"])
NO_SPACE_AFTER = frozenset(["(", "[", "“", "‘", "$", "£", "€"])


def detokenize(
    tokens: Sequence[str], spaced: bool = True, spaced_marks: str = "", verbatim: bool = False
) -> tuple[str, list[Span]]:
    """The running text of some tokens, and the span of each; `spaced_marks` are marks with a space before them, and in
    a `verbatim` text all tokens have one.

    Models were trained on running text, and never saw "do n't" or "it ."."""
    text, last, bounds = "", "", []
    for token in tokens:
        if spaced and text and (verbatim or token in spaced_marks or not _joined(last, token)):
            text += " "
        bounds.append((len(text), len(text) + len(token)))
        text, last = text + token, token
    return text, bounds


def token_groups(spans: Sequence[Span], bounds: Sequence[Span]) -> list[list[int]]:
    """For each token, the indices of the pieces that share a character with it.

    `spans` are the ranges of the pieces, `bounds` those of the tokens, in the same text. A piece across a token
    boundary is in both groups; one without characters (end of sentence) or between tokens is in none."""
    return [
        [index for index, (begin, stop) in enumerate(spans) if max(begin, start) < min(stop, end)]
        for start, end in bounds
    ]


def word_spans(text: str) -> list[Span]:
    """The spans of the words and punctuation marks of a text: *don't* is one word, *l'eau* two. In a script without
    spaces each character is a word."""
    return [match.span() for match in WORD.finditer(text)]


def word_starts(pieces: Sequence[str]) -> tuple[int, ...]:
    """The indices of the pieces that begin a word or a mark; a special piece counts as a word.

    A piece that reaches into the next word belongs to the word in which it begins."""
    texts, spans = piece_texts(pieces), piece_spans(pieces)
    words = word_spans("".join(texts).lstrip())
    inside = {offset for begin, end in words for offset in range(begin + 1, end)}
    continues = (_continues_word(*pair, span, inside) for pair, span in zip(pairwise(texts), spans[1:], strict=True))
    return (0, *(index for index, inner in enumerate(continues, start=1) if not inner)) if pieces else ()


def locate_tokens(tokens: Sequence[str], text: str) -> list[Span] | None:
    """The spans of the tokens in a text; None if the text is not made of these tokens, in order, and white space."""
    bounds, offset = [], 0
    for token in tokens:
        offset += len(text[offset:]) - len(text[offset:].lstrip())
        if not text.startswith(token, offset):
            return None
        bounds.append((offset, offset + len(token)))
        offset += len(token)
    return None if text[offset:].strip() else bounds


def piece_spans(pieces: Sequence[str]) -> list[Span]:
    """The spans of output pieces in their joined text; those of special pieces are empty."""
    texts = piece_texts(pieces)
    start = len("".join(texts)) - len("".join(texts).lstrip())
    ends = [max(0, end - start) for end in accumulate(map(len, texts))]
    return list(zip([0, *ends], ends, strict=False))


def _continues_word(last: str, text: str, span: Span, inside: Container[int]) -> bool:
    """Whether the text of a piece continues the word of the last one; a lone space belongs to the word after it."""
    return last == " " or (span[0] in inside and bool(text) and bool(last))


def _joined(last: str, token: str) -> bool:
    """Whether the token follows the last one without a space: punctuation, English clitics ('s, n't), French elided
    words (l', qu') and words after a hyphen (-vous)."""
    suffix = token.startswith(("'", "’", "-")) and len(token) > 1
    elided = last.endswith(("'", "’")) and last[:-1].isalpha()
    return token in NO_SPACE_BEFORE or last in NO_SPACE_AFTER or token == "n't" or suffix or elided
