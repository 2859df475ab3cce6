"""Components of Streamlit: the browser fetches their code as files, once, and gets their data with every change."""

from __future__ import annotations

import atexit
import json
import re
import shutil
from collections.abc import Mapping, Sequence, Set
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any

from streamlit.components import v2

from pages.ui.address import reports, state, widgets
from pages.ui.address.languages import LANGUAGES, translate_message
from pages.ui.address.reports import Listener
from pages.ui.streamlit_compat.widgets import register_component

APP = "gaze"
"""The name under which Streamlit knows the app's components."""
FOLDER = Path(__file__).parent.parent
KIT = FOLDER / "kit"
PACKED = KIT / "packed.js"
IMPORT = re.compile(r'^import \{ (?P<names>[^}]*?) \} from "(?P<path>\.[\w./]+\.js)";$', re.MULTILINE)
IMPORT_OF_KIT = re.compile(rf'^import \{{ .* \}} from "\.\./{APP}\.kit/.*";\n', re.MULTILINE)
"""The line with which a packed component imports the kit."""
EXPORT = re.compile(r"^export (?:async )?(?:function|const) (\w+)", re.MULTILINE)
DATA = re.compile(r'^import (\w+) from "(\.[\w./]+\.json)" with \{ type: "json" \};$', re.MULTILINE)
"""An import of a JSON file."""
COMMENT = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
"""Comments on lines of their own. A cast, as in `/** @type {number} */ (x)`, is followed by code."""


@cache
def pack_kit() -> str:
    """The modules of the kit as one, which exports each as an object of what it exports. Its packed.js has the style
    and the words that all components share."""
    modules = [path for path in sorted(KIT.glob("*.js")) if path.name != "types.js"]
    code, scopes = join_modules(modules, {PACKED: _packed(KIT)})
    return f"{code}\nexport {{ {', '.join(scopes[path] for path in modules)} }};"


def pack_component(folder: Path) -> str:
    """The component in this folder as one module, whose default export is that of its index.js. It imports the file of
    the kit, which lies beside it under the name of a component `kit`; its own packed.js has its style and words."""
    kit = frozenset(KIT.glob("*.js")) - {PACKED}
    code, scopes = join_modules([], {PACKED: _packed(folder)}, folder / "index.js", kit)
    used = sorted({scopes[path] for path in kit & scopes.keys()})
    return f'import {{ {", ".join(used)} }} from "../{APP}.kit/{hashed_name("kit", pack_kit())}";\n{code}'


@cache
def hashed_name(name: str, code: str) -> str:
    """The name of a file: the hash makes browsers fetch it again after a change."""
    return f"{name}-{sha256(code.encode()).hexdigest()[:12]}.js"


def join_modules(
    modules: Sequence[Path], instead: Mapping[Path, str], entry: Path | None = None, outside: Set[Path] = frozenset()
) -> tuple[str, dict[Path, str]]:
    """The code of the modules and of all that they and the `entry` import, each behind those it imports, and without
    comments; and the name of each module's scope, an object of what it exports. The code of the `entry` comes last, in
    no scope. `instead` has the source to take in place of a file; modules `outside` have only a name."""
    scopes: dict[Path, str] = {}
    joined: list[str] = []

    def scope_of(path: Path) -> str:
        if path not in scopes:
            code, names = ("", "") if path in outside else read(path)
            stem = re.sub(r"[^a-zA-Z0-9]", "_", path.stem)
            scopes[path] = f"kit_{stem}" if path.parent == KIT and path != PACKED else f"{stem}_{len(scopes)}"
            if path not in outside:
                joined.append(f"const {scopes[path]} = (() => {{\n{code}\nreturn {{ {names} }};\n}})();")
        return scopes[path]

    def read(path: Path) -> tuple[str, str]:
        """Its code, where each import looks up names in the scope of a module, and the names that it exports."""
        source = instead.get(path) or path.read_text("utf-8")
        source = IMPORT.sub(
            lambda at: f"const {{ {at['names']} }} = {scope_of((path.parent / at['path']).resolve())};", source
        )
        source = DATA.sub(lambda at: f"const {at[1]} = {_compact(path.parent / at[2])};", source)
        names = ", ".join(EXPORT.findall(source))
        return COMMENT.sub("", re.sub(r"^export (?!default)", "", source, flags=re.MULTILINE)).strip(), names

    for module in modules:
        scope_of(module.resolve())
    if entry:
        joined.append(read(entry.resolve())[0])
    return "\n".join(joined), scopes


