"""Measurement in a process of its own. Both sides speak in pickles: (folder, model, pairs) goes in, a `MeasuredCorpus`
or a `Failure` comes out."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from seq2seq.config.records import InvalidRequest
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.child_process import ChildProcess, ProcessEnded, begin_child
from seq2seq.evaluation.sentence_figures import MeasuredCorpus

if TYPE_CHECKING:
    from seq2seq.checkpoints.zoo import Bundle


@dataclass(frozen=True)
class Failure:
    """Why it can't be measured: a message, and `values` for its braces."""

    reason: str
    values: Mapping[str, object] = field(default_factory=dict)


class MeasureProcess:
    """The process, seen from outside. It starts when it is needed, and ends with `close`, or with who started it."""

    def __init__(self) -> None:
        self._process: ChildProcess | None = None

    def measure(self, root: Path, model: str, pairs: Sequence[Pair]) -> MeasuredCorpus | Failure:
        """The model `family/scorer` of the folder `root` measured on pairs. Raises ProcessEnded."""
        try:
            self._process = self._process or ChildProcess(__name__, answer_requests.__name__)
            pickle.dump((root, model, pairs), self._process.requests)
            self._process.requests.flush()
            return pickle.load(self._process.answers)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.close()
            raise ProcessEnded from error

    def close(self) -> None:
        """End the process at once."""
        if self._process:
            self._process.close()
        self._process = None


def answer_requests() -> None:
    """The process, seen from inside: answers until nobody asks any more."""
    requests, answers = begin_child()
    with suppress(EOFError, BrokenPipeError):
        while True:
            pickle.dump(_answer(*pickle.load(requests)), answers)
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
