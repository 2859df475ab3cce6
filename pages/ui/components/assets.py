"""What a browser fetches of a component: one file, joined of a folder of ES modules, its style sheet and its words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from pages.ui.session.translations import LANGUAGES, translate_message

FOLDER = Path(__file__).parent.parent
COMMON = FOLDER / "components" / "shared"
"""The folder of the modules, styles and words that all components share."""
PACKED = COMMON / "packed.js"
IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[\w./]+\.js)";$', re.MULTILINE)
DATA = re.compile(r'^import (\w+) from "(\.[\w./]+\.json)" with \{ type: "json" \};$', re.MULTILINE)
"""A module that is data alone."""
COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
"""Comments that have their lines to themselves."""


def pack_component(folder: Path) -> str:
    """The component in this folder as one module: packed.js has its style and its words, by language and key."""
    folders = tuple(dict.fromkeys((COMMON, folder)))
    sheets = [path.read_text("utf-8") for each in folders if (path := each / "style.css").is_file()]
    messages = {key: words for each in folders for key, words in english(each).items()}
    words = {lang: {key: translate_message(message, lang) for key, message in messages.items()} for lang in LANGUAGES}
    given = json.dumps({"style": "\n".join(sheets), "words": words}, ensure_ascii=False)
    return bundle_modules(folder / "index.js", {PACKED: f"export const PACKED = {given};"})


def bundle_modules(entry: Path, instead: Mapping[Path, str] | None = None) -> str:
    """The modules as one: each behind those it imports, without the words import and export between them, and without
    comments. `instead` has what stands in the place of a file."""
    ordered: dict[Path, str] = {}

    def visit(path: Path) -> None:
        if path in ordered:
            return
        source = (instead or {}).get(path) or path.read_text("utf-8")
        for imported in IMPORT.findall(source):
            visit((path.parent / imported).resolve())
        source = IMPORT.sub("", source)
        source = DATA.sub(lambda found: f"const {found[1]} = {_compact(path.parent / found[2])};", source)
        ordered[path] = re.sub(r"^export (?!default)", "", source, flags=re.MULTILINE)

    visit(entry.resolve())
    return COMMENT.sub("", "\n".join(ordered.values()))


def _compact(path: Path) -> str:
    return json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False, separators=(",", ":"))


def english(folder: Path) -> dict[str, str]:
    """The words of a component: key → English; none where it says nothing."""
    path = folder / "labels.js"
    return dict(re.findall(r'^  (\w+): "(.*)",$', path.read_text("utf-8"), re.MULTILINE)) if path.is_file() else {}
