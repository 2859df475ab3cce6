"""Components of a checkout: Streamlit serves the files of components of installed packages only, by their manifests."""

from __future__ import annotations

from pathlib import Path

from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest


def register_component(package: str, name: str, folder: Path) -> bool:
    """Have the server serve the files in a folder for a component, as though a package were installed that has it.
    Return False if it does so already: once per server is enough, and in tests each app has its own server."""
    manager = get_bidi_component_manager()
    if manager.get_component_path(f"{package}.{name}") is not None:
        return False
    manifest = ComponentManifest(package, version="", components=[ComponentConfig(name, asset_dir=".")])
    manager.register_from_manifest(manifest, folder)
    return True
