"""What lives in the browser: folders of ES modules, styles and words, each joined into one component of Streamlit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from streamlit.components import v2

from pages.ui.components import captions
from pages.ui.session import state
from pages.ui.session.words import labels

FOLDER = Path(__file__).parent.parent
COMMON = "components/shared"
"""The folder of the modules, styles and words that all components share."""
IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[\w./]+\.js)";$', re.MULTILINE)
DATA = re.compile(r'^import (\w+) from "(\.[\w./]+\.json)" with \{ type: "json" \};$', re.MULTILINE)
"""A module that is data alone."""
COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
"""Comments that have their lines to themselves."""


class Component:
    """The component whose modules lie in the folder `name`: index.js, labels.js, style.css and what they need."""

    def __init__(self, name: str) -> None:
        folders = dict.fromkeys((FOLDER / COMMON, FOLDER / name))
        self.words = {key: words for folder in folders for key, words in english(folder).items()}
        sheets = (path for folder in folders if (path := folder / "style.css").is_file())
        styles = "\n".join(path.read_text("utf-8") for path in sheets)
        self._mount = v2.component(f"gaze.{Path(name).name}", css=styles, js=bundle_modules(FOLDER / name))

    def __call__(self, key: str, data: Mapping[str, Any], heard: Mapping[str, Callable[[], None]]) -> None:
        """Show `data` and what all components are told: the words in the visitor's language, the caption of pictures
        unless `data` has another, whether it is for the wall. `heard` names what it reports, and who listens."""
        listeners: dict[str, Any] = {f"on_{name}_change": listener for name, listener in heard.items()}
        view = state.view()
        common = {"present": bool(view.present), "caption": captions.of(view), "labels": labels(self.words)}
        self._mount(key=key, data={**common, **data}, **listeners)


def bundle_modules(folder: Path, entry: str = "index.js") -> str:
    """The modules as one: each behind those it imports, without the words import and export between them, and without
    comments, since Streamlit sends the code again with every change of data."""
    ordered: dict[Path, str] = {}

    def visit(path: Path) -> None:
        if path in ordered:
            return
        source = path.read_text("utf-8")
        for imported in IMPORT.findall(source):
            visit((path.parent / imported).resolve())
        source = IMPORT.sub("", source)
        source = DATA.sub(lambda found: f"const {found[1]} = {_compact(path.parent / found[2])};", source)
        ordered[path] = re.sub(r"^export (?!default)", "", source, flags=re.MULTILINE)

    visit((folder / entry).resolve())
    return COMMENT.sub("", "\n".join(ordered.values()))


def _compact(path: Path) -> str:
    return json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False, separators=(",", ":"))


def english(folder: Path) -> dict[str, str]:
    """The words of a component: key → English; none where it says nothing."""
    path = folder / "labels.js"
    return dict(re.findall(r'^  (\w+): "(.*)",$', path.read_text("utf-8"), re.MULTILINE)) if path.is_file() else {}
