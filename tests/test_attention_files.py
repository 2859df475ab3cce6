"""Attention that other programs have written: each format is read, what is odd is told, what is hostile refused."""

from __future__ import annotations

import json
import pickle
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.decoding.files import FIELDS, trace_file
from seq2seq.decoding.translate import translate
from seq2seq.evaluation.alignment_metrics import score_matrices
from seq2seq.trace import attention_files
from seq2seq.trace.attention_files import AttentionMatrix, BadAttention, open_attention, read_attention
from seq2seq.trace.links import parse_links
from seq2seq.trace.trace import read_recorded
from tests.conftest import RunCommand, Untrained

WEIGHTS = [[0.75, 0.25], [0.125, 0.875], [0.5, 0.5]]
SOURCE, TARGET = ("我", "爱"), ("I", "love", "you")
BLOCK = "0 ||| I love you ||| -1.5 ||| 我 爱 ||| 2 3\n0.75 0.25\n0.125 0.875\n0.5 0.5\n"


def npz(**arrays: Any) -> bytes:
    file = BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def inseq(wrapped: bool) -> bytes:
    def wrap(values: dict[str, Any]) -> dict[str, Any]:
        return {"__instance_type__": ["inseq", "A"], "attributes": values} if wrapped else values

    tokens = {
        side: [wrap({"token": word, "id": 7}) for word in words] for side, words in (("s", SOURCE), ("t", TARGET))
    }
    transposed = np.transpose(WEIGHTS).tolist()
    attributions = {"__ndarray__": transposed, "dtype": "float32", "shape": [2, 3]} if wrapped else transposed
    # the first target token is a prefix that was given, not attributed
    target = [wrap({"token": "<s>", "id": 1}), *tokens["t"]]
    sequence = {"source": tokens["s"], "target": target, "source_attributions": attributions, "attr_pos_start": 1}
    return json.dumps(wrap({"info": {}, "sequence_attributions": [wrap(sequence | {"attr_pos_end": 4})]})).encode()


LISTS = {"source": SOURCE, "target": TARGET, "weights": WEIGHTS}
FILES = {
    "npz": (npz(weights=np.array(WEIGHTS), source=np.array(SOURCE), target=np.array(TARGET)), "npz"),
    "lines": (json.dumps(LISTS).encode() + b"\n" + json.dumps(LISTS).encode(), "a trace"),
    "attn_vis": (
        json.dumps({"article_lst": SOURCE, "decoded_lst": TARGET, "attn_dists": WEIGHTS, "p_gens": [1, 1, 1]}).encode(),
        "attn_vis",
    ),
    "inseq": (inseq(wrapped=False), "inseq"),
    "inseq with classes": (inseq(wrapped=True), "inseq"),
    "Nematus": (BLOCK.encode(), "Nematus"),
    "Sockeye": (BLOCK.replace("2 3\n", "2 ||| 3\n").encode(), "Nematus"),
    "CSV": ("corner,我,爱\nI,0.75,0.25\nlove,0.125,0.875\nyou,0.5,0.5\n".encode("utf-8-sig"), "CSV"),
    "TSV without a corner": ("我\t爱\r\nI\t0.75\t0.25\r\nlove\t0.125\t0.875\r\nyou\t0.5\t0.5\r\n".encode(), "CSV"),
}


@pytest.mark.parametrize("kind", FILES)
def test_each_format_is_recognised_and_read(kind: str) -> None:
    data, name = FILES[kind]
    first = read_attention(data)[0]
    assert first.format.startswith(name)
    assert (first.source, first.target, first.weights.tolist()) == (SOURCE, TARGET, WEIGHTS)
    assert first.weights.dtype == np.float32 and not first.weights.flags.writeable
    assert (first.notes, first.hard) == ((), False)


def test_a_sentence_of_each_block_or_line_in_their_order() -> None:
    second = BLOCK.replace("love", "hate").replace("0 |||", "1 |||")
    blocks = read_attention(f"\n{BLOCK}\n{second}".encode())
    assert [block.target[1] for block in blocks] == ["love", "hate"]


def test_blocks_may_have_a_row_and_a_column_for_the_end_of_the_sentence() -> None:
    block = read_attention(b"0 ||| I ||| 0 ||| a ||| 1 1\n0.5 0.5\n0.25 0.75\n")[0]
    assert (block.source, block.target) == (("a", "</s>"), ("I", "</s>"))


