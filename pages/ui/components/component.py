"""Components of Streamlit whose code is a file that the browser fetches once, apart from the data that it shows."""

from __future__ import annotations

import atexit
import json
import shutil
from collections.abc import Mapping
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any

from streamlit.components import v2
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from pages.ui.components.assets import FOLDER, pack_component
from pages.ui.session import state
from pages.ui.session.reports import Listener, choice_report

APP = "gaze"
PUBLISHING = Lock()


class Component:
    """The component whose modules lie in the folder `name`: index.js, labels.js, style.css and what they need."""

    def __init__(self, name: str) -> None:
        self._name, self._code = Path(name).name, pack_component(FOLDER / name)
        self._file = f"{self._name}-{sha256(self._code.encode()).hexdigest()[:12]}.js"
        """Another release has another name, so that nobody keeps the old one."""

    def __call__(self, key: str, data: Mapping[str, Any], *listeners: Listener) -> None:
        """Show `data` and what all components get: the visitor's language, whether it is for the wall. `listeners` are
        called with what it reports."""
        callbacks: dict[str, Any] = {
            f"on_{listener.name}_change": partial(_pass_report, key, listener) for listener in listeners
        }
        given = {"present": bool(state.view().present), "language": state.language(), **data}
        self._publish()
        self._mount(key=key, data=_json(given), **callbacks)

    def _publish(self) -> None:
        """Have the server at hand serve the code. Streamlit finds the files of installed packages by itself, but not
        those of a checkout; it must be told of them once. In a test each app has a server of its own."""
        with PUBLISHING:
            file = served_folder() / self._file
            if not file.is_file():  # at first, or after the system has swept its folder for temporary files
                file.parent.mkdir(exist_ok=True)
                file.write_text(self._code, "utf-8")
            name, manager = f"{APP}.{self._name}", get_bidi_component_manager()
            if manager.get_component_path(name) is None:
                manifest = ComponentManifest(APP, version="", components=[ComponentConfig(self._name, asset_dir=".")])
                manager.register_from_manifest(manifest, file.parent)
                self._mount = v2.component(name, js=self._file)


def choice_listeners(*names: str) -> tuple[Listener, ...]:
    """Listeners that choose what is reported under the names of these choices."""
    return tuple(choice_report(name).listener(partial(state.choose_reported, name)) for name in names)


def _pass_report(key: str, listener: Listener) -> None:
    listener.hear(state.reported(key, listener.name))


def _json(data: Mapping[str, Any]) -> bytes:
    """Without the spaces and escapes of Streamlit's own, which are a fifth of it."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


@cache
def served_folder() -> Path:
    """Where the joined files lie while the app runs."""
    folder = Path(mkdtemp(prefix=f"{APP}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
