"""Which sentences the models of a family were trained on: fingerprints, small enough to ship.

`pretrained/<family>/trained-on.gz` holds four bytes a sentence, so that one in some 20,000 that were never seen is
taken for one that was. Nobody can read a sentence out of it.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seq2seq.data.corpus import sameness
from seq2seq.data.tsv import Pair

SEEN_FILE = "trained-on.gz"
WIDTH = np.dtype("<u4")


@dataclass(frozen=True, eq=False)
class Seen:
    """Rising fingerprints of all sources and all targets, (n,) and (m,)."""

    sources: np.ndarray
    targets: np.ndarray

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Seen:
        sides = zip(*pairs, strict=True)
        return cls(*(np.array(sorted({_fingerprint(text) for text in side}), dtype=WIDTH) for side in sides))

    def source(self, text: str) -> bool:
        """Whether a sentence, by its letters and digits, was a source."""
        return bool(np.isin(_fingerprint(text), self.sources))

    def target(self, text: str) -> bool:
        return bool(np.isin(_fingerprint(text), self.targets))

    def write(self, path: Path) -> None:
        """Steps from one fingerprint to the next, their lowest bytes first, then the next: half of the size."""
        sizes = np.array([len(self.sources), len(self.targets)], dtype=WIDTH).tobytes()
        path.write_bytes(gzip.compress(sizes + _packed(self.sources) + _packed(self.targets), 9, mtime=0))

    @classmethod
    def read(cls, path: Path) -> Seen:
        """Raises OSError or ValueError for a file that is missing or something else."""
        try:
            data = gzip.decompress(path.read_bytes())
            first, second = np.frombuffer(data[:8], dtype=WIDTH).tolist()
        except (EOFError, ValueError) as error:
            raise ValueError(f"{path}: not a list of fingerprints") from error
        if len(data) != 4 * (2 + first + second):
            raise ValueError(f"{path}: not a list of fingerprints")
        return cls(_unpacked(data[8 : 8 + 4 * first]), _unpacked(data[8 + 4 * first :]))


def _fingerprint(text: str) -> int:
    """The first four bytes of the SHA-256 of its letters and digits."""
    return int.from_bytes(hashlib.sha256(sameness(text).encode()).digest()[:4], "little")


def _packed(fingerprints: np.ndarray) -> bytes:
    steps = np.diff(fingerprints, prepend=WIDTH.type(0))
    return steps.view(np.uint8).reshape(-1, 4).T.tobytes()


def _unpacked(data: bytes) -> np.ndarray:
    steps = np.frombuffer(data, dtype=np.uint8).reshape(4, -1).T.copy().view(WIDTH)[:, 0]
    return np.cumsum(steps, dtype=WIDTH)
