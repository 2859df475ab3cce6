"""Write the phrases and the course of a family: `python -m seq2seq.data.phrasebook zh-en --leave-out FILE …`.

A file has fingerprints, one on each line, or sentence pairs, whose sources are left out. The shipped examples are
always left out, and so are the pairs that an earlier run left out: their fingerprints are saved beside the phrases, so
that the same pairs can be written without those files.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from seq2seq.config.places import PRETRAINED
from seq2seq.data.examples import EXAMPLES_FILE, read_examples, read_minimal_pairs
from seq2seq.data.families import FAMILIES
from seq2seq.data.phrasebook import (
    FAMILIES_WITH_PHRASES,
    course,
    course_pairs,
    fingerprint,
    handwritten_pairs,
    phrases,
    template_pairs,
)
from seq2seq.data.tsv import read_bytes

PHRASES, COURSE, LEFT_OUT = "phrases.tsv", "course.tsv", "phrases.left-out.txt"


def phrases_path(family: str) -> Path:
    """The file with the phrases of a family."""
    return PRETRAINED / family / PHRASES


def left_out_path(family: str) -> Path:
    """The file with the fingerprints of the sentences that the phrases of a family leave out."""
    return PRETRAINED / family / LEFT_OUT


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m seq2seq.data.phrasebook", description="write the pairs of phrase book and course"
    )
    parser.add_argument("family", choices=FAMILIES_WITH_PHRASES)
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[], metavar="FILE", help="what to keep clear of")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to (default: the family in pretrained/)")
    options = parser.parse_args()
    family, saved = options.family, left_out_path(options.family)
    out: Path = options.out or PRETRAINED / family
    avoided = shipped_fingerprints().union(*map(read_fingerprints, [*filter(Path.exists, [saved]), *options.leave_out]))
    candidates = (*handwritten_pairs(family), *template_pairs(family), *course_pairs(family))
    left_out = avoided & {fingerprint(text) for pair in candidates for text in pair}
    out.mkdir(parents=True, exist_ok=True)
    (out / LEFT_OUT).write_text("".join(f"{digest}\n" for digest in sorted(left_out)), "utf-8")
    for name, pairs_without in ((PHRASES, phrases), (COURSE, course)):
        pairs = pairs_without(family, left_out)
        (out / name).write_text("".join(f"{source}\t{target}\n" for source, target in pairs), "utf-8")
        print(f"{name}: {len(pairs)} pairs; {len(pairs_without(family)) - len(pairs)} left out")


def shipped_fingerprints() -> set[str]:
    """The fingerprints of all texts of the examples and minimal pairs; what a made-up task spells is no sentence."""
    houses = [PRETRAINED / family.name for family in FAMILIES.values() if not family.task]
    examples = [example for house in houses for example in read_examples(house / EXAMPLES_FILE)]
    pairs = [pair for path in PRETRAINED.glob("*/pairs.tsv") for pair in read_minimal_pairs(path)]
    texts = [example.source for example in examples] + [example.translation for example in examples]
    return set(map(fingerprint, [*texts, *(text for pair in pairs for text in (pair.first, pair.second))]))


def read_fingerprints(path: Path) -> set[str]:
    """The fingerprints that a file lists, or those of the sources of its pairs."""
    lines = read_bytes(path).decode().splitlines()
    return {fingerprint(line.split("\t")[0]) if "\t" in line else line for line in lines}


if __name__ == "__main__":
    main()
