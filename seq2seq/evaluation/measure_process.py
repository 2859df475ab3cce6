"""Measurement in a process of its own, with the lowest priority: whoever waits for a translation goes first, and the
memory is the system's again when the process ends.

Both sides speak in pickles over pipes: (folder, model, pairs) goes in, a `MeasuredCorpus` or a `Failure` comes out."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import seq2seq
from seq2seq.config.errors import InvalidRequest
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.sentence_figures import MeasuredCorpus

if TYPE_CHECKING:
    from seq2seq.checkpoints.zoo import Bundle

LOWEST_PRIORITY = 19


@dataclass(frozen=True)
class Failure:
    """Why it can't be measured: a message, and `values` for its braces."""

    reason: str
    values: Mapping[str, object] = field(default_factory=dict)


class ProcessEnded(RuntimeError):
    """The process is gone, perhaps because the system had no more memory."""


class MeasureProcess:
    """The process, seen from outside. It starts when it is needed, and ends with `close`, or with who started it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def measure(self, root: Path, model: str, pairs: Sequence[Pair]) -> MeasuredCorpus | Failure:
        """The model `family/scorer` of the folder `root` measured on pairs. Raises ProcessEnded."""
        try:
            self._process = self._process or _start()
            requests, answers = cast("tuple[BinaryIO, BinaryIO]", (self._process.stdin, self._process.stdout))
            pickle.dump((root, model, pairs), requests)
            requests.flush()
            return pickle.load(answers)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.close()
            raise ProcessEnded from error

    def close(self) -> None:
        """End the process at once."""
        if self._process:
            self._process.kill()
            self._process.wait()
            for pipe in cast("tuple[BinaryIO, BinaryIO]", (self._process.stdin, self._process.stdout)):
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process = None


def _start() -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(Path(seq2seq.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-c", f"from {__name__} import answer_requests; answer_requests()"],
        env=os.environ | {"PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def answer_requests() -> None:
    """The process, seen from inside: answers until nobody asks any more."""
    import torch

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started it
    if sys.platform != "win32":
        os.nice(LOWEST_PRIORITY)
    torch.set_num_threads(1)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed must not get between the answers
    with suppress(EOFError, BrokenPipeError):
        while True:
            pickle.dump(_answer(*pickle.load(sys.stdin.buffer)), answers)
            answers.flush()


def _answer(root: Path, model: str, pairs: Sequence[Pair]) -> MeasuredCorpus | Failure:
    from seq2seq.evaluation.measure import measure

    try:
        return measure(_loaded(root, model), pairs)
    except InvalidRequest as error:
        return Failure(error.template, error.values)
    except (ValueError, RuntimeError, OSError, MemoryError) as error:
        return Failure(str(error) or type(error).__name__)


@lru_cache(maxsize=2)
def _loaded(root: Path, model: str) -> Bundle:
    from seq2seq.checkpoints.zoo import load_bundle

    return load_bundle(model, root)
