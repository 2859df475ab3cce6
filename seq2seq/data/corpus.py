"""Corpora of sentence pairs: fetch an archive, clean it, split it without leakage, write its parts, and read them.

A prepared corpus is a folder with train.tsv.gz, valid.tsv.gz and test.tsv.gz (`source<TAB>target`, UTF-8,
NFC, no header) and report.json. That of a made-up task has examples.tsv and the folder gold with the links of its test
part beside them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from seq2seq.config.schema import Record
from seq2seq.data import tasks as task_corpus
from seq2seq.data.examples import EXAMPLES_FILE, format_examples
from seq2seq.data.families import Family, scripts
from seq2seq.data.own import own_files
from seq2seq.data.tasks.task import Task
from seq2seq.data.tsv import Pair, Progress, download, no_progress, parse_pairs, read_bytes, read_member

PARTS = ("train", "valid", "test")
PART_SIZE = 1500
SALT = "gaze-1"


@dataclass(frozen=True)
class Report(Record):
    """A record of `prepare_corpus`: `read` rows became `pairs`; `sha256` is that of each part before compression."""

    family: str
    origin: str
    conversion: str
    split: str
    read: int
    pairs: int
    counts: dict[str, int]
    sha256: dict[str, str]
    licence: str
    credit: str


def prepare_corpus(
    family: Family, source: Path | None, out: Path, url: str | None = None, progress: Progress = no_progress
) -> Report:
    """Write the corpus of `family` into the folder `out` and return the report of it.

    `source` is the archive (.zip), its table of pairs (.txt, .tsv, .tsv.gz), or a folder with the three parts, whose
    split and characters are then kept. Without `source` the sentences of a made-up family are generated, and any other
    archive is fetched from `url`, by default that of the family.

    Raises ValueError for content that cannot be read, OSError for a file or a download that fails; nothing is written
    then.
    """
    if source is not None and source.is_dir():
        made = _given_parts(family, source)
    elif family.task and source is None:
        made = _task_parts(family.task)
    else:
        made = _split_rows(family, source, url, progress)
    texts = {
        name: "".join(f"{source}\t{target}\n" for source, target in pairs).encode()
        for name, pairs in made.parts.items()
    }
    report = Report(
        family=family.name,
        origin=source.name if source is not None else url or family.url or "made up",
        conversion=made.conversion,
        split=made.split,
        read=made.read,
        pairs=sum(map(len, made.parts.values())),
        counts={name: len(pairs) for name, pairs in made.parts.items()},
        sha256={name: hashlib.sha256(text).hexdigest() for name, text in texts.items()},
        licence=family.licence,
        credit=family.credit,
    )
    files = {f"{name}.tsv.gz": gzip.compress(text, 9, mtime=0) for name, text in texts.items()}
    files["report.json"] = (json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n").encode()
    _write(out, files | made.beside)
    return report


@dataclass(frozen=True)
class _Parts:
    """The parts of a corpus: how many rows were read, how characters were converted, how it was split, and files that
    lie beside the parts."""

    parts: dict[str, list[Pair]]
    read: int
    conversion: str
    split: str
    beside: dict[str, bytes] = field(default_factory=dict)


def _given_parts(family: Family, folder: Path) -> _Parts:
    parts = {name: read_sentence_pairs(folder / f"{name}.tsv.gz") for name in PARTS}
    swap = _target_first(family, parts["train"])
    cleaned = {name: _cleaned(pairs, swap) for name, pairs in parts.items()}
    return _Parts(cleaned, sum(map(len, parts.values())), "kept as given", "kept as given")


def _task_parts(task: Task) -> _Parts:
    parts = task_corpus.task_parts(task)
    texts = {name: [task.texts(pair) for pair in pairs] for name, pairs in parts.items()}
    gold = {f"gold/{name}": text.encode() for name, text in task_corpus.gold_files(parts["test"]).items()}
    examples = format_examples(task_corpus.task_examples(task)).encode()
    split = f"by source, as drawn from the seed {task_corpus.SEED}"
    return _Parts(texts, task_corpus.DRAWN, "none", split, gold | {EXAMPLES_FILE: examples})


def _split_rows(family: Family, source: Path | None, url: str | None, progress: Progress) -> _Parts:
    generate = family.generate if source is None else None
    rows = generate() if generate else _read(family, source, url or family.url, progress)
    pairs = _cleaned(rows, _target_first(family, rows))
    pairs, conversion = convert_characters(pairs, family.opencc, progress)
    parts = split_corpus(pairs, f"{SALT}|{family.name}")
    beside = own_files(family, parts["test"]) if family.own else {}
    return _Parts(parts, len(rows), conversion, f"groups by SHA-256, salt {SALT}", beside)


def read_sentence_pairs(path: Path) -> list[Pair]:
    """The pairs of a .tsv or .tsv.gz file, unchanged.

    Raises ValueError with file and line if it is not UTF-8, a line does not have two non-empty columns, or the file is
    empty.
    """
    return parse_pairs(read_bytes(path), str(path), max_columns=2)


def group_references(pairs: Iterable[Pair]) -> list[tuple[str, list[str]]]:
    """Each distinct source, in order of first appearance, with all its targets as references."""
    references: dict[str, list[str]] = {}
    for source, target in pairs:
        references.setdefault(source, []).append(target)
    return list(references.items())


def clean_text(text: str) -> str:
    """The text in NFC, with single spaces and without invisible marks (byte order, zero-width space, direction, soft
    hyphen)."""
    return " ".join(re.sub("[\ufeff\u200b\u200e\u200f\u00ad]", "", unicodedata.normalize("NFC", text)).split())


def convert_characters(pairs: list[Pair], config: str, progress: Progress = no_progress) -> tuple[list[Pair], str]:
    """The pairs after the OpenCC conversion `config`, without duplicates, and a description of what was done.

    OpenCC (the package opencc-python-reimplemented) is optional: without it the pairs are returned unchanged.
    """
    if not config:
        return pairs, "none"
    try:
        from opencc import OpenCC  # pyright: ignore[reportMissingImports]
    except ImportError:
        return pairs, f"not converted ({config}): the package opencc-python-reimplemented is not installed"
    convert, converted = OpenCC(config).convert, {}
    for done, pair in enumerate(pairs, start=1):
        source, target = (convert(text) if scripts(text)["CJK"] else text for text in pair)
        converted[source, target] = None
        if done % 1000 == 0 or done == len(pairs):
            progress("convert", done, len(pairs))
    return list(converted), f"converted with OpenCC ({config})"


# -- splitting


def sentence_key(text: str) -> str:
    """The key by which sentences count as equal: letters and digits only, case folded."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LNM") or folded


