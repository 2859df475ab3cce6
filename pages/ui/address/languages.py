"""Translations of the app's messages: English is in the code, other languages are in catalogues."""

from __future__ import annotations

import re
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

CATALOGUES = Path(__file__).parent.parent
"""Beneath this folder lie the catalogues: `zh.po`, or `*.zh.po` where a folder has several."""
LANGUAGES = ("en", "zh")
NATIVE = {"en": "English", "zh": "中文"}


def closest(locale: str | None) -> str:
    """The app's language for a browser's locale; English if there is none."""
    code = re.split("[-_]", locale or "")[0].lower()
    return code if code in LANGUAGES else LANGUAGES[0]


def translate_message(message: str, lang: str) -> str:
    """The message in this language, or in English if the catalogue lacks it."""
    return message and catalogue(lang).gettext(message)  # for an empty message gettext returns the header


@lru_cache(len(LANGUAGES))
def catalogue(lang: str) -> NullTranslations:
    """The messages of a language for gettext. English needs neither a file nor Babel."""
    if lang == LANGUAGES[0]:
        return NullTranslations()
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, read_catalogue(lang))
    compiled.seek(0)
    return GNUTranslations(compiled)


def read_catalogue(lang: str) -> Catalog:
    """All messages of a language, from the .po files of all folders."""
    from babel.messages.catalog import Catalog  # here, since a first screen in English does without
    from babel.messages.pofile import read_po

    catalog = Catalog(lang)
    for path in sorted(CATALOGUES.rglob(f"*{lang}.po")):
        for message in read_po(path.read_bytes().splitlines(), lang, abort_invalid=True):
            catalog[message.id] = message
    return catalog
