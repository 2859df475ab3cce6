"""A rough class for every word, by list: the closed classes of three languages, punctuation, and the rest.

What stands in no list counts as a content word. A word of several classes has the one it is most often; a piece that
is part of a word has the word's. Good enough to colour a map by and to open a sentence at, and for nothing else.
Standard library only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from seq2seq.trace.trace import EOS_PIECE, WORD_START

PRONOUN, DETERMINER, PARTICLE, HELPER, QUESTION, CONTENT, MARK = CLASSES = (
    "pronoun",
    "determiner",
    "particle",
    "helper",
    "question",
    "content",
    "mark",
)
LISTS = {
    PRONOUN: "我 你 您 他 她 它 我们 你们 他们 她们 它们 咱们 自己 大家 别人 "
    "i you he she it we they me him her us them myself yourself himself herself itself one "
    "je j tu il elle on nous vous ils elles m t moi toi lui leur eux y en",
    DETERMINER: "一 二 两 三 四 五 六 七 八 九 十 百 千 个 本 张 只 条 位 件 块 这 那 这个 那个 这些 那些 一个 每 几 "
    "a an the this that these those my your his its our their some any no every each two three "
    "le la les l un une des du de d ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leurs",
    PARTICLE: "的 地 得 了 着 过 在 从 到 对 给 跟 和 与 把 被 比 也 都 就 还 但 但是 因为 所以 如果 或 而 吧 呢 啊 "
    "in on at to of for from with by about and or but because if as than so into out up not n "
    "à dans sur avec pour par sans chez et ou mais car si comme que qu au aux ne pas n",
    HELPER: "是 有 没 没有 不 别 会 能 可以 要 想 应该 必须 可能 "
    "is are am was were be been being do does did don have has had will would can could shall should may might must "
    "s re ve ll est suis es sommes êtes sont était ai as a avons avez ont été être avoir",
    QUESTION: "什么 谁 哪 哪里 哪儿 怎么 多少 为什么 什么时候 吗 what who where when why how which whose "
    "quoi qui où quand pourquoi comment quel quelle combien",
}
KNOWN = {word: name for name, words in reversed(LISTS.items()) for word in words.split()}


def word_class(word: str) -> str:
    """The class of a word, without regard to case."""
    bare = word.strip(WORD_START).lower()
    if word == EOS_PIECE or all(unicodedata.category(char)[0] in "PSZ" for char in bare):
        return MARK
    return KNOWN.get(bare, CONTENT)


def piece_classes(pieces: Sequence[str]) -> tuple[str, ...]:
    """One class a piece. Where pieces mark the starts of words, all pieces of a word have its class."""
    if not any(piece.startswith(WORD_START) for piece in pieces):
        return tuple(map(word_class, pieces))
    words: list[list[str]] = []
    for piece in pieces:
        if not words or piece.startswith(WORD_START) or MARK in (word_class(piece), word_class(words[-1][-1])):
            words.append([])
        words[-1].append(piece)
    return tuple(word_class("".join(word)) for word in words for _ in word)


def first_content(pieces: Sequence[str]) -> int:
    """The first piece of the first word with a meaning of its own; without one that of a question word, or of any word.
    0 where there is no word at all."""
    classes = piece_classes(pieces)
    for wanted in ({CONTENT}, {QUESTION}, {*CLASSES} - {MARK}):
        if found := [at for at, name in enumerate(classes) if name in wanted]:
            return found[0]
    return 0
