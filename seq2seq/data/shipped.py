"""What is shipped of the training pairs of a family, small enough for that.

`pretrained/<family>/sample.tsv.gz` is a sample, whose states are searched for neighbours: a pair a line,
source<TAB>target. `trained-on.gz` beside it has a fingerprint of four bytes for each sentence, so that about one in
20,000 unseen sentences counts as seen. The sentences cannot be recovered from it."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from seq2seq.data.corpus import read_sentence_pairs, sentence_key
from seq2seq.data.tsv import Pair

SAMPLE_FILE = "sample.tsv.gz"
SAMPLED = 500
"""The pairs of a sample."""
COMMON = 20
"""A word of a sample is at least so often in the targets of the corpus."""
UNSUITABLE = re.compile(
    r"\b(?:bastard|bitch|blood|bomb|corpse|damn|dead|death|die|drug|drunk|fuck|gun|hell|idiot|kill|murder|naked|poison|"
    r"rape|sex|sexy|shit|shoot|shot|slave|stupid|suicide|whore|arme|cadavre|connard|drogue|ivre|meurtre|morte?|mourir|"
    r"merde|nue?|putain|salope|sexe|tuer|tuée?|viol)(?:s|d|ed|ing|er|ers)?\b",
    re.IGNORECASE,
)
"""What a class need not read."""


def sample_pairs(pairs: Iterable[Pair], count: int = SAMPLED) -> list[Pair]:
    """At most `count` of the pairs, of common words and nothing unsuitable, evenly spread over the lengths of the
    sources. No two have the same source."""
    distinct = {sentence_key(source): (source, target) for source, target in pairs}.values()
    words = {target: re.findall(r"\w+", target.lower()) for _, target in distinct}
    often = Counter(chain.from_iterable(words[target] for _, target in distinct))
    fitting = [
        (source, target)
        for source, target in distinct
        if not UNSUITABLE.search(f"{source} {target}") and all(often[word] >= COMMON for word in words[target])
    ]
    fitting.sort(key=lambda pair: (len(pair[0]), pair))
    size = min(count, len(fitting))
    return [fitting[number * len(fitting) // size] for number in range(size)]


def write_sample(pairs: Sequence[Pair], path: Path) -> None:
    """Write pairs, the same bytes for the same pairs. Raises OSError."""
    table = "".join(f"{source}\t{target}\n" for source, target in pairs)
    path.write_bytes(gzip.compress(table.encode(), 9, mtime=0))


def read_sample(family: Path) -> tuple[Pair, ...]:
    """The sample in the folder of a family; none where there is no such file. Raises ValueError for one that is
    damaged."""
    path = family / SAMPLE_FILE
    return tuple(read_sentence_pairs(path)) if path.is_file() else ()


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
