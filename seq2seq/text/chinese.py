"""Word segmentation of Chinese text, for learning a vocabulary. The only user of the package jieba."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
