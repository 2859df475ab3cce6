"""Folders that all workers of a test run share: the first that needs one builds it, the others wait."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def built_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """The folder of this name, for reading only, which `build` fills."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, unfinished = base / name, base / f"{name}-unfinished"
    with FileLock(base / f"{name}.lock"):
        if not folder.is_dir():
            build(unfinished)
            unfinished.rename(folder)
    return folder