def test_marian_leaves_the_source_out_and_may_have_joined_the_pieces() -> None:
    lines = b"I love ||| 0.75,0.25 0.125,0.875 0,1\nI love ||| 1 1 1 1 1\n"
    ended, joined = read_attention(lines)
    assert (ended.source, ended.target, ended.weights.shape) == (("0", "1"), ("I", "love", "</s>"), (3, 2))
    assert (joined.source, joined.target) == (("0",), ("0", "1", "2", "3", "4"))


def test_text_may_begin_with_a_bracket() -> None:
    (marian,) = read_attention(b"[ 1 ] ||| 1 1 1\n")
    assert (marian.format, marian.target) == ("Marian soft alignment", ("[", "1", "]"))
    (labelled,) = read_attention(b"[CLS],b\nx,0.5,0.5\n")
    assert (labelled.format, labelled.source) == ("CSV with labels", ("[CLS]", "b"))


def test_pharaoh_has_links_alone_and_perhaps_none() -> None:
    linked, empty, other = read_attention(b"0-0 1-2 0?1\n\n2-0\n")
    assert linked.hard and linked.weights.tolist() == [[1, 0], [0.5, 0], [0, 1]] and linked.notes == ()
    assert (empty.weights.shape, other.weights.shape) == ((0, 0), (1, 3))


@pytest.mark.parametrize("suffix", [".jsonl", ".npz"])
@pytest.mark.parametrize("field", ["weights", "alignment"])
def test_what_translate_writes_comes_back(untrained: Untrained, tmp_path: Path, suffix: str, field: str) -> None:
    assert field in FIELDS
    bundle = untrained(scorer="multi_head")
    traces = [translate(bundle, Request(bundle.name, text)) for text in ("我爱猫。", "他懂")]
    path = tmp_path / f"traces{suffix}"
    with trace_file(path, [field]) as write:
        write("我爱猫。", traces[0])
        write(" ", None)
        write("他懂", traces[1])
    read = open_attention(path)
    for one, trace in zip(read, traces, strict=True):
        assert (one.source, one.target) == (trace.source.pieces, trace.pieces)
        np.testing.assert_allclose(one.weights, trace.alignment, atol=1e-6)


def test_so_does_what_translate_prints(untrained: Untrained) -> None:
    bundle = untrained()
    trace = translate(bundle, Request(bundle.name, "我爱猫。"))
    (one,) = read_attention(trace.to_json().encode())
    assert (one.format, one.source, one.target) == ("a trace of this project", trace.source.pieces, trace.pieces)
    np.testing.assert_allclose(one.weights, trace.alignment, atol=1e-6)


def table(weights: Any) -> AttentionMatrix:
    return read_attention(json.dumps(fields(weights)).encode())[0]


def fields(weights: Any) -> dict[str, Any]:
    rows = np.asarray(weights)
    return {
        "source": [f"s{column}" for column in range(rows.shape[1])],
        "target": [f"t{row}" for row in range(rows.shape[0])],
        "weights": rows.tolist(),
    }


def test_rows_that_are_no_distributions_are_told() -> None:
    assert tuple(map(str, table([[0.5, 0.5], [0.9, 0.5], [-0.25, 0.5]]).notes)) == (
        "rows that do not sum to 1: 2 of 3; the sums go from 0.25 to 1.4",
        "negative weights: 1, down to -0.25",
    )
    assert table([[0.504, 0.504]]).notes == ()  # rounded


def test_a_diagonal_that_lies_one_column_off_is_told() -> None:
    assert table(np.eye(6)).notes == ()
    shifted = 0.9 * np.eye(6, k=1) + 0.1 / 6
    shifted[5, 0] += 0.9
    assert tuple(map(str, table(shifted).notes)) == (
        "looks shifted by one: the mean weight on the diagonal is 0.02, one column to its right 0.92",
    )
    assert str(table(shifted.T).notes[-1]).endswith("one column to its left 0.92")
    assert table(np.eye(4, k=1)[:3]).notes == ()  # too short to tell
    assert table(np.eye(6)[::-1]).notes == ()


@pytest.mark.parametrize("family", ["zh-en", "en-fr", "small"])
def test_no_recorded_sentence_of_a_model_that_attends_has_a_note(family: str) -> None:
    traces = [trace for trace in read_recorded(PRETRAINED / family) if trace.attends]
    assert traces
    for trace in traces:
        (one,) = read_attention(trace.to_json(vectors=False).encode())
        assert one.notes == (), (trace.request.model, trace.request.text)


class Trap:
    """What a pickle would run."""

    def __reduce__(self) -> Any:
        return (pytest.fail, ("a pickle was read",))


