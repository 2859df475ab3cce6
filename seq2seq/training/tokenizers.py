"""The tokenizers of a family, learned from its training pairs, or from the symbols of its task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from seq2seq.checkpoints.writing import replacing
from seq2seq.data.families import Family
from seq2seq.data.languages import Language
from seq2seq.data.tsv import Pair
from seq2seq.text import chinese
from seq2seq.text.tokenizer import Tokenizer
from seq2seq.text.word_tokenizer import WordTokenizer


def train_missing_tokenizers(
    family: Family,
    pairs: Sequence[Pair],
    folder: Path,
    sizes: Sequence[int] | None = None,
    more: Sequence[str] = (),
) -> None:
    """Write source.model and target.model into a folder, each unless it is there already.

    They are learned from sentences written by people: the pairs, and `more` of the target side; with `sizes` pieces,
    by default those of the family. Raises ValueError if the sentences have fewer pieces than that."""
    sources, targets = ([pair[column] for pair in pairs] for column in (0, 1))
    sides = {"source": (family.source, sources), "target": (family.target, [*targets, *more])}
    for number, (side, (language, sentences)) in enumerate(sides.items()):
        path = folder / f"{side}.model"
        if not path.exists():
            size = (sizes or family.vocabulary)[number]
            if family.task:
                tokenizer = Tokenizer.of_symbols(family.task.vocabulary()[number], language.spaced)
            else:
                tokenizer = _train_tokenizer(family, language, sentences, size)
            with replacing(path) as partial:
                partial.write_bytes(tokenizer.model)


def _train_tokenizer(family: Family, language: Language, sentences: Sequence[str], size: int) -> Tokenizer:
    if family.pieces == "words":
        return WordTokenizer.learn(sentences)
    if family.pieces == "symbols":
        symbols = Counter(symbol for text in sentences for symbol in (text.split() if language.spaced else text))
        return Tokenizer.of_symbols(sorted(symbols), language.spaced)
    if language.script == "CJK" and not family.generate:
        return Tokenizer.train_on_words(sentences, size, chinese.segment_words)
    words = family.generate is not None and language.spaced
    return Tokenizer.train(sentences, size, language.spaced, words, exactly=not family.own)
