"""Sentence pairs: fetch an archive, clean it, split it without leakage, write it; and read such files.

A prepared corpus is a folder with train.tsv.gz, valid.tsv.gz and test.tsv.gz (`source<TAB>target`, UTF-8,
NFC, no header) and report.json.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from seq2seq.config.schema import Record
from seq2seq.data.families import Family, scripts
from seq2seq.data.tsv import Pair, Progress, download, member, parse, read_bytes, silent

PARTS = ("train", "valid", "test")
PART_SIZE = 1500
SALT = "gaze-1"


@dataclass(frozen=True)
class Report(Record):
    """What `prepare` did. `read` rows became `pairs`; `sha256` is of each part's text, before compression."""

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
    family: Family, source: Path | None, out: Path, url: str | None = None, progress: Progress = silent
) -> Report:
    """Write the corpus of `family` into the folder `out` and return what was done.

    `source` is the archive (.zip), its table of pairs (.txt, .tsv, .tsv.gz), or a folder that has the three
    parts already: then its split and its characters are kept. Without `source` the archive is fetched from
    `url`, by default the family's, and made-up sentences are made. Raises ValueError for content that cannot be
    read, OSError for a file or a download that fails; nothing is written then.
    """
    if source is not None and source.is_dir():
        parts = {name: read_sentence_pairs(source / f"{name}.tsv.gz") for name in PARTS}
        read, conversion, how = sum(map(len, parts.values())), "kept as given", "kept as given"
        swap = _target_first(family, parts["train"])
        parts = {name: _cleaned(pairs, swap) for name, pairs in parts.items()}
    else:
        rows = family.made() if family.made and source is None else _read(family, source, url or family.url, progress)
        pairs = _cleaned(rows, _target_first(family, rows))
        pairs, conversion = simplified(pairs, family.opencc, progress)
        read, how, parts = len(rows), f"groups by SHA-256, salt {SALT}", split(pairs, f"{SALT}|{family.name}")
    texts = {name: "".join(f"{a}\t{b}\n" for a, b in pairs).encode() for name, pairs in parts.items()}
    report = Report(
        family=family.name,
        origin=source.name if source is not None else url or family.url or "made up",
        conversion=conversion,
        split=how,
        read=read,
        pairs=sum(map(len, parts.values())),
        counts={name: len(pairs) for name, pairs in parts.items()},
        sha256={name: hashlib.sha256(text).hexdigest() for name, text in texts.items()},
        licence=family.licence,
        credit=family.credit,
    )
    files = {f"{name}.tsv.gz": gzip.compress(text, 9, mtime=0) for name, text in texts.items()}
    files["report.json"] = (json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n").encode()
    _write(out, files)
    return report


def read_sentence_pairs(path: Path) -> list[Pair]:
    """The pairs of a .tsv or .tsv.gz file, as they stand.

    Raises ValueError naming file and line when it is not UTF-8, has not two filled columns, or is empty.
    """
    return parse(read_bytes(path), str(path), most=2)


def grouped(pairs: Iterable[Pair]) -> list[tuple[str, list[str]]]:
    """Each different source, in order of appearance, with all its targets: the references it is scored by."""
    found: dict[str, list[str]] = {}
    for source, target in pairs:
        found.setdefault(source, []).append(target)
    return list(found.items())


def clean(text: str) -> str:
    """NFC, single spaces, no invisible marks (byte order, zero-width space, direction, soft hyphen)."""
    return " ".join(re.sub("[\ufeff\u200b\u200e\u200f\u00ad]", "", unicodedata.normalize("NFC", text)).split())


def simplified(pairs: list[Pair], config: str, progress: Progress = silent) -> tuple[list[Pair], str]:
    """The pairs after the OpenCC conversion `config`, equal ones merged, and a word on what was done.

    OpenCC (the package opencc-python-reimplemented) is optional: without it the pairs come back as they are.
    """
    if not config:
        return pairs, "none"
    try:
        from opencc import OpenCC  # pyright: ignore[reportMissingImports]
    except ImportError:
        return pairs, f"not converted ({config}): the package opencc-python-reimplemented is not installed"
    convert, found = OpenCC(config).convert, {}
    for done, pair in enumerate(pairs, start=1):
        source, target = (convert(text) if scripts(text)["CJK"] else text for text in pair)
        found[source, target] = None
        if done % 1000 == 0 or done == len(pairs):
            progress("convert", done, len(pairs))
    return list(found), f"converted with OpenCC ({config})"


# -- splitting


def sameness(text: str) -> str:
    """What two sentences are compared by: letters and digits only, case folded."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LNM") or folded


def connected_groups(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """The pairs in connected groups: two that share a source or a target, by `sameness`, are together."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    # The letter keeps a source and a target of the same text apart.
    keyed = [(pair, f"s {sameness(pair[0])}", f"t {sameness(pair[1])}") for pair in pairs]
    for _, source, target in keyed:
        parent[root(source)] = root(target)
    found: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair, source, _ in keyed:
        found[root(source)].append(pair)
    return list(found.values())


def split(pairs: list[Pair], salt: str) -> dict[str, list[Pair]]:
    """Deal whole groups to test, valid and train by salted SHA-256; equal pairs give equal parts.

    Test and valid hold 1,500 pairs each, or a twentieth of a small corpus. A group over a tenth of a part
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
    """The rows of an archive or a table, from a file or the network, with the columns as they stand there."""
    data, name = (download(url, progress), url) if source is None else (read_bytes(source), str(source))
    if source is None or source.suffix == ".zip":
        data, name = member(data, family.member, name), f"{name}:{family.member}"
    return parse(data, name, most=3)


def _target_first(family: Family, pairs: list[Pair]) -> bool:
    """Whether column 0 is the target: told by script where the two languages differ, else by the family."""
    if family.source.script == family.target.script:
        return family.swapped
    first, second = (sum(scripts(pair[column])[family.source.script] for pair in pairs) for column in (0, 1))
    return second > first


def _cleaned(pairs: Iterable[Pair], swap: bool) -> list[Pair]:
    """Clean texts, source first, no pair twice and none that cleaning left empty."""
    texts = ((clean(first), clean(second)) for first, second in pairs)
    return list(dict.fromkeys((b, a) if swap else (a, b) for a, b in texts if a and b))


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """All files or none: each is written beside its place first, and renamed when all of them are there."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = {folder / name: folder / f"{name}.partial" for name in files}
    try:
        for path, data in zip(partial.values(), files.values(), strict=True):
            path.write_bytes(data)
        for path, written in partial.items():
            written.replace(path)
    finally:
        for path in partial.values():
            path.unlink(missing_ok=True)
