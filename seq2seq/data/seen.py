"""The sentences that the models of a family were trained on, as fingerprints that are small enough to ship.

`pretrained/<family>/trained-on.gz` has four bytes for each sentence, so that about one in 20,000 unseen sentences
counts as seen. The sentences cannot be recovered from it.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seq2seq.data.corpus import sentence_key
from seq2seq.data.tsv import Pair

SEEN_FILE = "trained-on.gz"
WIDTH = np.dtype("<u4")


@dataclass(frozen=True, eq=False)
class SeenSentences:
    """Sorted fingerprints of all sources (n,) and all targets (m,) of the training pairs."""

    sources: np.ndarray
    targets: np.ndarray

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> SeenSentences:
        """The fingerprints of some sentence pairs."""
        sides = zip(*pairs, strict=True)
        return cls(*(np.array(sorted({_fingerprint(text) for text in side}), dtype=WIDTH) for side in sides))

    def has_source(self, text: str) -> bool:
        """Whether a sentence, compared by letters and digits, was a source in training."""
        number = _fingerprint(text)
        return number in self.sources[np.searchsorted(self.sources, number) :][:1]

    def write(self, path: Path) -> None:
        """Write the differences between successive fingerprints, compressed: all lowest bytes, then all second bytes,
        and so on, which halves the size."""
        sizes = np.array([len(self.sources), len(self.targets)], dtype=WIDTH).tobytes()
        path.write_bytes(gzip.compress(sizes + _packed(self.sources) + _packed(self.targets), 9, mtime=0))

    @classmethod
    def read(cls, path: Path) -> SeenSentences:
        """The fingerprints of a file. Raises OSError if it is missing, OSError or ValueError if it is another kind."""
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
    return int.from_bytes(hashlib.sha256(sentence_key(text).encode()).digest()[:4], "little")


def _packed(fingerprints: np.ndarray) -> bytes:
    steps = np.diff(fingerprints, prepend=WIDTH.type(0))
    return steps.view(np.uint8).reshape(-1, 4).T.tobytes()


def _unpacked(data: bytes) -> np.ndarray:
    steps = np.frombuffer(data, dtype=np.uint8).reshape(4, -1).T.copy().view(WIDTH)[:, 0]
    return np.cumsum(steps, dtype=WIDTH)
