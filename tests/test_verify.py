"""Shipped figures had again: a sample of the models that ship, and what is said of one that is not as it says."""

from __future__ import annotations

import json
import math
import shutil
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from seq2seq.__main__ import main
from seq2seq.checkpoints import zoo
from seq2seq.cli import inspect, printing
from seq2seq.evaluation import verify
from seq2seq.evaluation.verify import Check, compare_figures, numbers_by_path, tolerance, verification_table
from seq2seq.experiments import synthetic
from seq2seq.experiments.records import FROM_SEEDS, read_experiment, record_path
from seq2seq.experiments.synthetic import EXPERIMENTS, check_experiment
from tests.conftest import RunCommand


@pytest.mark.parametrize("name", ["zh-en/dot", "en-fr/additive", "small/additive", "nl2bash/additive@copy_coverage"])
def test_a_shipped_model_is_as_its_files_say(name: str) -> None:
    checks = verify.check_repository(zoo.load_bundle(name))
    assert {check.source for check in checks} == {"checkpoint", "sentences.json", "recorded.json", "history.json"}
    failing = [check for check in checks if not check.holds]
    assert failing == []


@pytest.fixture
def copy(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small house, to be spoilt."""
    root = shutil.copytree(house, tmp_path / "pretrained")
    monkeypatch.setattr(printing, "PRETRAINED", root)
    return root


def spoil(root: Path, name: str, value: float) -> None:
    path = root / "zh-en" / "additive" / "card.json"
    card = json.loads(path.read_text("utf-8"))
    card["test"][name] = value
    path.write_text(json.dumps(card), "utf-8")


def test_with_its_corpus_every_figure_of_the_test_part_is_had_again(
    output_of: RunCommand, copy: Path, corpus: Path
) -> None:
    checks = json.loads(output_of("verify", "zh-en/additive", "--corpus", corpus, "--json"))["checks"]
    assert all(check["holds"] for check in checks)
    assert {"test.bleu", "test.beam.chrf", "test.perplexity"} <= {
        check["figure"] for check in checks if check["source"] == "corpus"
    }


def test_a_figure_that_differs_is_named_and_the_exit_code_is_1(
    copy: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(copy, "perplexity", 1.9)
    with pytest.raises(SystemExit) as exit_:
        main(["verify", "zh-en/additive", "--corpus", str(corpus)])
    assert exit_.value.code == 1
    output = capsys.readouterr().out
    for source in ("sentences.json", "corpus"):
        assert f"zh-en/additive {source} test.perplexity: shipped 1.9, found 1.0" in output
    assert output.rstrip().endswith("figures, 2 differ")


def test_a_corpus_is_of_one_family(error_of: RunCommand, corpus: Path) -> None:
    assert "of one family" in error_of("verify", "zh-en/dot", "small", "--corpus", corpus)


def test_numbers_are_named_by_their_path() -> None:
    assert dict(numbers_by_path({"a": {"b": [1, {"c": 2.5}]}, "d": "words", "e": None})) == {"a.b.0": 1, "a.b.1.c": 2.5}


def test_what_does_not_ship_does_not_hold() -> None:
    (check,) = compare_figures("m", "s", {}, {"bleu": 3.0})
    assert math.isnan(check.shipped)
    assert not check.holds


SHIPPED = {"test.bleu_ci": 2.0, "test.by_length.0.bleu_ci": 5.0}


@pytest.mark.parametrize(
    ("figure", "decoded", "expected"),
    [
        ("parameters", True, 0),
        ("test.by_length.0.sentences", True, 0),
        ("test.bleu", True, 0.2),
        ("test.by_length.0.bleu", True, 0.5),
        ("test.beam.bleu", True, 0.2),
        ("test.bleu", False, 0.004),
        ("test.perplexity", True, 0.004),
        ("offset.aer.-1", True, 0.005),
        ("alignment.pud.weights.all.model.predicted", True, 0.1),
    ],
)
def test_how_far_a_figure_of_twenty_may_be_off(figure: str, decoded: bool, expected: float) -> None:
    assert tolerance(figure, 20.0, SHIPPED, decoded) == pytest.approx(expected)


def test_the_table_counts_what_differs() -> None:
    checks = [Check("m", "s", "one", 1, 1, 0), Check("m", "s", "two", 1, 1.5, 0.2), Check("m", "t", "three", 1, 1, 0)]
    lines = verification_table(checks).splitlines()
    assert [line.split()[:5] for line in lines[:2]] == [
        ["m", "s", "2", "figures", "1"],
        ["m", "t", "1", "figures", "as"],
    ]
    assert lines[2] == "m s two: shipped 1, found 1.5, 0.5 apart, allowed 0.2"
    assert lines[3] == "3 figures, 1 differ"


def test_experiments_without_a_corpus_are_those_measured_from_seeds() -> None:
    assert set(EXPERIMENTS) == set(FROM_SEEDS)


def test_an_experiment_is_had_again() -> None:
    """The one without a training: its curves are equal, and a curve that is not as it ships is told."""
    checks = check_experiment("scaling")
    assert len(checks) > 20 and all(check.holds for check in checks)
    assert not replace(checks[0], shipped=checks[0].shipped + 0.01).holds


def test_of_a_trained_experiment_its_findings_are_had_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run whose curves are others bears out what the page says, or does not."""
    shipped = read_experiment(record_path("exposure"))
    moved = tuple(replace(curve, y=tuple(0.99 * y for y in curve.y)) for curve in shipped.curves)
    flat = tuple(replace(curve, y=(0.2,) * len(curve.y)) for curve in shipped.curves)
    held = []
    for curves in (moved, flat):
        monkeypatch.setattr(synthetic, "record_experiment", lambda *_, again=curves: replace(shipped, curves=again))
        held.append({check.holds for check in check_experiment("exposure")})
    assert held == [{True}, {False}]


@pytest.mark.parametrize("names", [(), ("data",)])
def test_experiments_are_named_and_need_no_corpus(error_of: RunCommand, names: tuple[str, ...]) -> None:
    assert "--experiments" in error_of("verify", "small/dot", "--experiments", *names)


def test_claims_are_a_check_of_their_own(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked = list[list[str]]()

    def run(command: list[str], **_: object) -> CompletedProcess[str]:
        asked.append(command)
        return CompletedProcess(command, 1)

    monkeypatch.setattr(inspect.subprocess, "run", run)
    with pytest.raises(SystemExit, match="1"):
        main(["verify", "small/dot", "--claims"])
    (command,) = asked
    assert command[1:4] == ["-m", "pytest", "-q"] and len(command) > 80 and len(set(command)) == len(command)
    assert "tests/test_experiment_claims.py::test_slopes_of_saturated_gates" in command
    assert "exit code" in capsys.readouterr().out