def connected_groups(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """The pairs in connected groups: two that share a source or a target, by `sentence_key`, are in one group."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    # The letter keeps a source distinct from a target with the same text.
    keyed = [(pair, f"s {sentence_key(pair[0])}", f"t {sentence_key(pair[1])}") for pair in pairs]
    for _, source, target in keyed:
        parent[root(source)] = root(target)
    groups: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair, source, _ in keyed:
        groups[root(source)].append(pair)
    return list(groups.values())


def split_corpus(pairs: list[Pair], salt: str) -> dict[str, list[Pair]]:
    """Split into test, valid and train, group by group, in the order of a salted SHA-256; deterministic.

    Test and valid have at most 1,500 pairs each, or a twentieth of a small corpus. A group over a tenth of a part
    goes to train, so that no cluster of near-equal sentences fills a part. Raises ValueError below 20 pairs.
    """
    if len(pairs) < 20:
        raise ValueError(f"{len(pairs)} pairs are too few to split: at least 20 are needed")

    def rank(pair: Pair) -> str:
        return hashlib.sha256(f"{salt}|{pair[0]}\t{pair[1]}".encode()).hexdigest()

    size = min(PART_SIZE, len(pairs) // 20)
    parts: dict[str, list[Pair]] = {name: [] for name in PARTS}
    for group in sorted(connected_groups(pairs), key=lambda group: min(map(rank, group))):
        small = len(group) <= max(1, size // 10)
        open_parts = (name for name in ("test", "valid") if small and len(parts[name]) + len(group) <= size)
        parts[next(open_parts, "train")] += group
    return {name: sorted(part, key=rank) for name, part in parts.items()}


# -- reading and writing


def _read(family: Family, source: Path | None, url: str, progress: Progress) -> list[Pair]:
    """The rows of an archive or a table, from a file or the network, with the columns in their original order."""
    if source is None and not url:
        raise ValueError(f"{family.name} has no archive to fetch: name a folder with its parts by --from")
    data, name = (download(url, progress), url) if source is None else (read_bytes(source), str(source))
    if source is None or source.suffix == ".zip":
        data, name = read_member(data, family.member, name), f"{name}:{family.member}"
    return parse_pairs(data, name, max_columns=3)


def _target_first(family: Family, pairs: list[Pair]) -> bool:
    """Whether column 0 is the target: decided by script where the two languages differ, else by the family."""
    if family.source.script == family.target.script:
        return family.swapped
    first, second = (sum(scripts(pair[column])[family.source.script] for pair in pairs) for column in (0, 1))
    return second > first


def _cleaned(pairs: Iterable[Pair], swap: bool) -> list[Pair]:
    """The pairs with clean texts, source first, without duplicates and without pairs that have an empty text."""
    texts = ((clean_text(first), clean_text(second)) for first, second in pairs)
    return list(
        dict.fromkeys((second, first) if swap else (first, second) for first, second in texts if first and second)
    )


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write all files or none: each is written to a temporary file, which is renamed when all of them are complete."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = {folder / name: folder / f"{name}.partial" for name in files}
    try:
        for path, data in zip(partial.values(), files.values(), strict=True):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        for path, written in partial.items():
            written.replace(path)
    finally:
        for path in partial.values():
            path.unlink(missing_ok=True)
