"""Attention that other programs have written: which format a file has, the matrices in it, and what is odd about them.

T target pieces (rows), S source pieces (columns). Another format is one more entry of `FORMATS`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from lzma import LZMAError
from math import prod
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

import numpy as np

from seq2seq.config.arrays import Array
from seq2seq.config.records import InvalidRequest
from seq2seq.trace.beam_tree import END
from seq2seq.trace.links import parse_links

MOST_BYTES = 5_000_000
MOST_SENTENCES = 1000
MOST_PIECES = 2000
"""On one side of a sentence."""
MOST_CELLS = 5_000_000
"""Of all matrices together: a short line of links can ask for a large matrix."""
LARGEST = 1e9
"""Greater numbers are no weights."""


@dataclass(frozen=True)
class Note:
    """What is odd about weights: a `template` in English with `values` for its braces."""

    template: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return self.template.format(**self.values)


class BadAttention(InvalidRequest):
    """A file that can't be read: why, where in the file, and in which format, "" if that is not known."""

    def __init__(self, error: InvalidRequest, format: str = "", sentence: int = 0) -> None:
        super().__init__(error.template, **error.values)
        self.format, self.sentence = format, sentence

    def __str__(self) -> str:
        sentence = f"sentence {self.sentence}: " if self.sentence else ""
        format = f"{self.format}{',' if sentence else ':'} " if self.format else ""
        return f"{format}{sentence}{super().__str__()}"


@dataclass(frozen=True, eq=False)
class AttentionMatrix:
    """The attention of one sentence: its pieces, weights (T, S) as read-only float32, the name of the format, and notes
    about weights that are no distribution. Where a file does not say the pieces, they are positions, from 0. Weights
    are `hard` where the file has links: 1 for a sure one, 0.5 for a possible one."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    weights: Array
    format: str
    notes: tuple[Note, ...] = ()
    hard: bool = False


@dataclass(frozen=True)
class Format:
    """A format of files. `recognises` looks at the content; `read` gives the source pieces, target pieces and weights
    of each sentence, pieces being None where the file has none. Weights of hard links are no distributions."""

    name: str
    recognises: Callable[[_File], bool]
    read: Callable[[_File], Iterator[_Sentence]]
    hard: bool = False


_Sentence = tuple[Sequence[Any] | None, Sequence[Any] | None, Any]
"""Source pieces, target pieces and weights, as a file has them; `_labels` and `_matrix` check what they are."""


def read_attention(data: bytes) -> list[AttentionMatrix]:
    """All matrices of a file with this content. Raises BadAttention, in one line, for a format that is not known,
    shapes that disagree, numbers that are no weights, and more than the limits above."""
    found: Format | None = None
    try:
        if len(data) > MOST_BYTES:
            raise InvalidRequest("more than the {n} MB that are read", n=f"{MOST_BYTES / 1e6:.0f}")
        file = _File(data)
        found = next((entry for entry in FORMATS if entry.recognises(file)), None)
        if found is None:
            raise InvalidRequest("the format is not recognised")
        matrices = list(_checked(found, file))
        if not matrices:
            raise InvalidRequest("there is no sentence in it")
        return matrices
    except BadAttention:
        raise
    except InvalidRequest as error:
        raise BadAttention(error, found.name if found else "") from error


def open_attention(path: Path) -> list[AttentionMatrix]:
    """`read_attention` of a file. Raises OSError, and ValueError with the name of the file and the formats that are
    known where its own is not."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    try:
        return read_attention(data)
    except BadAttention as error:
        known = "" if error.format else f"; known formats: {'; '.join(entry.name for entry in FORMATS)}"
        raise ValueError(f"{path.name}: {error}{known}") from error


def _checked(found: Format, file: _File) -> Iterator[AttentionMatrix]:
    cells = 0
    for number, (source, target, values) in enumerate(found.read(file), start=1):
        if number > MOST_SENTENCES:
            raise InvalidRequest("more than {n} sentences", n=f"{MOST_SENTENCES:,}")
        try:
            weights = _matrix(values)
            if not (weights.size or found.hard):
                raise InvalidRequest("there are no weights")
            cells += weights.size
            if cells > MOST_CELLS:
                raise InvalidRequest("the matrices have more than {n} cells", n=f"{MOST_CELLS:,}")
            targets, sources = _labels(target, weights.shape[0]), _labels(source, weights.shape[1])
        except InvalidRequest as error:
            raise BadAttention(error, found.name, number) from error
        notes = () if found.hard else tuple(_notes(weights))
        weights.setflags(write=False)
        yield AttentionMatrix(sources, targets, weights, found.name, notes, found.hard)


