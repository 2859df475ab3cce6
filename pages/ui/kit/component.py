"""Components of Streamlit: the browser fetches their code once, as a file, and gets their data with every change."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any

from streamlit.components import v2
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from pages.ui.address import exchange, state, widgets
from pages.ui.address.reports import Listener
from pages.ui.kit.assets import APP, FOLDER, hashed_name, pack_component, pack_kit
from pages.ui.kit.compact_json import compact_json

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
            for listener in (*listeners, *map(exchange.choice_listener, choices))
        }
        given = {"present": bool(state.view().present), "language": state.language(), **data}
        if choices:
            given["choices"] = exchange.hand_out(key, choices)
        self._publish()
        self._mount(key=key, data=_json(given), **callbacks)

    def _publish(self) -> None:
        """Have the server serve the code, with that of the kit, which it imports."""
        with PUBLISHING:
            _serve("kit", pack_kit())
            if _serve(self._name, self._code):
                self._mount = v2.component(f"{APP}.{self._name}", js=hashed_name(self._name, self._code))


def _serve(name: str, code: str) -> bool:
    """Have the server serve a file of code, and tell whether it did not yet. Streamlit serves files of installed
    packages; those of a checkout must be registered once per server. In tests each app has its own server."""
    file = served_folder() / hashed_name(name, code)
    if not file.is_file():  # at first, or after the system has cleaned up temporary files
        file.parent.mkdir(exist_ok=True)
        file.write_text(code, "utf-8")
    manager = get_bidi_component_manager()
    if manager.get_component_path(f"{APP}.{name}") is not None:
        return False
    manifest = ComponentManifest(APP, version="", components=[ComponentConfig(name, asset_dir=".")])
    manager.register_from_manifest(manifest, file.parent)
    return True


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
