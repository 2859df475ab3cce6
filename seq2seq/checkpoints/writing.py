"""Writing into folders of checkpoints: a reader sees the old file or the new one, and one training writes at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from seq2seq.config.schema import ModelConfig

LOCK = "training.lock"


class FolderInUse(ValueError):
    """Another training writes into the folder."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """The path of a new file, which takes the place of `path` once it is complete. If anything ends the writing before,
    the old file stays. Raises OSError with the name of the file where it can't be written, as on a full disk."""
    partial = path.with_name(path.name + ".partial")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OSError(f"{path} could not be written, and is as it was: {reason}") from error


@contextmanager
def claim_folder(folder: Path) -> Iterator[None]:
    """The folder for oneself, until the process ends, however it ends. Raises FolderInUse where another one has it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise FolderInUse(f"{folder}: another training writes into this folder; choose another one") from error
    try:
        yield
    finally:
        lock.release()


def require_same_configuration(config: ModelConfig, folder: Path) -> None:
    """Raises ValueError where a folder holds a model of another configuration. To replace two files is not one step: an
    interruption could leave the configuration of one model with the values of the other."""
    path = folder / "config.json"
    if path.is_file() and ModelConfig.from_dict(json.loads(path.read_text("utf-8"))) != config:
        raise ValueError(f"{folder} holds a model of another configuration; choose another folder, or delete that one")