def _matrix(values: Any) -> Array:
    try:
        weights = np.array(values, dtype=np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidRequest("the weights are no matrix of numbers with rows of one length") from error
    if weights.ndim != 2:
        raise InvalidRequest("weights of shape {shape} are no matrix of target × source", shape=weights.shape)
    if max(weights.shape) > MOST_PIECES:
        raise InvalidRequest("more than {n} pieces on one side", n=f"{MOST_PIECES:,}")
    if not (np.abs(weights) <= LARGEST).all():  # false for NaN, too
        raise InvalidRequest("a weight is missing, infinite or too large")
    return weights.astype(np.float32)


def _labels(pieces: Sequence[Any] | None, count: int) -> tuple[str, ...]:
    if pieces is None:
        return tuple(map(str, range(count)))
    if not all(isinstance(piece, str) for piece in pieces):
        raise InvalidRequest("the pieces are not text")
    if len(pieces) != count:
        raise InvalidRequest("pieces: {n}, but weights for {count}", n=len(pieces), count=count)
    return tuple(pieces)


# -- what is odd about weights

SUM_TOLERANCE = 0.02
SHORTEST, MOVED, ON_IT = 5, 0.6, 0.2
"""Weights look shifted from this many pieces on, with so much weight beside the diagonal, so little on it."""


def _notes(weights: Array) -> Iterator[Note]:
    sums = weights.sum(axis=1, dtype=np.float64)
    off = np.abs(sums - 1) > SUM_TOLERANCE
    if off.any():
        rows = {"n": int(off.sum()), "total": len(sums), "least": f"{sums.min():.3g}", "most": f"{sums.max():.3g}"}
        yield Note("rows that do not sum to 1: {n} of {total}; the sums go from {least} to {most}", rows)
    if (weights < 0).any():
        yield Note(
            "negative weights: {n}, down to {least}", {"n": int((weights < 0).sum()), "least": f"{weights.min():.3g}"}
        )
    if min(weights.shape) < SHORTEST or abs(weights.shape[0] - weights.shape[1]) > 1:
        return
    here = float(np.diagonal(weights).mean())
    right, left = (float(np.diagonal(weights, offset).mean()) for offset in (1, -1))
    means = {"here": f"{here:.2f}", "right": f"{right:.2f}", "left": f"{left:.2f}"}
    if here <= ON_IT and right >= MOVED:
        yield Note(
            "looks shifted by one: the mean weight on the diagonal is {here}, one column to its right {right}", means
        )
    if here <= ON_IT and left >= MOVED:
        yield Note(
            "looks shifted by one: the mean weight on the diagonal is {here}, one column to its left {left}", means
        )


# -- the content of a file, read once


class _File:
    """The content of a file, as whatever a format asks for; None where it is not that."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def lines(self) -> list[str]:
        """Of a text in UTF-8. Raises InvalidRequest for another encoding and for what is no text."""
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InvalidRequest("neither text in UTF-8 nor npz") from error
        if "\0" in text:
            raise InvalidRequest("neither text in UTF-8 nor npz")
        return text.replace("\r\n", "\n").removesuffix("\n").split("\n")

    @cached_property
    def first(self) -> str:
        """The first line that is not blank."""
        return next((line for line in self.lines if line.strip()), "")

    @cached_property
    def documents(self) -> list[Any]:
        """Of JSON: its value, the values of a list, or those of each line. Empty for what is not JSON; other text, too,
        may begin with a bracket. Raises InvalidRequest for an object that is damaged or nested too deeply."""
        if not self.first.lstrip().startswith(("{", "[")):
            return []
        try:
            try:
                values = json.loads("\n".join(self.lines))
            except json.JSONDecodeError:
                values = [json.loads(line) for line in self.lines if line.strip()]
        except json.JSONDecodeError as error:
            if re.match(r'\s*\[?\s*\{\s*("|$)', self.first):
                raise InvalidRequest("no JSON from column {n} of a line on", n=error.colno) from error
            return []
        except (RecursionError, ValueError) as error:
            raise InvalidRequest("JSON that is nested too deeply or has a number that is too long") from error
        return values if isinstance(values, list) else [values]

    @cached_property
    def objects(self) -> list[Mapping[str, Any]]:
        return [value for value in self.documents if isinstance(value, dict)]

    @cached_property
    def arrays(self) -> dict[str, Array]:
        """Of npz, what is in it, never pickled. Raises InvalidRequest where that can't be read."""
        try:
            with ZipFile(BytesIO(self.data)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > 4 * MOST_BYTES:
                    raise InvalidRequest("its arrays take more than {n} MB", n=f"{4 * MOST_BYTES / 1e6:.0f}")
                return {name.removesuffix(".npy"): _array(archive.read(name)) for name in archive.namelist()}
        except (BadZipFile, RuntimeError, EOFError, OSError, ZlibError, LZMAError) as error:
            raise InvalidRequest("an npz that can't be read") from error


def _array(data: bytes) -> Array:
    """An array in the format npy. Its header is held against the bytes first: it can promise any size."""
    entry = BytesIO(data)
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    try:
        shape, _, dtype = readers[np.lib.format.read_magic(entry)](entry)
    except (KeyError, ValueError) as error:
        raise InvalidRequest("an npz with something that is no array") from error
    if dtype.kind not in "fiubU" or prod(shape) * dtype.itemsize != len(data) - entry.tell():
        raise InvalidRequest("an npz with an array that is neither numbers nor text, or damaged")
    return np.lib.format.read_array(BytesIO(data), allow_pickle=False)


def _has(file: _File, *keys: str) -> bool:
    return bool(file.objects) and set(keys) <= file.objects[0].keys()


# -- the formats


def _is_npz(file: _File) -> bool:
    return file.data.startswith(b"PK\x03\x04")


def _read_npz(file: _File) -> Iterator[_Sentence]:
    """`weights`, beside them `source` and `target`; or the same for each sentence n as `n/weights`."""
    arrays = file.arrays
    numbers = sorted({int(found[1]) for name in arrays if (found := re.fullmatch(r"([0-9]{1,9})/\w+", name))})
    for prefix in [f"{number}/" for number in numbers] or [""]:
        weights = arrays.get(f"{prefix}alignment", arrays.get(f"{prefix}weights"))
        if weights is None:
            raise InvalidRequest("there is no array weights")
        if weights.dtype.kind == "U":
            raise InvalidRequest("the array weights is text")
        source, target = (arrays.get(f"{prefix}{side}") for side in ("source", "target"))
        pieces = [None if side is None else side.ravel().tolist() for side in (source, target)]
        yield pieces[0], pieces[1], _mean_of_heads(weights)


def _mean_of_heads(weights: Any) -> Any:
    """(T, S) or, as traces have them, (T, N, S) → (T, S)."""
    try:
        values = np.array(weights, dtype=np.float64)
    except (ValueError, TypeError, OverflowError):
        return weights  # refused where matrices are checked
    return values.mean(axis=1) if values.ndim == 3 and values.shape[1] else values


def _is_trace(file: _File) -> bool:
    return _has(file, "source", "target", "weights") or _has(file, "source", "target", "alignment")


def _read_trace(file: _File) -> Iterator[_Sentence]:
    """What `translate --json` prints, or `--out FILE.jsonl --fields weights` writes: pieces as lists or in objects."""
    for values in file.objects:
        source, target = (_list(_pieces(values.get(side))) for side in ("source", "target"))
        if source or target:  # a line without pieces has no translation
            yield source, target, _mean_of_heads(values.get("alignment", values.get("weights")))


def _pieces(side: Any) -> Any:
    return side.get("pieces") if isinstance(side, dict) else side


def _list(values: Any) -> list[Any]:
    if not isinstance(values, list):
        raise InvalidRequest("a list is missing")
    return values


def _is_attn_vis(file: _File) -> bool:
    return _has(file, "article_lst", "decoded_lst", "attn_dists")


def _read_attn_vis(file: _File) -> Iterator[_Sentence]:
    for values in file.objects:
        source, target = (_list(values.get(name)) for name in ("article_lst", "decoded_lst"))
        yield source, target, values.get("attn_dists")


def _is_inseq(file: _File) -> bool:
    return bool(file.objects) and "sequence_attributions" in _mapping(file.objects[0])


def _plain(value: Any) -> Any:
    """What inseq wraps in the names of classes and arrays, without them."""
    for key in ("attributes", "__ndarray__"):
        value = value[key] if isinstance(value, dict) and key in value else value
    return value


def _mapping(value: Any) -> dict[str, Any]:
    plain = _plain(value)
    return plain if isinstance(plain, dict) else {}


def _read_inseq(file: _File) -> Iterator[_Sentence]:
    """Attributions to the source (S, T), of the target pieces from attr_pos_start on."""
    for values in map(_mapping, file.objects):
        for sequence in map(_mapping, _list(values.get("sequence_attributions"))):
            if sequence.get("source_attributions") is None:
                raise InvalidRequest("there are no attributions to a source")
            source, target = (
                [_mapping(token).get("token") for token in _list(sequence.get(side))] for side in ("source", "target")
            )
            begin, end = sequence.get("attr_pos_start") or 0, sequence.get("attr_pos_end")
            if not isinstance(begin, int) or not isinstance(end, int | None):
                raise InvalidRequest("attr_pos_start and attr_pos_end are no positions")
            weights = _matrix(_plain(sequence["source_attributions"]))
            yield source, target[begin:end], weights.T


def _is_blocks(file: _File) -> bool:
    return len(file.first.split("|||")) in (5, 6)


def _read_blocks(file: _File) -> Iterator[_Sentence]:
    """n ||| target ||| score ||| source ||| lengths, then a row of weights for each target piece, then a blank line."""
    header: list[str] | None = None
    rows: list[list[str]] = []
    for line in [*file.lines, ""]:
        if not line.strip():
            if header:
                columns = len(rows[0]) if rows else 0
                yield _ended(header[3].split(), columns), _ended(header[1].split(), len(rows)), rows
            header, rows = None, []
        elif header:
            rows.append(line.split())
        elif len(header := line.split("|||")) not in (5, 6):
            raise InvalidRequest("expected a line n ||| target ||| score ||| source ||| lengths after a blank line")


def _ended(words: list[str], count: int) -> list[str]:
    """The words, and the end of the sentence where weights have one piece more: such files leave it out of the text."""
    return [*words, END] if len(words) == count - 1 else words


def _is_marian(file: _File) -> bool:
    return len(file.first.split("|||")) == 2


def _read_marian(file: _File) -> Iterator[_Sentence]:
    """translation ||| a word of comma-separated weights for each target piece. The source is not in the file; target
    pieces are numbered where the translation has been joined to words."""
    for number, line in enumerate(file.lines, start=1):
        text, mark, weights = line.partition("|||")
        if not mark:
            raise InvalidRequest("line {n}: expected translation ||| weights", n=number)
        rows = [row.split(",") for row in weights.split()]
        words = _ended(text.split(), len(rows))
        yield None, words if len(words) == len(rows) else None, rows


def _is_links(file: _File) -> bool:
    return bool(re.match(r"[0-9]+[-?][0-9]+(\s|$)", file.first))


def _read_links(file: _File) -> Iterator[_Sentence]:
    """i-j i?j …, a line for each sentence, which may have no link."""
    for number, line in enumerate(file.lines, start=1):
        try:
            links = parse_links(line)
        except ValueError as error:
            raise InvalidRequest("line {n}: expected links i-j or i?j, counted from 0", n=number) from error
        sources, targets = (max((link[side] for link in links.possible), default=-1) + 1 for side in (0, 1))
        if max(sources, targets) > MOST_PIECES:
            raise InvalidRequest("line {n}: a position above {most}", n=number, most=f"{MOST_PIECES - 1:,}")
        weights = np.zeros((targets, sources))
        for source, target in links.possible:
            weights[target, source] = 1 if (source, target) in links.sure else 0.5
        yield None, None, weights


_DELIMITERS = "\t;,"


def _is_csv(file: _File) -> bool:
    return not file.documents and any(delimiter in file.first for delimiter in _DELIMITERS)


def _read_csv(file: _File) -> Iterator[_Sentence]:
    """A row of source pieces, with or without a first cell for the corner; then rows that begin with a target piece."""
    delimiter = next(delimiter for delimiter in _DELIMITERS if delimiter in file.first)
    try:
        table = [row for row in csv.reader(file.lines, delimiter=delimiter, strict=True) if row]
    except csv.Error as error:
        raise InvalidRequest("a table with a broken line") from error
    head, *rows = table
    source = head if rows and len(rows[0]) == len(head) + 1 else head[1:]
    yield source, [row[0] for row in rows], [row[1:] for row in rows]


FORMATS = (
    Format("npz with weights, source, target", _is_npz, _read_npz),
    Format("a trace of this project", _is_trace, _read_trace),
    Format("attn_vis JSON", _is_attn_vis, _read_attn_vis),
    Format("inseq JSON", _is_inseq, _read_inseq),
    Format("Nematus, Sockeye or SoftAlignments text", _is_blocks, _read_blocks),
    Format("Marian soft alignment", _is_marian, _read_marian),
    Format("Pharaoh links", _is_links, _read_links, hard=True),
    Format("CSV with labels", _is_csv, _read_csv),
)
"""Asked in this order; a table is what nothing else recognises."""
