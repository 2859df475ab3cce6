"""The tokenizers of a family, learned from its training pairs, or from the symbols of its task."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from seq2seq.checkpoints.catalog import replacing
from seq2seq.data.families import Family
from seq2seq.data.languages import Language
from seq2seq.data.tsv import Pair
from seq2seq.text.tokenizer import Tokenizer, WordTokenizer

_LONGEST = 4
STANDALONE = frozenset("我你他她它您不很太再的了过吗呢吧")
"""Pronouns, adverbs and particles, each a word by itself even where a dictionary joins it to its neighbour."""
_VERBS = frozenset("吃喝看读写买")
"""Verbs that a dictionary joins to their object (喝茶, 看书); most translations have two words for the two."""
ALWAYS_ONE_WORD = frozenset(
    word
    for line in (
        "我们 你们 他们 她们 它们 不会 不要 不能 不过 不同 不但 不仅 不管 不错",
        "不如 不用 不久 不幸 不断 不客气 不好意思 太阳 太太 再见 再次 看见 看到 看法",
        "看起来 看上去 吃惊 读者 目的 除了 为了 通过 经过 超过 难过",
    )
    for word in line.split()
)
"""Exceptions: words that stay whole although they begin or end with one of the characters above."""
_TWO_WORDS = frozenset(["本书", "今天天气", "昨天晚上", "今天下午", "今天早上", "明天早上", "今天晚上", "明天晚上"])
"""Entries of the dictionary that are split into characters."""


def segment_words(text: str) -> Iterator[str]:
    """The words of a text in order, by a dictionary, but with the words listed in this module split or kept whole.

    Raises ModuleNotFoundError without jieba."""
    import jieba  # pyright: ignore[reportMissingImports]

    jieba.setLogLevel("ERROR")
    for word in jieba.cut(text, HMM=False):
        yield from [word] if _is_word(word) else word


def _is_word(text: str) -> bool:
    if text in ALWAYS_ONE_WORD:
        return True
    split = text in _TWO_WORDS or text[0] in STANDALONE or text[0] in _VERBS or text[-1] in STANDALONE
    return not split and re.fullmatch(rf"[\u4e00-\u9fff]{{2,{_LONGEST}}}", text) is not None


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
    if language.symbols:
        return Tokenizer.of_symbols(language.symbols, language.spaced)
    if family.pieces == "words":
        return WordTokenizer.learn(sentences)
    if family.pieces == "symbols":
        symbols = Counter(symbol for text in sentences for symbol in (text.split() if language.spaced else text))
        return Tokenizer.of_symbols(sorted(symbols), language.spaced)
    if language.script == "CJK" and not family.generate:
        return Tokenizer.train_on_words(sentences, size, segment_words)
    words = family.generate is not None and language.spaced
    return Tokenizer.train(sentences, size, language.spaced, words, exactly=not family.own)
