"""Chinese text → words, for learning a vocabulary. The package jieba is needed for that alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST = 4
ALONE = frozenset("我你他她它您不很太再的了过吗呢吧")
"""Pronouns, adverbs and particles: a learner reads them by themselves, whatever a dictionary joins them to."""
_VERBS = frozenset("吃喝看读写买")
"""Verbs whose object a dictionary joins to them (喝茶, 看书); most translations say the two in two words."""
WHOLE = frozenset(
    word
    for line in (
        "我们 你们 他们 她们 它们 不会 不要 不能 不过 不同 不但 不仅 不管 不错",
        "不如 不用 不久 不幸 不断 不客气 不好意思 太阳 太太 再见 再次 看见 看到 看法",
        "看起来 看上去 吃惊 读者 目的 除了 为了 通过 经过 超过 难过",
    )
    for word in line.split()
)
"""Words that are none the less read as one."""


_APART = frozenset(["本书", "今天天气", "昨天晚上", "今天下午", "今天早上", "明天早上", "今天晚上", "明天晚上"])
"""Entries of the dictionary that are two words."""


def cut_words(text: str) -> Iterator[str]:
    """The words of a text by a dictionary, in order, with what learners read apart left apart.

    Raises ModuleNotFoundError without jieba."""
    import jieba  # pyright: ignore[reportMissingImports]

    jieba.setLogLevel("ERROR")
    for word in jieba.cut(text, HMM=False):
        yield from [word] if _is_word(word) else word


def _is_word(text: str) -> bool:
    if text in WHOLE:
        return True
    apart = text in _APART or text[0] in ALONE or text[0] in _VERBS or text[-1] in ALONE
    return not apart and re.fullmatch(rf"[\u4e00-\u9fff]{{2,{_LONGEST}}}", text) is not None
