"""The command line by its entry point: translating, what it refuses, and with which exit code."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seq2seq.__main__ import commands, gaze, main
from seq2seq.checkpoints import zoo
from seq2seq.cli import inspect
from seq2seq.cli.parser import MODEL_CHOICES, parser
from seq2seq.config.schema import ModelConfig, SearchConfig, TrainConfig
from seq2seq.trace.trace import DecodeTrace
from tests.conftest import RunCommand

pytestmark = pytest.mark.usefixtures("at_house")


# -- translate


def test_translate_prints_the_text_and_a_picture_of_the_alignment(output_of: RunCommand) -> None:
    text, gap, header, *rows = output_of("translate", "我爱猫。").splitlines()
    assert text == "I love cats."
    assert gap == ""
    assert header.split() == ["我", "爱", "猫", "。", "</s>"]
    assert rows[-1].split()[0] == "</s>"
    assert set("".join(rows)) & set("░▒▓█")


def test_translate_json_is_the_trace(output_of: RunCommand) -> None:
    printed = output_of("translate", "我爱猫。", "--json")
    values = json.loads(printed)
    assert values["text"] == "我爱猫。"
    assert values["model"] == "zh-en/additive"
    assert values["source"]["pieces"] == ["我", "爱", "猫", "。", "</s>"]
    assert values["target"]["pieces"][-1] == "</s>"
    assert values["target"]["text"] == "I love cats."
    steps = len(values["target"]["pieces"])
    assert np.shape(values["weights"]) == np.shape(values["scores"]) == (steps, 5)
    np.testing.assert_allclose(np.sum(values["weights"], axis=1), 1, rtol=1e-5)
    assert DecodeTrace.from_json(printed).text == "I love cats."


def test_translate_takes_a_model_and_a_search(output_of: RunCommand) -> None:
    options = ["--model", "zh-en/multi_head", "--beam", "3", "--length-penalty", "0.5", "--max-steps", "9", "--json"]
    values = json.loads(output_of("translate", "我爱猫。", *options))
    assert (
        values["request"]["search"] | {"beam": 3, "length_penalty": 0.5, "max_steps": 9} == values["request"]["search"]
    )
    assert len(values["hypotheses"]) == 3
    assert np.shape(values["heads"]["weights"])[1] == 2


def test_translate_takes_the_path_of_a_checkpoint_folder(output_of: RunCommand, house: Path, tmp_path: Path) -> None:
    shutil.copytree(house / "zh-en", tmp_path / "mine")
    values = json.loads(output_of("translate", "我爱猫。", "--model", tmp_path / "mine" / "multi_head", "--json"))
    assert (values["model"], values["target"]["text"]) == ("mine/multi_head", "I love cats.")


def test_translate_under_edits(output_of: RunCommand) -> None:
    values = json.loads(output_of("translate", "我爱猫。", "--edits", "swap_3_书~mask_2~borrow_multi_head-1", "--json"))
    assert values["source"]["pieces"] == ["我", "爱", "书", "。", "</s>"]
    assert values["source"]["hidden"] == [False, True, False, False, False]
    theirs = json.loads(output_of("translate", "我爱书。", "--model", "zh-en/multi_head", "--json"))["weights"][0]
    unmasked = np.array(theirs) * [1, 0, 1, 1, 1]
    np.testing.assert_allclose(values["weights"][0], unmasked / unmasked.sum(), atol=1e-5)


def test_translate_draws_the_same_for_the_same_seed(output_of: RunCommand) -> None:
    arguments = ["translate", "我爱猫。", "--temperature", "3", "--top-k", "5", "--seed"]
    assert output_of(*arguments, "1") == output_of(*arguments, "1")
    assert output_of(*arguments, "1") != output_of(*arguments, "2")


def test_what_was_not_read_is_named_beside_the_translation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate", "我爱猫。" * 15 + "她看书我爱", "--max-steps", "5"]) == 0
    assert capsys.readouterr().err == "not read, beyond the limit: 我爱\n"


def test_a_text_in_another_script_is_named_with_the_families_that_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate", "I love cats.", "--max-steps", "5"]) == 0
    said = capsys.readouterr()
    assert said.out
    assert said.err == "zh-en/additive reads Chinese, which this text is not; en-fr reads English\n"


def test_lines_in_another_script_are_counted_once_the_file_is_done(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("我爱猫。\nI love cats.\n1992\nDogs!\n", "utf-8")
    assert main(["translate", "--file", str(file), "--max-steps", "5"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 4
    told = "zh-en/additive reads Chinese, which 2 of the lines are not, such as 'I love cats.'; en-fr reads English"
    assert said.err.splitlines()[-1] == told


@pytest.mark.parametrize("text", ["我爱猫。", "我爱 DNA", "1992"])
def test_a_text_with_a_letter_of_the_script_or_none_at_all_needs_no_word(
    capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert main(["translate", text, "--max-steps", "5"]) == 0
    assert capsys.readouterr().err == ""


def test_text_that_looks_like_an_option_can_be_said(output_of: RunCommand) -> None:
    assert output_of("translate", "--max-steps", "5", "--", "--爱").splitlines()


# -- refused


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "the following arguments are required: command"),
        (["dance"], "invalid choice: 'dance'"),
        (["translate"], "expected a sentence, or --file"),
        (["translate", "我", "--wide"], "unrecognized arguments: --wide"),
        (["translate", "我", "--beam", "many"], "invalid int value: 'many'"),
        (["translate", "我", "--beam", "99"], "beam must lie between 1 and 20, not 99"),
        (["translate", "我", "--beam", "2", "--temperature", "1"], "sampling and beam search exclude each other"),
        (
            ["translate", "我", "--model", "zh-en/telepathy"],
            "no model is called 'zh-en/telepathy'; there are zh-en/additive",
        ),
        (["translate", "我", "--edits", "mask_1~wish"], "no edit is written 'wish'"),
        (["translate", "我", "--edits", "delete_9"], "there is no source piece 9: the last is 2"),
        (["translate", "我", "--edits", "mask_99"], "there is no source piece 99: the last is 2"),
        (["translate", ""], "there is nothing to translate in an empty text"),
        (["translate", "\udcff"], "invalid character"),
        (["evaluate"], "one of the arguments --data --examples --all is required"),
        (["evaluate", "--data", "nowhere.tsv"], "No such file or directory: 'nowhere.tsv'"),
        (["evaluate", "--data", "x", "--batch-size", "-1"], "must be at least 1, not -1"),
        (["align", "--source", "nowhere", "--target", "nowhere"], "No such file or directory: 'nowhere'"),
        (["data", "xx-yy"], "no family is called 'xx-yy'; one of your own is made by --from TABLE"),
        (["data", "zh-en", "--from", "nowhere.zip"], "No such file or directory: 'nowhere.zip'"),
        (
            ["train", "zh-en", "--corpus", "nowhere"],
            "there is no corpus in nowhere: make one with `python -m seq2seq data zh-en`",
        ),
        (["train", "zh-en", "--scorer", "telepathy"], "invalid choice: 'telepathy'"),
        (["train", "zh-en", "--cell", "transformer"], "invalid choice: 'transformer'"),
        (["train", "zh-en", "--batch-size", "0"], "batch_size must be at least 1, not 0"),
        (
            ["publish", "nowhere"],
            "expected runs of one family, of zh-en, en-fr, small, nl2bash, nl-regex, g2p, reverse,",
        ),
        (["bench", "--repeats", "0"], "must be at least 1, not 0"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_argument_is_answered_with_one_line(error_of: RunCommand, arguments: list[str], reason: str) -> None:
    assert reason in error_of(*arguments)


def test_a_broken_table_is_named_with_its_line(error_of: RunCommand, tmp_path: Path) -> None:
    (tmp_path / "bad.tsv").write_text("我\tI\n爱\n", "utf-8")
    assert f"{tmp_path / 'bad.tsv'}, line 2" in error_of("evaluate", "--data", tmp_path / "bad.tsv")


def test_a_broken_model_is_named(
    error_of: RunCommand, monkeypatch: pytest.MonkeyPatch, family: Path, tmp_path: Path
) -> None:
    (tmp_path / "zh-en" / "additive").mkdir(parents=True)
    (tmp_path / "zh-en" / "source.model").write_bytes((family / "source.model").read_bytes())
    monkeypatch.setattr(zoo, "find_folder", partial(zoo.find_folder.func, root=tmp_path))  # type: ignore[attr-defined]
    assert error_of("translate", "我") == "seq2seq translate: zh-en/additive/config.json: No such file or directory"


def test_resuming_what_was_never_begun_is_refused(error_of: RunCommand, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "zh-en" / "dot"
    options = ["--corpus", corpus, "--out", out, "--vocabulary", "17", "29", "--scorer", "none", "--resume"]
    exact = ["--precision", "fp32"]  # of products in the whole process, the tests that follow too
    assert "resume.safetensors" in error_of("train", "zh-en", *options, *exact)


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inspect, "run_models", interrupted)
    assert main(["models"]) == 130
    assert capsys.readouterr().err == "seq2seq models: stopped\n"


def test_a_bug_is_not_hidden_as_a_wrong_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_options: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(inspect, "run_models", broken)
    with pytest.raises(ZeroDivisionError):
        main(["models"])


# -- the real entry point


@pytest.mark.slow
def test_the_module_runs_and_passes_its_exit_code_on() -> None:
    process = subprocess.run(
        [sys.executable, "-m", "seq2seq", "translate", "我", "--model", "zh-en/telepathy"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr.startswith("seq2seq translate: no model is called 'zh-en/telepathy'")
    assert process.stderr.count("\n") == 1


def test_help_needs_no_torch() -> None:
    check = "try: main(['train', '--help'])\nfinally: assert 'torch' not in sys.modules"
    code = f"import sys; from seq2seq.__main__ import main\n{check}"
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr
    assert "--scorer" in process.stdout


@pytest.mark.parametrize("config", [ModelConfig, TrainConfig, SearchConfig])
def test_help_says_what_every_option_of_a_model_a_training_and_a_search_means_and_its_default(
    config: type, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")  # one line an option
    command = "translate" if config is SearchConfig else "train"
    with pytest.raises(SystemExit):
        parser().parse_args([command, "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for field in fields(config):
        if field.name not in MODEL_CHOICES:
            default = "none" if field.default == "" else field.default
            assert f"{field.metadata['meaning']} (default: {default})" in shown


def test_every_command_of_the_parser_can_be_carried_out() -> None:
    named = parser().parse_args(["models"]).command
    choices = next(action.choices for action in parser()._actions if action.dest == "command")
    assert named in (choices or ())
    assert set(commands()) == set(choices or ()) - {"serve"}


def test_serve_starts_the_app_of_the_house_from_any_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran: list[list[str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["gaze", "serve"])
    monkeypatch.setattr(
        "seq2seq.__main__.run_module", lambda name, run_name: ran.append([name, run_name, *sys.argv[1:]])
    )
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--port", "8502"], "gaze")
    assert not ended.value.code
    app = Path(__file__).resolve().parent.parent / "app.py"
    assert ran == [["streamlit", "__main__", "run", str(app), "--server.port", "8502"]]


def test_serve_with_a_file_shows_it_or_says_why_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    started: list[str] = []
    monkeypatch.setenv("GAZE_OPEN", "")
    monkeypatch.setattr(sys, "argv", ["gaze"])
    monkeypatch.setattr("seq2seq.__main__.run_module", lambda name, run_name: started.append(os.environ["GAZE_OPEN"]))
    file = tmp_path / "weights.csv"
    file.write_text("no attention", "utf-8")
    assert main(["serve", str(file)], "gaze") == 2 and not started
    assert "weights.csv" in capsys.readouterr().err
    file.write_text("0-0 1-1\n", "utf-8")
    with pytest.raises(SystemExit):
        main(["serve", str(file), "--port", "8502"], "gaze")
    assert started == [str(file)]
    assert "http://localhost:8502/open" in capsys.readouterr().out


def test_the_command_gaze_calls_itself_gaze(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(sys, "argv", ["gaze", "translate", "我", "--model", "zh-en/telepathy"])
    assert gaze() == 2
    assert capsys.readouterr().err.startswith("gaze translate: no model is called 'zh-en/telepathy'")
