"""Translations of many sentences, in batches, and the files that hold them: JSON lines, Parquet or npz."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from zipfile import ZipFile

import numpy as np

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.arrays import Array, to_lists
from seq2seq.config.edits import Edits
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.corpus import BATCH, batches_by_length
from seq2seq.decoding.translate import translate, translate_together
from seq2seq.trace.trace import DecodeTrace

CHUNK = 16 * BATCH
"""Sentences that are sorted by length together: so many are in memory at a time."""
GREEDY = SearchConfig()
FIELDS = ("logprobs", "scores", "weights", "alignment", "entropy", "queries", "contexts", "states", "encoder")
"""Arrays of a trace that a file can hold, with the shapes that `DecodeTrace` gives them."""

Write = Callable[[str, DecodeTrace | None], None]
"""Takes a sentence and its trace; None for a line without pieces."""


def traces_of(
    bundle: Bundle, texts: Iterable[str], search: SearchConfig = GREEDY, edits: Edits = ()
) -> Iterator[tuple[str, DecodeTrace | None]]:
    """Each text with its trace, in order; None for one without pieces. Greedy decoding without edits takes batches,
    everything else one sentence after the other. Raises ValueError for an edit that cannot be applied."""
    rest = iter(texts)
    while chunk := list(islice(rest, CHUNK)):
        lengths = [len(bundle.source.ids(text)) for text in chunk]
        rows = [row for row, length in enumerate(lengths) if length]
        found: dict[int, DecodeTrace] = {}
        if edits or search != SearchConfig(max_steps=search.max_steps):
            found = {row: translate(bundle, Request(bundle.name, chunk[row], (), edits, search)) for row in rows}
        else:
            for batch in batches_by_length([lengths[row] for row in rows], BATCH):
                together = [rows[place] for place in batch]
                traces = translate_together(bundle, [chunk[row] for row in together], search.max_steps)
                found |= dict(zip(together, traces, strict=True))
        yield from ((text, found.get(row)) for row, text in enumerate(chunk))


@contextmanager
def trace_file(path: Path, fields: Sequence[str]) -> Iterator[Write]:
    """What writes traces to a file with these `FIELDS`, whose name says which kind it is. Each sentence has its text,
    translation and pieces; a line without pieces has a translation that is empty.

    `.jsonl`: an object a line. `.parquet`: a row each, arrays as nested lists. `.npz`: for the sentence n, counted from
    0, the arrays `n/source`, `n/target` and `n/FIELD`, and for all `texts` and `translations`, read by `numpy.load`.
    Raises ValueError for another name or field."""
    if unknown := sorted({*fields} - {*FIELDS}):
        raise ValueError(f"{', '.join(unknown)}: expected some of {', '.join(FIELDS)}")
    try:
        kind = {".jsonl": _json_lines, ".parquet": _parquet, ".npz": _npz}[path.suffix]
    except KeyError as error:
        raise ValueError(f"{path}: expected a name that ends in .jsonl, .parquet or .npz") from error
    with kind(path, fields) as write:
        yield write


def _row(
    text: str, trace: DecodeTrace | None, fields: Sequence[str], listed: Callable[[Array], object]
) -> dict[str, object]:
    if trace is None:
        return {"text": text, "translation": "", "source": [], "target": [], **dict.fromkeys(fields)}
    arrays = {field: listed(getattr(trace, field)) for field in fields}
    return {
        "text": text,
        "translation": trace.text,
        "source": [*trace.source.pieces],
        "target": [*trace.pieces],
        **arrays,
    }


@contextmanager
def _json_lines(path: Path, fields: Sequence[str]) -> Iterator[Write]:
    with path.open("w", encoding="utf-8") as file:

        def write(text: str, trace: DecodeTrace | None) -> None:
            row = _row(text, trace, fields, to_lists)
            file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")

        yield write


@contextmanager
def _parquet(path: Path, fields: Sequence[str]) -> Iterator[Write]:
    import pyarrow as pa  # here, since only this needs it
    from pyarrow.parquet import ParquetWriter

    words, number = pa.list_(pa.string()), pa.float32()
    dimensions = {"logprobs": 1, "entropy": 1, "scores": 3, "weights": 3}

    def nested(depth: int) -> pa.DataType:
        return pa.list_(nested(depth - 1)) if depth else number

    columns = {"text": pa.string(), "translation": pa.string(), "source": words, "target": words}
    schema = pa.schema(columns | {field: nested(dimensions.get(field, 2)) for field in fields})
    rows: list[dict[str, object]] = []
    with ParquetWriter(path, schema) as file:

        def write(text: str, trace: DecodeTrace | None) -> None:
            rows.append(_row(text, trace, fields, np.ndarray.tolist))
            if len(rows) == CHUNK:
                flush()

        def flush() -> None:
            file.write_table(pa.Table.from_pylist(rows, schema))
            rows.clear()

        yield write
        flush()


@contextmanager
def _npz(path: Path, fields: Sequence[str]) -> Iterator[Write]:
    texts: list[str] = []
    translations: list[str] = []
    with ZipFile(path, "w", allowZip64=True) as archive:

        def put(name: str, values: Array) -> None:
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, values, allow_pickle=False)

        def write(text: str, trace: DecodeTrace | None) -> None:
            if trace is not None:
                put(f"{len(texts)}/source", np.array(trace.source.pieces))
                put(f"{len(texts)}/target", np.array(trace.pieces))
                for field in fields:
                    put(f"{len(texts)}/{field}", getattr(trace, field))
            texts.append(text)
            translations.append(trace.text if trace else "")

        yield write
        put("texts", np.array(texts, dtype=str))
        put("translations", np.array(translations, dtype=str))
