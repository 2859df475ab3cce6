"""The words of the app in the language of the visitor. English is written in the code; the others are catalogues."""

from __future__ import annotations

import ast
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("en", "zh")
NATIVE = {"en": "English", "zh": "中文"}


def closest(locale: str | None) -> str:
    """The language of ours that a browser's locale asks for; English if there is none."""
    code = re.split("[-_]", locale or "")[0].lower()
    return code if code in LANGUAGES else LANGUAGES[0]


def translate_message(message: str, lang: str) -> str:
    """The message in this language, or as it is where the catalogue has nothing."""
    return catalogue(lang).get(message) or message


@lru_cache(len(LANGUAGES))
def catalogue(lang: str) -> dict[str, str]:
    """Message → translation, from the gettext catalogues, one a page; empty for English."""
    paths = sorted((LOCALE / lang / "LC_MESSAGES").glob("*.po"))
    return {message: words for path in paths for message, words in read_po(path.read_text("utf-8")).items()}


def read_po(source: str) -> dict[str, str]:
    """The entries of a .po file. Plural forms and contexts are not used here and not read."""
    entry = re.compile(r'^msgid((?:\s*".*")+)\s*^msgstr((?:\s*".*")+)', re.MULTILINE)
    pairs = {_unquoted(found[1]): _unquoted(found[2]) for found in entry.finditer(source)}
    return {message: words for message, words in pairs.items() if message and words}


def visible(words: str) -> str:
    """Somebody's text with what can't be seen, or would turn the rest around, as its code point: ‹202E›."""
    unseen = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return "".join(f"‹{ord(char):04X}›" if unicodedata.category(char) in unseen else char for char in words)


def _unquoted(strings: str) -> str:
    return "".join(ast.literal_eval(line.strip()) for line in strings.strip().splitlines())
