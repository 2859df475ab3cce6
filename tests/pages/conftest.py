"""Every page test runs on tiny models, without a warm-up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import app_test, local_script_runner

from seq2seq.config.schema import MAX_PIECES, Request, SearchConfig


@pytest.fixture(scope="package")
def models(all_tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(all_tiny_models, tmp_path_factory.mktemp("models"), dirs_exist_ok=True)


@pytest.fixture(autouse=True)
def setting(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(models))
    monkeypatch.setenv("GAZE_WARM_UP", "0")


@pytest.fixture
def soon_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Translations end after twelve pieces. The tiny models find no end, and what follows costs much: searches, and one
    gradient a piece."""
    soon = {MAX_PIECES: 12, SearchConfig(): SearchConfig(max_steps=12)}
    for record in (SearchConfig, Request):
        defaults = record.__init__.__defaults__ or ()
        monkeypatch.setattr(record.__init__, "__defaults__", tuple(soon.get(default, default) for default in defaults))


@pytest.fixture(scope="package", autouse=True)
def once() -> Iterator[None]:
    """What a server does once, an AppTest does again: each searches all installed packages for components, which takes
    longer than most pages take to run, and compiles the page in every run."""
    compiled = ScriptCache()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        for module in (app_test, local_script_runner):
            patch.setattr(module, "ScriptCache", lambda: compiled)
        yield