def zipped(name: str, data: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def npy(header: str) -> bytes:
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


PICKLED = npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}") + pickle.dumps([Trap()])
HOSTILE = {
    "nothing": (b"", "not recognised"),
    "prose": (b"I love you.\n", "not recognised"),
    "prose with a comma": (b"I love you, too.\n", "CSV with labels, sentence 1: the weights are no matrix|of shape"),
    "binary": (bytes(range(256)), "neither text in UTF-8 nor npz"),
    "zeros": (b"0-0\0 1-1", "neither text in UTF-8 nor npz"),
    "UTF-16": (BLOCK.encode("utf-16"), "neither text in UTF-8 nor npz"),
    "GB 18030": (BLOCK.encode("gb18030"), "neither text in UTF-8 nor npz"),
    "5 MB": (b"0-0 " * 1_300_000, "more than the 5 MB"),
    "many sentences": (b"0-0\n" * 1001, "more than 1,000 sentences"),
    "far links": (b"0-0 0-999999999", "line 1: a position above 1,999"),
    "many cells": (b"1999-1999\n" * 2, "have more than 5,000,000 cells"),
    "long number": (b"0-0 " + b"9" * 5000 + b"-0", "line 1: expected links"),
    "no link": (b"0-0 1-1\n0-0 <b>", "line 2: expected links"),
    "broken JSON": (b'{"source": ["a"], ', "no JSON from column"),
    "deep JSON": (b"[" * 100_000, "nested too deeply"),
    "long JSON number": (b'{"source": ' + b"9" * 5000 + b"}", "nested too deeply or has a number"),
    "other JSON": (b'{"tokens": [1], "weights": [[1]]}', "not recognised"),
    "JSON of numbers": (b"[1, 2]", "not recognised"),
    "NaN": (json.dumps(fields([[np.nan]])).encode(), "sentence 1: a weight is missing, infinite or too large"),
    "infinity": (json.dumps(fields([[1e300 * 1e300]])).encode(), "missing, infinite or too large"),
    "huge": (json.dumps(fields([[1e30]])).encode(), "missing, infinite or too large"),
    "null": (json.dumps(fields([[0.5]]) | {"weights": [[None]]}).encode(), "missing, infinite or too large"),
    "huge integer": (json.dumps(fields([[0.5]]) | {"weights": [[10**400]]}).encode(), "no matrix of numbers"),
    "ragged": (json.dumps(fields([[1, 2]]) | {"weights": [[1], [1, 2]]}).encode(), "rows of one length"),
    "objects": (json.dumps(fields([[1, 2]]) | {"weights": {"a": 1}}).encode(), "no matrix of numbers"),
    "no weights": (json.dumps(fields([[1, 2]]) | {"weights": None}).encode(), "of shape|missing"),
    "numbers for pieces": (json.dumps(fields([[1]]) | {"source": [1]}).encode(), "sentence 1: the pieces are not text"),
    "text for pieces": (json.dumps(fields([[1]]) | {"source": "a"}).encode(), "a list is missing"),
    "more pieces": (
        json.dumps(fields([[1]]) | {"source": ["a", "b"]}).encode(),
        "pieces: 2, but weights for 1",
    ),
    "fewer rows": (b"0 ||| a b c ||| 0 ||| a ||| 1 3\n1\n", "pieces: 3, but weights for 1"),
    "a block without rows": (b"0 ||| a ||| 0 ||| a ||| 1 1\n", "sentence 1: weights of shape"),
    "a block within a block": (b"0 ||| a ||| 0 ||| a ||| 1 1\n1\n\nword\n", "expected a line n"),
    "words for weights": (b"a ||| b,c\n", "Marian soft alignment, sentence 1: the weights are no matrix"),
    "a line without weights": (b"a ||| 1\nb\n", "line 2: expected translation"),
    "an open quote": (b'a,"b\n1,2\n', "CSV with labels: a table with a broken line"),
    "inseq of a decoder": (
        b'{"sequence_attributions": [{"source_attributions": null}]}',
        "no attributions to a source",
    ),
    "inseq of numbers": (b'{"sequence_attributions": [5]}', "no attributions to a source"),
    "attributes of nothing": (b'{"attributes": 5}', "not recognised"),
    "inseq compressed": (inseq(False).replace(b"[[0.75, 0.125, 0.5], [0.25, 0.875, 0.5]]", b'"H4sI"'), "no matrix"),
    "no npz": (b"PK\x03\x04" + b"x" * 100, "an npz that can't be read"),
    "another zip": (zipped("a.txt", b"text"), "something that is no array"),
    "pickle": (zipped("weights.npy", PICKLED), "neither numbers nor text"),
    "a header that promises": (
        zipped("weights.npy", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000)}")),
        "or damaged",
    ),
    "a long text": (
        zipped("weights.npy", npy("{'descr': '<U99999999', 'fortran_order': False, 'shape': ()}")),
        "or damaged",
    ),
    "a bomb": (zipped("weights.npy", bytes(30_000_000)), "its arrays take more than 20 MB"),
    "npz of text": (npz(weights=np.array([["0.5"]])), "the array weights is text"),
    "npz of another thing": (npz(states=np.eye(2)), "there is no array weights"),
    "npz in 4 dimensions": (npz(weights=np.ones((1, 1, 1, 1))), r"of shape \(1, 1, 1, 1\)"),
    "npz of nothing": (npz(weights=np.ones((0, 3))), "there are no weights"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_hostile_or_wrong_is_refused_in_one_line(kind: str) -> None:
    data, reason = HOSTILE[kind]
    with pytest.raises(BadAttention, match=f"({reason})") as refused:
        read_attention(data)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 400


def test_limits_are_those_that_the_messages_name() -> None:
    assert (attention_files.MOST_SENTENCES, attention_files.MOST_PIECES) == (1000, 2000)
    assert len(read_attention(b"0-0\n" * 1000)) == 1000


# -- against gold links


def test_weights_are_scored_without_the_marks_of_a_sentence() -> None:
    weights = np.array([[0.9, 0.1, 0, 0], [0, 0.2, 0.7, 0.1], [0, 0.6, 0.3, 0.1], [0, 0, 0, 1]], dtype=np.float32)
    matrix = AttentionMatrix(("<s>", "a", "b", "</s>"), ("A", "B", "C", "</s>"), weights, "made here")
    score = score_matrices([matrix], [parse_links("0-0 1-1 0-2")])
    assert (score.aer, score.predicted, score.sure) == (0.0, 3, 3)
    with pytest.raises(ValueError, match="sentence 1: a gold link lies outside its 2 source and 3 target pieces"):
        score_matrices([matrix], [parse_links("2-0")])
    with pytest.raises(ValueError, match="sentences in the file: 1, in the gold links: 2"):
        score_matrices([matrix], [parse_links("0-0")] * 2)


def test_links_are_scored_as_they_are() -> None:
    matrices = read_attention(b"0-0 0-1\n")
    score = score_matrices(matrices, [parse_links("0-0 5-5")])
    assert (score.precision, score.recall, score.aer) == (0.5, 0.5, 0.5)


# -- the command


def test_show_prints_what_it_recognised_and_the_matrix(output_of: RunCommand, tmp_path: Path) -> None:
    path, gold = tmp_path / "out.txt", tmp_path / "gold.txt"
    path.write_text(BLOCK + "\n" + BLOCK.replace("0.75 0.25", "0.75 -0.5"), "utf-8")
    gold.write_text("0-0 1-1 0-2\n0-0 1-1 1-2\n", "utf-8")
    assert output_of("show", path, "--sentence", "2", "--links", gold).splitlines() == [
        "Nematus, Sockeye or SoftAlignments text; sentence 2 of 2, 3 target × 2 source pieces",
        "note: rows that do not sum to 1: 1 of 3; the sums go from 0.25 to 1",
        "note: negative weights: 1, down to -0.5",
        "AER 16.7%, precision 83.3%, recall 83.3%, all sentences together",
        "",
        "      我 爱",
        "I     ▓▓   ",
        "love     ██",
        "you   ▒▒ ▒▒",
    ]
    values = json.loads(output_of("show", path, "--json"))
    assert (values["sentences"], values["source"], values["weights"]) == (2, list(SOURCE), WEIGHTS)


def test_show_refuses_in_one_line(error_of: RunCommand, tmp_path: Path) -> None:
    path = tmp_path / "links.txt"
    path.write_text("0-0\n", "utf-8")
    assert error_of("show", path, "--sentence", "2") == "seq2seq show: links.txt: there is no sentence 2; the last is 1"
    assert "No such file" in error_of("show", tmp_path / "none")


def test_show_draws_a_sentence_without_links(output_of: RunCommand, tmp_path: Path) -> None:
    path = tmp_path / "links.txt"
    path.write_text("0-0\n\n", "utf-8")
    assert output_of("show", path, "--sentence", "2").startswith("Pharaoh links; sentence 2 of 2, 0 target × 0 source")
