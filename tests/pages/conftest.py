"""Every page test runs on tiny models, without a warm-up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import tiny


@pytest.fixture(scope="package")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.build(tmp_path_factory.mktemp("models"))


@pytest.fixture(autouse=True)
def setting(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(models))
    monkeypatch.setenv("GAZE_WARM_UP", "0")
