"""A rough class for every word, by list: the closed classes of a language, punctuation, and content words.

A word in no list of its language is a content word; so is every word of a language without lists. A word of several
classes has the most frequent one; a piece has the class of its word. The classes are good enough for the colours of a
map and for choosing the first step to show, and for nothing else. Standard library only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from seq2seq.trace.pieces import WORD_START
from seq2seq.trace.trace import EOS_PIECE

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
    "zh": {
        PRONOUN: "我 你 您 他 她 它 我们 你们 他们 她们 它们 咱们 自己 大家 别人",
        DETERMINER: "一 二 两 三 四 五 六 七 八 九 十 百 千 个 本 张 只 条 位 件 块 "
        "这 那 这个 那个 这些 那些 一个 每 几",
        PARTICLE: "的 地 得 了 着 过 在 从 到 对 给 跟 和 与 把 被 比 也 都 就 还 但 但是 "
        "因为 所以 如果 或 而 吧 呢 啊",
        HELPER: "是 有 没 没有 不 别 会 能 可以 要 想 应该 必须 可能",
        QUESTION: "什么 谁 哪 哪里 哪儿 怎么 多少 为什么 什么时候 吗",
    },
    "en": {
        PRONOUN: "i you he she it we they me him her us them myself yourself himself herself itself one",
        DETERMINER: "a an the this that these those my your his its our their some any no every each two three",
        PARTICLE: "in on at to of for from with by about and or but because if as than so into out up not n t",
        HELPER: "is are am was were be been being do does did don have has had will would can could shall should may "
        "might must s m re ve ll d",
        QUESTION: "what who where when why how which whose",
    },
    "fr": {
        PRONOUN: "je j me m moi tu te t toi il elle on se s lui nous vous ils elles leur eux y en c ça",
        DETERMINER: "le la les l un une des du de d ce cet cette ces mon ma mes ton ta tes son sa ses notre nos "
        "votre vos leurs",
        PARTICLE: "à dans sur avec pour par sans chez et ou mais car si comme que qu au aux ne pas n",
        HELPER: "est suis es sommes êtes sont était ai as a avons avez ont été être avoir",
        QUESTION: "quoi qui où quand pourquoi comment quel quelle combien",
    },
}
"""Language code → class → words, separated by spaces."""
CLASS_OF_WORD = {
    language: {word: name for name, words in lists.items() for word in words.split()}
    for language, lists in LISTS.items()
}


def word_class(word: str, language: str) -> str:
    """The class of a word in the language with this code, ignoring case."""
    if is_mark(word):
        return MARK
    return CLASS_OF_WORD.get(language, {}).get(word.strip(WORD_START).lower(), CONTENT)


def piece_classes(pieces: Sequence[str], language: str) -> tuple[str, ...]:
    """The class of each piece. Where pieces mark the starts of words, all pieces of a word have its class."""
    if not any(piece.startswith(WORD_START) for piece in pieces):
        return tuple(word_class(piece, language) for piece in pieces)
    words: list[list[str]] = []
    for piece in pieces:
        if not words or piece.startswith(WORD_START) or is_mark(piece) or is_mark(words[-1][-1]):
            words.append([])
        words[-1].append(piece)
    return tuple(word_class("".join(word), language) for word in words for _ in word)


def first_content_word(pieces: Sequence[str], language: str) -> int:
    """The index of the first piece of the first content word; without one, of the first question word, then of the
    first word of any class; 0 if there is no word."""
    classes = piece_classes(pieces, language)
    for candidates in ({CONTENT}, {QUESTION}, {*CLASSES} - {MARK}):
        if indices := [index for index, name in enumerate(classes) if name in candidates]:
            return indices[0]
    return 0


def is_mark(piece: str) -> bool:
    """Whether a piece is punctuation or the end of sentence, and so part of no word in any language."""
    return piece == EOS_PIECE or all(unicodedata.category(char)[0] in "PSZ" for char in piece.strip(WORD_START))
