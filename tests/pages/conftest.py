"""Every page test runs on tiny models, without a warm-up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="package")
def models(all_tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(all_tiny_models, tmp_path_factory.mktemp("models"), dirs_exist_ok=True)


@pytest.fixture(autouse=True)
def setting(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(models))
    monkeypatch.setenv("GAZE_WARM_UP", "0")
