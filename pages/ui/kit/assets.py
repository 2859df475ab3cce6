"""The file of a component that a browser fetches: its ES modules, style sheet and words in one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from pages.ui.address.languages import LANGUAGES, translate_message

FOLDER = Path(__file__).parent.parent
COMMON = FOLDER / "kit"
"""The folder of the modules, styles and words that all components share."""
PACKED = COMMON / "packed.js"
IMPORT = re.compile(r'^import \{ (?P<names>[^}]*?) \} from "(?P<path>\.[\w./]+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:function|const) (\w+)", re.MULTILINE)
DATA = re.compile(r'^import (\w+) from "(\.[\w./]+\.json)" with \{ type: "json" \};$', re.MULTILINE)
"""An import of a JSON file."""
COMMENT = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
"""Comments on lines of their own. A cast, as in `/** @type {number} */ (x)`, is followed by code."""


def pack_component(folder: Path) -> str:
    """The component in this folder as one module: packed.js has its style and its words, by language and key."""
    folders = tuple(dict.fromkeys((COMMON, folder)))
    sheets = [path.read_text("utf-8") for source in folders if (path := source / "style.css").is_file()]
    messages = {key: words for source in folders for key, words in english(source).items()}
    words = {lang: {key: translate_message(message, lang) for key, message in messages.items()} for lang in LANGUAGES}
    packed = json.dumps({"style": "\n".join(sheets), "words": words}, ensure_ascii=False)
    return bundle_modules(folder / "index.js", {PACKED: f"export const PACKED = {packed};"})


def bundle_modules(entry: Path, instead: Mapping[Path, str] | None = None) -> str:
    """Join the modules into one, each in a scope of its own, after those it imports, without comments.

    `instead` has the source to take in place of a file. The default export of `entry` is that of the whole."""
    scopes: dict[Path, str] = {}
    """The name of each module's scope, in which an import looks up what it names."""
    joined: list[str] = []

    def scope_of(module: Path, name: str) -> str:
        return scopes[(module.parent / name).resolve()]

    def add(path: Path) -> None:
        source = (instead or {}).get(path) or path.read_text("utf-8")
        for imported in IMPORT.finditer(source):
            if (module := (path.parent / imported["path"]).resolve()) not in scopes:
                add(module)
        source = IMPORT.sub(lambda at: f"const {{ {at['names']} }} = {scope_of(path, at['path'])};", source)
        source = DATA.sub(lambda at: f"const {at[1]} = {_compact(path.parent / at[2])};", source)
        names = ", ".join(EXPORT.findall(source))
        source = COMMENT.sub("", re.sub(r"^export (?!default)", "", source, flags=re.MULTILINE)).strip()
        scopes[path] = f"{re.sub(r'[^a-zA-Z0-9]', '_', path.stem)}_{len(scopes)}"
        inside = path != entry.resolve()
        joined.append(
            f"const {scopes[path]} = (() => {{\n{source}\nreturn {{ {names} }};\n}})();" if inside else source
        )

    add(entry.resolve())
    return "\n".join(joined)


def _compact(path: Path) -> str:
    return json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False, separators=(",", ":"))


def english(folder: Path) -> dict[str, str]:
    """The English words of a component by key; none if it has no labels.js."""
    path = folder / "labels.js"
    return dict(re.findall(r'^  (\w+): "(.*)",$', path.read_text("utf-8"), re.MULTILINE)) if path.is_file() else {}
