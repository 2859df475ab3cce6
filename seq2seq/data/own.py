"""Families of one's own, made from a table of pairs: `family.json` beside the parts of the corpus or the models.

A family of one's own is like the others: `train` learns its tokenizers and models, `publish` puts them where the app
shows them. Nothing but family.json says that it exists, so that a folder can be copied to another machine.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from seq2seq.config.records import InvalidRequest
from seq2seq.data.examples import EXAMPLES_FILE, Example, format_examples
from seq2seq.data.families import FAMILIES, Family, scripts
from seq2seq.data.languages import CHINESE, ENGLISH, FRENCH, Language
from seq2seq.data.tsv import Pair
from seq2seq.text.words import word_spans
from seq2seq.trace.links import Links

FAMILY_FILE = "family.json"
NO_LICENCE = "not stated"
EXAMPLES, LONGEST = 12, 20
"""How many pairs of the test part become examples, and the greatest number of words on a side of them."""
_SIZES = (2000, 2000)
"""The most pieces of its tokenizers; a small table has fewer."""
_KNOWN = {language.code: language for language in (CHINESE, ENGLISH, FRENCH)}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_CODE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})?")
_SHIPPED = frozenset(FAMILIES)


def own_family(name: str, codes: tuple[str, str], pairs: Sequence[Pair], licence: str = NO_LICENCE) -> Family:
    """The family of a table of pairs, source first. `codes` are those of its languages, such as ("zh", "en").

    Raises InvalidRequest, a ValueError, for a name or a code that can't be one, or the name of a shipped family."""
    if not _NAME.fullmatch(name):
        raise InvalidRequest("a name has up to 32 small letters, digits and hyphens, not {name!r}", name=name)
    if name in _SHIPPED:
        raise InvalidRequest("{name} is a family of the project: choose another name", name=name)
    source, target = (_language(code, [pair[column] for pair in pairs[:1000]]) for column, code in enumerate(codes))
    return _family(name, source, target, licence)


def family_record(family: Family) -> str:
    """The text of family.json."""
    sides = {
        side: {"code": language.code, "script": language.script, "spaced": language.spaced}
        for side, language in (("source", family.source), ("target", family.target))
    }
    return json.dumps({"name": family.name, **sides, "licence": family.licence}, ensure_ascii=False, indent=1) + "\n"


def read_own_family(path: Path) -> Family:
    """The family that a family.json describes. Raises ValueError for any other content, OSError if it can't be read."""
    try:
        record = json.loads(path.read_text("utf-8"))
        name, licence = record["name"], str(record["licence"])
        source, target = (
            _known_language(side["code"], str(side["script"]), bool(side["spaced"]))
            for side in (record["source"], record["target"])
        )
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{path} describes no family") from error
    if name in _SHIPPED or name != path.parent.name or not _NAME.fullmatch(name):
        raise ValueError(f"{path} names another family")
    return _family(name, source, target, licence)


def register_own_families(folder: Path) -> None:
    """Add the families that have a family.json in a folder of `folder` to those of the project. One that can't be read
    is left out."""
    for path in sorted(folder.glob(f"*/{FAMILY_FILE}")):
        try:
            family = read_own_family(path)
        except (ValueError, OSError):
            continue
        FAMILIES[family.name] = family


def own_files(family: Family, pairs: Iterable[Pair]) -> dict[str, bytes]:
    """The files that lie beside the parts of its corpus: family.json, and examples from these pairs."""
    examples = format_examples(table_examples(pairs))
    return {FAMILY_FILE: family_record(family).encode(), EXAMPLES_FILE: examples.encode()}


def table_examples(pairs: Iterable[Pair]) -> list[Example]:
    """The first pairs that are not long as examples without links, no source twice."""
    examples: dict[str, Example] = {}
    for source, target in pairs:
        tokens = _words(source), _words(target)
        short = max(map(len, tokens)) <= LONGEST
        if short and tuple(map("".join, tokens)) == (source.replace(" ", ""), target.replace(" ", "")):
            examples.setdefault(source, Example("from-the-table", source, tokens[0], target, tokens[1], Links()))
    return [*examples.values()][:EXAMPLES]


def _family(name: str, source: Language, target: Language, licence: str) -> Family:
    return Family(
        name=name,
        source=source,
        target=target,
        corpus="a table of one's own",
        licence=licence,
        licence_url="",
        credit=f"A table of one's own; licence: {licence}",
        vocabulary=_SIZES,
        label=name,
        own=True,
    )


def _language(code: str, texts: Sequence[str]) -> Language:
    """The language with this code; of one that the project does not know, script and spaces are those of the texts."""
    letters = sum(map(scripts, texts), Counter[str]())
    spaced = sum(" " in text for text in texts) * 2 >= len(texts)
    return _known_language(code, next((script for script, _ in letters.most_common(1)), "LATIN"), spaced)


def _known_language(code: str, script: str, spaced: bool) -> Language:
    if not _CODE.fullmatch(code):
        raise InvalidRequest("a code of a language looks like zh or pt-BR, not {code!r}", code=code)
    return _KNOWN.get(code) or Language(code, code, script, spaced)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text[begin:end] for begin, end in word_spans(text))
