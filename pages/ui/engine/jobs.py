"""Work that takes longer than a visitor waits for a page: in a thread, with progress, and it can be cancelled."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pages.ui.engine import cache
from seq2seq.data.tsv import Pair

if TYPE_CHECKING:
    from seq2seq.evaluation.sentence_figures import MeasuredCorpus

STAGES = ("translate", "compare")
"""What measuring does, one after the other."""
ONE_AT_A_TIME = threading.Semaphore(1)
"""However many visitors upload a file, the processor is asked for one."""


class Cancelled(Exception):
    """The visitor does not want it any more."""


class Measuring:
    """A model measured on pairs. `outcome` is None until it is done, and stays so if it is cancelled."""

    def __init__(self, model: str, pairs: tuple[Pair, ...]) -> None:
        self.model, self.share = model, 0.0
        self.outcome: MeasuredCorpus | cache.Problem | None = None
        self._pairs, self._unwanted = pairs, threading.Event()
        threading.Thread(target=self._run, daemon=True, name="measuring").start()

    def cancel(self) -> None:
        self._unwanted.set()

    def _run(self) -> None:
        try:
            with ONE_AT_A_TIME:
                from seq2seq.evaluation.measure import measure

                self._tell(STAGES[0], 0, 1)
                self.outcome = measure(cache.bundle(cache.root(), self.model), self._pairs, progress=self._tell)
        except Cancelled:
            pass
        except (ValueError, RuntimeError, OSError, MemoryError) as error:
            self.outcome = cache.Problem.of(error)

    def _tell(self, stage: str, done: int, total: int) -> None:
        if self._unwanted.is_set():
            raise Cancelled
        self.share = (STAGES.index(stage) + done / total) / len(STAGES)
