"""Sentences that nobody has typed yet, each of about twelve pieces: 我昨天在图书馆看见你的朋友。 and others like it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

PARTS = (
    ("我", "你", "他", "她", "我们", "他们"),
    ("昨天", "今天", "明天", "刚才", "晚上", "早上"),
    ("在图书馆", "在学校", "在公园", "在车站", "在家里", "在商店", "在医院", "在办公室"),
    ("看见", "等", "帮助", "找到", "遇见", "认识"),
    ("你的", "我的", "他的", "她的"),
    ("朋友", "老师", "妈妈", "哥哥", "妹妹", "孩子", "邻居", "学生"),
    ("。", "吗?"),
)


def unique_sentences(seed: int = 1) -> Iterator[str]:
    """All of them, more than ninety thousand, each once, in an order of chance."""
    sentences = ["".join(parts) for parts in product(*PARTS)]
    random.Random(seed).shuffle(sentences)
    return iter(sentences)
