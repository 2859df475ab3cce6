"""A process of the lowest priority beside this one: whoever waits for a translation goes first, and the memory is the
system's again when the process ends. Both sides talk through pipes; what they say is up to who starts it."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import seq2seq
from seq2seq.config.records import InvalidRequest
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.metrics import MeasuredCorpus

if TYPE_CHECKING:
    from seq2seq.checkpoints.zoo import Bundle

LOWEST_PRIORITY = 19


class ProcessEnded(RuntimeError):
    """The process is gone, perhaps because the system had no more memory."""


class ChildProcess:
    """The process, seen from outside: it calls a function of a module, by their names, and ends with `close`, or with
    who started it."""

    def __init__(self, module: str, function: str) -> None:
        path = os.pathsep.join([str(Path(seq2seq.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"from {module} import {function}; {function}()"],
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.requests = cast("BinaryIO", self._process.stdin)
        self.answers = cast("BinaryIO", self._process.stdout)

    @property
    def pid(self) -> int:
        return self._process.pid

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self.requests, self.answers):
            with suppress(BrokenPipeError):
                pipe.close()


def begin_child() -> tuple[BinaryIO, BinaryIO]:
    """In the process itself: take the lowest priority and one thread; the pipes of requests and answers."""
    import torch

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started it
    if sys.platform != "win32":
        os.nice(LOWEST_PRIORITY)
    torch.set_num_threads(1)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed must not get between the answers
    return sys.stdin.buffer, answers


class MeasureProcess(ChildProcess):
    """A process that measures models."""

    def __init__(self) -> None:
        super().__init__(__name__, answer_requests.__name__)

    def measure(self, root: Path, model: str, pairs: Sequence[Pair]) -> MeasuredCorpus | ValueError:
        """The model `family/scorer` of the folder `root` measured on pairs, or why it can't be. Raises ProcessEnded."""
        try:
            pickle.dump((root, model, pairs), self.requests)
            self.requests.flush()
            return pickle.load(self.answers)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise ProcessEnded from error


def answer_requests() -> None:
    """The process, seen from inside: answers until nobody asks any more."""
    requests, answers = begin_child()
    with suppress(EOFError, BrokenPipeError):
        while True:
            pickle.dump(_answer(*pickle.load(requests)), answers)
            answers.flush()


def _answer(root: Path, model: str, pairs: Sequence[Pair]) -> MeasuredCorpus | ValueError:
    from seq2seq.evaluation.evaluate import measure

    try:
        return measure(_loaded(root, model), pairs)
    except InvalidRequest as error:
        return error
    except (ValueError, RuntimeError, OSError, MemoryError) as error:
        return ValueError(str(error) or type(error).__name__)


@lru_cache(maxsize=2)
def _loaded(root: Path, model: str) -> Bundle:
    from seq2seq.checkpoints.zoo import load_bundle

    return load_bundle(model, root)
