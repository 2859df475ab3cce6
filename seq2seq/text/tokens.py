"""Tokens of an aligned corpus ⇄ running text ⇄ the model's pieces. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import accumulate, pairwise

Span = tuple[int, int]
"""First character and the one after the last."""

SPECIAL = re.compile("<.*>")
"""Pieces that spell nothing, like the end of a sentence."""
IDEOGRAPH = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
ELIDED = r"(?i:\b(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’](?=\w))"
"""What French writes before a vowel: l', qu'."""
WORD = re.compile(rf"{ELIDED}|{IDEOGRAPH}|(?:(?!{IDEOGRAPH})\w)+(?:['’]\w+)*|[^\w\s]")

NO_SPACE_BEFORE = frozenset([".", ",", "!", "?", ";", ":", "%", ")", "]", "”", "’", "'", "…"])
NO_SPACE_AFTER = frozenset(["(", "[", "“", "‘", "$", "£", "€"])


def detokenize(tokens: Sequence[str], spaced: bool = True, apart: str = "") -> tuple[str, list[Span]]:
    """The tokens as one would write them, and where each of them stands; `apart` are marks with a space before them.

    A model never saw "do n't" or "it ." while it learned: written as tokens they would be foreign to it."""
    text, last, bounds = "", "", []
    for token in tokens:
        if spaced and text and (token in apart or not _joined(last, token)):
            text += " "
        bounds.append((len(text), len(text) + len(token)))
        text, last = text + token, token
    return text, bounds


def token_groups(spans: Sequence[Span], bounds: Sequence[Span]) -> list[list[int]]:
    """For each token, the numbers of the pieces that share a character with it.

    `spans` are the pieces', `bounds` the tokens' ranges in the same text. A piece across a token boundary is in both
    groups; one without characters (end of sentence) or between tokens is in none."""
    return [
        [at for at, (begin, stop) in enumerate(spans) if max(begin, start) < min(stop, end)] for start, end in bounds
    ]


def word_spans(text: str) -> list[Span]:
    """Where the words of a text stand, and its marks, each by itself: *don't* is one word, *l'eau* two. Where a script
    writes no spaces, each of its characters stands by itself."""
    return [match.span() for match in WORD.finditer(text)]


def word_starts(pieces: Sequence[str]) -> tuple[int, ...]:
    """The numbers of the pieces that begin a word or a mark; special pieces stand by themselves.

    A piece that reaches into the next word belongs to the one it begins in."""
    text, spans = "".join(map(_spelt, pieces)).lstrip(), piece_spans(pieces)
    inside = {at for begin, end in word_spans(text) for at in range(begin + 1, end)}
    goes_on = (_goes_on(*pair, span, inside) for pair, span in zip(pairwise(pieces), spans[1:], strict=True))
    return (0, *(at for at, inner in enumerate(goes_on, start=1) if not inner)) if pieces else ()


def found(tokens: Sequence[str], text: str) -> list[Span] | None:
    """Where tokens that make up a text stand in it; None if they do not make it up."""
    bounds, at = [], 0
    for token in tokens:
        at += len(text[at:]) - len(text[at:].lstrip())
        if not text.startswith(token, at):
            return None
        bounds.append((at, at + len(token)))
        at += len(token)
    return None if text[at:].strip() else bounds


def piece_spans(pieces: Sequence[str]) -> list[Span]:
    """Where output pieces stand in the text that they spell; special ones take no room."""
    spelt = [_spelt(piece) for piece in pieces]
    start = len("".join(spelt)) - len("".join(spelt).lstrip())
    ends = [max(0, end - start) for end in accumulate(map(len, spelt))]
    return list(zip([0, *ends], ends, strict=False))


def _spelt(piece: str) -> str:
    return "" if SPECIAL.fullmatch(piece) else piece.replace("▁", " ")


def _goes_on(last: str, piece: str, span: Span, inside: Container[int]) -> bool:
    """Whether a piece goes on with the word of the one before it; a lone mark of a word's start is part of its word."""
    return _spelt(last) == " " or (span[0] in inside and bool(_spelt(piece)) and bool(_spelt(last)))


def _joined(last: str, token: str) -> bool:
    """Whether the token follows the last one without a space: punctuation, what English splits off ('s, n't), and
    what French elides (l', qu') or hangs on with a hyphen (-vous)."""
    hangs_on = token.startswith(("'", "’", "-")) and len(token) > 1
    elided = last.endswith(("'", "’")) and last[:-1].isalpha()
    return token in NO_SPACE_BEFORE or last in NO_SPACE_AFTER or token == "n't" or hangs_on or elided
