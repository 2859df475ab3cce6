"""A sample of the training pairs of a family, small enough to ship: those whose states are searched for neighbours.

`pretrained/<family>/sample.tsv.gz` has a pair a line, source<TAB>target."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

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