def _packed(folder: Path) -> str:
    sheet = folder / "style.css"
    words = {lang: {key: translate_message(text, lang) for key, text in english(folder).items()} for lang in LANGUAGES}
    packed = {"style": sheet.read_text("utf-8") if sheet.is_file() else "", "words": words}
    return f"export const PACKED = {json.dumps(packed, ensure_ascii=False)};"


def _compact(path: Path) -> str:
    return json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False, separators=(",", ":"))


def english(folder: Path) -> dict[str, str]:
    """The English words of a component by key; none if it has no labels.js."""
    path = folder / "labels.js"
    return dict(re.findall(r'^  (\w+): "(.*)",$', path.read_text("utf-8"), re.MULTILINE)) if path.is_file() else {}


PUBLISHING = Lock()


class Component:
    """The component whose modules lie in the folder `name`: index.js, labels.js, style.css and what they need."""

    def __init__(self, name: str) -> None:
        self._name, self._code = Path(name).name, pack_component(FOLDER / name)

    def __call__(self, key: str, data: Mapping[str, Any], *listeners: Listener, choices: Sequence[str] = ()) -> None:
        """Mount the component with `data`, the visitor's language, and whether it is presented on a wall. Its reports
        go to `listeners`; the `choices` that visitors make in it are exchanged with it. Values of bytes are taken as
        JSON."""
        callbacks: dict[str, Any] = {
            f"on_{listener.name}_change": partial(_pass_report, key, listener)
            for listener in (*listeners, *map(reports.choice_listener, choices))
        }
        given = {"present": bool(state.view().present), "language": state.language(), **data}
        if choices:
            given["choices"] = reports.hand_out(key, choices)
        self._publish()
        self._mount(key=key, data=_json(given), **callbacks)

    def _publish(self) -> None:
        """Have the server serve the code, with that of the kit, which it imports."""
        with PUBLISHING:
            _serve("kit", pack_kit())
            if _serve(self._name, self._code):
                self._mount = v2.component(f"{APP}.{self._name}", js=hashed_name(self._name, self._code))


def _serve(name: str, code: str) -> bool:
    """Have the server serve a file of code, and tell whether it did not yet."""
    file = served_folder() / hashed_name(name, code)
    if not file.is_file():  # at first, or after the system has cleaned up temporary files
        file.parent.mkdir(exist_ok=True)
        file.write_text(code, "utf-8")
    return register_component(APP, name, file.parent)


def _pass_report(key: str, listener: Listener) -> None:
    listener.hear(widgets.reports(key).get(listener.name))


def _json(data: Mapping[str, Any]) -> bytes:
    """One JSON object. Values of bytes are JSON already: what sixty visitors see is written once."""
    written = {name: value if isinstance(value, bytes) else compact_json(value) for name, value in data.items()}
    return b"{" + b",".join(compact_json(name) + b":" + value for name, value in written.items()) + b"}"


@cache
def served_folder() -> Path:
    """The temporary folder of the joined files, removed when the process ends."""
    folder = Path(mkdtemp(prefix=f"{APP}-"))
    atexit.register(remove_served_folder)
    return folder


def remove_served_folder() -> None:
    """Call when the server stops: a process that a signal ends does not come to what it does at its end."""
    shutil.rmtree(served_folder(), ignore_errors=True)


def compact_json(value: Any) -> bytes:
    """JSON without the spaces and escapes of Streamlit's own, which are a fifth of it. Raises ValueError for NaN."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
