"""Components of Streamlit: the browser fetches their code once, as a file, and gets their data with every change."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Mapping, Sequence
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any

from streamlit.components import v2
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from pages.ui.address import exchange, state, widgets
from pages.ui.address.reports import Listener
from pages.ui.kit.assets import FOLDER, pack_component
from pages.ui.kit.compact_json import compact_json

APP = "gaze"
PUBLISHING = Lock()


class Component:
    """The component whose modules lie in the folder `name`: index.js, labels.js, style.css and what they need."""

    def __init__(self, name: str) -> None:
        self._name, self._code = Path(name).name, pack_component(FOLDER / name)
        self._file = f"{self._name}-{sha256(self._code.encode()).hexdigest()[:12]}.js"
        """The hash in the name makes browsers fetch the file again after a change."""

    def __call__(self, key: str, data: Mapping[str, Any], *listeners: Listener, choices: Sequence[str] = ()) -> None:
        """Mount the component with `data`, the visitor's language, and whether it is presented on a wall. Its reports
        go to `listeners`; the `choices` that visitors make in it are exchanged with it. Values of bytes are taken as
        JSON."""
        callbacks: dict[str, Any] = {
            f"on_{listener.name}_change": partial(_pass_report, key, listener)
            for listener in (*listeners, *map(exchange.choice_listener, choices))
        }
        given = {"present": bool(state.view().present), "language": state.language(), **data}
        if choices:
            given["choices"] = exchange.hand_out(key, choices)
        self._publish()
        self._mount(key=key, data=_json(given), **callbacks)

    def _publish(self) -> None:
        """Have the server serve the code. Streamlit serves files of installed packages; those of a checkout must be
        registered once per server. In tests each app has its own server."""
        with PUBLISHING:
            file = served_folder() / self._file
            if not file.is_file():  # at first, or after the system has cleaned up temporary files
                file.parent.mkdir(exist_ok=True)
                file.write_text(self._code, "utf-8")
            name, manager = f"{APP}.{self._name}", get_bidi_component_manager()
            if manager.get_component_path(name) is None:
                manifest = ComponentManifest(APP, version="", components=[ComponentConfig(self._name, asset_dir=".")])
                manager.register_from_manifest(manifest, file.parent)
                self._mount = v2.component(name, js=self._file)


def _pass_report(key: str, listener: Listener) -> None:
    listener.hear(widgets.reported(key, listener.name))


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
