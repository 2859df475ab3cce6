"""Many sentences at once: batches give what single sentences give, and files give back what was written."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import Flatten
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding import files
from seq2seq.decoding.files import FIELDS, trace_file, traces_of
from seq2seq.decoding.translate import translate, translate_together
from seq2seq.notebook import Translator
from seq2seq.trace.trace import DecodeTrace, NothingToTranslate
from tests.conftest import TINY_TRANSFORMER, RunCommand, Untrained
from tests.copying import SENTENCE, copier

TEXTS = ("我爱猫。", "她看书。你找水。", "他懂", "书书书书书书书书书书书书")
STEPS = SearchConfig(max_steps=9)


def alone(bundle: Bundle, text: str) -> DecodeTrace:
    return translate(bundle, Request(bundle.name, text, search=STEPS))


def assert_equal(one: DecodeTrace, other: DecodeTrace) -> None:
    assert (one.pieces, one.text, one.source, one.request) == (other.pieces, other.text, other.source, other.request)
    assert (one.covers, one.layers) == (other.covers, other.layers)
    for name in (*FIELDS, *one.self_attention):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-5, err_msg=name)
    np.testing.assert_allclose(one.generate, other.generate, atol=1e-5)
    for these, those in zip(one.candidates, other.candidates, strict=True):
        np.testing.assert_allclose([c.logprob for c in these], [c.logprob for c in those], atol=1e-5)


@pytest.mark.parametrize("scorer", CARDS)
def test_a_batch_gives_what_its_sentences_give_alone(untrained: Untrained, scorer: str) -> None:
    bundle = untrained(scorer=scorer)
    for text, trace in zip(TEXTS, translate_together(bundle, TEXTS, STEPS.max_steps), strict=True):
        assert_equal(trace, alone(bundle, text))


def test_so_does_a_transformer(untrained: Untrained) -> None:
    changes = {name: getattr(TINY_TRANSFORMER, name) for name in ("encoder", "bidirectional", "encoder_hidden")}
    layers = {name: getattr(TINY_TRANSFORMER, name) for name in ("encoder_layers", "decoder", "decoder_layers")}
    bundle = untrained(scorer="multi_head", **changes, **layers)
    traces = translate_together(bundle, TEXTS, STEPS.max_steps)
    assert traces[0].encoder_attention is not None and traces[0].decoder_attention is not None
    for text, trace in zip(TEXTS, traces, strict=True):
        assert_equal(trace, alone(bundle, text))


def test_so_does_a_decoder_that_copies() -> None:
    bundle = copier(coverage=True)
    texts = (SENTENCE, "remove kw", "zq vx")
    for text, trace in zip(texts, translate_together(bundle, texts, STEPS.max_steps), strict=True):
        assert len(trace.generate) == len(trace)
        assert_equal(trace, alone(bundle, text))


def test_a_text_without_pieces_is_refused_in_a_batch_and_passed_over_in_a_file(untrained: Untrained) -> None:
    bundle = untrained()
    with pytest.raises(NothingToTranslate):
        translate_together(bundle, ["我爱猫。", " "])
    texts, traces = zip(*traces_of(bundle, ["我爱猫。", " ", "他懂"]), strict=True)
    assert texts == ("我爱猫。", " ", "他懂")
    assert [trace and trace.request.text for trace in traces] == ["我爱猫。", None, "他懂"]


def test_lines_are_read_as_they_are_asked_for(untrained: Untrained, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", 2)
    asked: list[str] = []

    def lines() -> object:
        for text in TEXTS:
            asked.append(text)
            yield text

    traces = traces_of(untrained(), lines())  # pyright: ignore[reportArgumentType]
    assert next(traces)[0] == TEXTS[0]
    assert asked == list(TEXTS[:2])
    assert [text for text, _ in traces] == list(TEXTS[1:])


def test_a_search_and_edits_are_those_of_single_sentences(untrained: Untrained) -> None:
    bundle = untrained()
    beam = replace(STEPS, beam=3)
    ((_, trace),) = traces_of(bundle, ["我爱猫。"], beam)
    assert trace is not None and len(trace.hypotheses) == 3
    model = Translator(bundle)
    (edited,) = model.all(["我爱猫。"], edits=(Flatten(step=0),), search=STEPS)
    assert edited is not None
    np.testing.assert_allclose(edited.weights[0], 1 / 5, atol=1e-6)


# -- the files


@pytest.fixture
def written(untrained: Untrained) -> tuple[DecodeTrace, DecodeTrace]:
    first, second = translate_together(untrained(scorer="multi_head"), TEXTS[:2], STEPS.max_steps)
    return first, second


def write(path: Path, traces: tuple[DecodeTrace, DecodeTrace]) -> None:
    with trace_file(path, FIELDS) as put:
        put(TEXTS[0], traces[0])
        put("", None)
        put(TEXTS[1], traces[1])


def test_json_lines(tmp_path: Path, written: tuple[DecodeTrace, DecodeTrace]) -> None:
    path = tmp_path / "out.jsonl"
    write(path, written)
    first, empty, second = map(json.loads, path.read_text("utf-8").splitlines())
    assert (empty["text"], empty["translation"], empty["source"], empty["weights"]) == ("", "", [], None)
    for row, trace in ((first, written[0]), (second, written[1])):
        assert row["translation"] == trace.text and tuple(row["target"]) == trace.pieces
        assert tuple(row["source"]) == trace.source.pieces
        for name in FIELDS:
            np.testing.assert_array_equal(np.array(row[name], dtype=np.float32), getattr(trace, name))


def test_parquet(tmp_path: Path, written: tuple[DecodeTrace, DecodeTrace]) -> None:
    path = tmp_path / "out.parquet"
    write(path, written)
    table = pd.read_parquet(path)
    assert table["text"].tolist() == [TEXTS[0], "", TEXTS[1]]
    assert table["translation"].tolist() == [written[0].text, "", written[1].text]
    assert table["weights"][1] is None
    for row, trace in ((0, written[0]), (2, written[1])):
        assert tuple(table["source"][row]) == trace.source.pieces
        for name in FIELDS:
            stacked = np.array(json.loads(json.dumps(table[name][row], default=np.ndarray.tolist)), dtype=np.float32)
            np.testing.assert_array_equal(stacked, getattr(trace, name))


def test_npz(tmp_path: Path, written: tuple[DecodeTrace, DecodeTrace]) -> None:
    path = tmp_path / "out.npz"
    write(path, written)
    with np.load(path, allow_pickle=False) as archive:
        assert archive["texts"].tolist() == [TEXTS[0], "", TEXTS[1]]
        assert archive["translations"].tolist() == [written[0].text, "", written[1].text]
        assert not [name for name in archive if name.startswith("1/")]
        for number, trace in ((0, written[0]), (2, written[1])):
            assert tuple(archive[f"{number}/target"]) == trace.pieces
            for name in FIELDS:
                np.testing.assert_array_equal(archive[f"{number}/{name}"], getattr(trace, name))


def test_other_files_and_fields_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"expected a name that ends in \.jsonl, \.parquet or \.npz"):
        trace_file(tmp_path / "out.csv", ()).__enter__()
    with pytest.raises(ValueError, match="gradients: expected some of logprobs"):
        trace_file(tmp_path / "out.jsonl", ("weights", "gradients")).__enter__()


# -- the command


@pytest.mark.usefixtures("at_house")
def test_a_file_is_translated_line_by_line(output_of: RunCommand, tmp_path: Path) -> None:
    source, out = tmp_path / "in.txt", tmp_path / "out.jsonl"
    source.write_text("我爱猫。\n\n她看书。\n", "utf-8")
    lines = output_of("translate", "--file", source).splitlines()
    assert lines[0] == "I love cats." and lines[1] == "" and len(lines) == 3
    assert output_of("translate", "--file", source, "--out", out, "--fields", "weights") == ""
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["translation"] for row in rows] == lines
    np.testing.assert_allclose(np.sum(rows[0]["weights"], axis=2), 1, rtol=1e-5)


@pytest.mark.usefixtures("at_house")
def test_standard_input(output_of: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("我爱猫。\n"))
    assert output_of("translate", "--file", "-") == "I love cats.\n"


@pytest.mark.usefixtures("at_house")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "expected a sentence, or --file"),
        (["我爱猫。", "--file", "-"], "expected a sentence, or --file"),
        (["我爱猫。", "--out", "a.npz"], "--out and --fields belong to --file"),
        (["--file", "-", "--json"], "--out FILE.jsonl takes the place of --json"),
        (["--file", "-", "--fields", "weights"], "--fields needs --out"),
        (["--file", "missing.txt"], "No such file"),
    ],
)
def test_what_does_not_go_together_is_said(error_of: RunCommand, arguments: list[str], said: str) -> None:
    assert said in error_of("translate", *arguments)
