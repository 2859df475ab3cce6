"""Write the phrases of a family anew: `python -m seq2seq.data.phrasebook zh-en --leave-out FILE …`.

A file holds fingerprints, one a line, or sentence pairs, of which the sources count. The shipped examples are left
out without being asked for, and so is whatever was left out before: the fingerprints that mattered are kept beside
the phrases, so that they can be made again without those files.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from seq2seq.config.places import PRETRAINED
from seq2seq.data.examples import read_examples, read_minimal_pairs
from seq2seq.data.phrasebook.pairs import FAMILIES_WITH_PHRASES, book, fingerprint, phrases, templated
from seq2seq.data.tsv import read_bytes


def phrases_of(family: str) -> Path:
    return PRETRAINED / family / "phrases.tsv"


def left_out_of(family: str) -> Path:
    return PRETRAINED / family / "phrases.left-out.txt"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m seq2seq.data.phrasebook", description="write the phrase book's pairs"
    )
    parser.add_argument("family", choices=FAMILIES_WITH_PHRASES)
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[], metavar="FILE", help="what to keep clear of")
    options = parser.parse_args()
    family, kept = options.family, left_out_of(options.family)
    avoided = shipped().union(*map(fingerprints, [*filter(Path.exists, [kept]), *options.leave_out]))
    met = avoided & {fingerprint(text) for pair in (*book(family), *templated(family)) for text in pair}
    pairs = phrases(family, met)
    kept.write_text("".join(f"{each}\n" for each in sorted(met)), "utf-8")
    phrases_of(family).write_text("".join(f"{source}\t{target}\n" for source, target in pairs), "utf-8")
    print(f"{len(pairs)} pairs; {len(phrases(family)) - len(pairs)} left out")


def shipped() -> set[str]:
    """Of all texts of the examples, in every family."""
    examples = [each for path in PRETRAINED.glob("*/examples.tsv") for each in read_examples(path)]
    pairs = [each for path in PRETRAINED.glob("*/pairs.tsv") for each in read_minimal_pairs(path)]
    texts = [each.source for each in examples] + [each.translation for each in examples]
    return set(map(fingerprint, [*texts, *(text for pair in pairs for text in (pair.first, pair.second))]))


def fingerprints(path: Path) -> set[str]:
    """Those that a file lists, or those of the sources of its pairs."""
    lines = read_bytes(path).decode().splitlines()
    return {fingerprint(line.split("\t")[0]) if "\t" in line else line for line in lines}


if __name__ == "__main__":
    main()
