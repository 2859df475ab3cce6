"""The command line by its entry point: what it prints, what it refuses, and with which exit code."""

import json
import operator
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial, reduce
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from seq2seq import catalog, commands, zoo
from seq2seq.cli import main, parser
from seq2seq.commands import asking, making, printing
from seq2seq.data import read_pairs
from seq2seq.evaluate import fit, translate_all
from seq2seq.metrics import corpus_scores
from seq2seq.trace import DecodeTrace
from tests.conftest import EXAMPLES, PAIRS

Said = Callable[..., str]


@pytest.fixture(autouse=True)
def _at_house(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands read the small house instead of pretrained/."""
    monkeypatch.setattr(zoo, "load", partial(zoo.load, root=house))
    monkeypatch.setattr(asking, "entries", partial(catalog.entries, root=house))
    monkeypatch.setattr(printing, "PRETRAINED", house)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs a command that succeeds, and returns what it prints."""

    def run(*arguments: str | Path) -> str:
        assert main([str(each) for each in arguments]) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs a command that fails, and returns the one line it says."""

    def run(*arguments: str | Path) -> str:
        try:
            code = main([str(each) for each in arguments])
        except SystemExit as stopped:
            code = stopped.code
        found = capsys.readouterr()
        assert code == 2
        assert found.out == ""
        assert found.err.count("\n") == 1
        return found.err.strip()

    return run


# -- translate


def test_translate_prints_the_text_and_a_picture_of_the_alignment(said: Said) -> None:
    text, gap, header, *rows = said("translate", "我爱猫。").splitlines()
    assert text == "I love cats."
    assert gap == ""
    assert header.split() == ["我", "爱", "猫", "。", "</s>"]
    assert rows[-1].split()[0] == "</s>"
    assert set("".join(rows)) & set("░▒▓█")


def test_translate_json_is_the_trace(said: Said) -> None:
    printed = said("translate", "我爱猫。", "--json")
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


def test_translate_takes_a_model_and_a_search(said: Said) -> None:
    asked = ["--model", "zh-en/multi_head", "--beam", "3", "--length-penalty", "0.5", "--max-steps", "9", "--json"]
    values = json.loads(said("translate", "我爱猫。", *asked))
    assert (
        values["request"]["search"] | {"beam": 3, "length_penalty": 0.5, "max_steps": 9} == values["request"]["search"]
    )
    assert len(values["hypotheses"]) == 3
    assert np.shape(values["heads"]["weights"])[1] == 2


def test_translate_under_edits(said: Said) -> None:
    values = json.loads(said("translate", "我爱猫。", "--edits", "swap_3_书~mask_2~borrow_multi_head-1", "--json"))
    assert values["source"]["pieces"] == ["我", "爱", "书", "。", "</s>"]
    assert values["source"]["hidden"] == [False, True, False, False, False]
    theirs = json.loads(said("translate", "我爱书。", "--model", "zh-en/multi_head", "--json"))["weights"][0]
    kept = np.array(theirs) * [1, 0, 1, 1, 1]
    np.testing.assert_allclose(values["weights"][0], kept / kept.sum(), atol=1e-5)


def test_translate_draws_the_same_for_the_same_seed(said: Said) -> None:
    asked = ["translate", "我爱猫。", "--temperature", "3", "--top-k", "5", "--seed"]
    assert said(*asked, "1") == said(*asked, "1")
    assert said(*asked, "1") != said(*asked, "2")


def test_what_was_not_read_is_named_beside_the_translation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate", "我爱猫。" * 15 + "她看书我爱", "--max-steps", "5"]) == 0
    assert capsys.readouterr().err == "not read, beyond the limit: 我爱\n"


def test_text_that_looks_like_an_option_can_be_said(said: Said) -> None:
    assert said("translate", "--max-steps", "5", "--", "--爱").splitlines()


# -- models, evaluate, align, data


def test_models_lists_names_and_figures(said: Said) -> None:
    lines = said("models").splitlines()
    assert [line.split()[0] for line in lines] == ["zh-en/additive", "zh-en/multi_head"]
    assert all("BLEU" in line and "perplexity" in line for line in lines)


def test_models_json_has_every_card(said: Said, family: Path) -> None:
    found = json.loads(said("models", "--json"))
    assert found["zh-en/multi_head"] == json.loads((family / "multi_head" / "card.json").read_text("utf-8"))
    assert list(found) == ["zh-en/additive", "zh-en/multi_head"]


def test_models_names_what_is_wrong_and_lists_the_rest(
    said: Said, monkeypatch: pytest.MonkeyPatch, family: Path, tmp_path: Path
) -> None:
    for name in ("additive", "dot", "general"):
        (tmp_path / "zh-en" / name).mkdir(parents=True)
        for file in catalog.FILES:
            (tmp_path / "zh-en" / name / file).write_bytes((family / "additive" / file).read_bytes())
    (tmp_path / "zh-en" / "source.model").touch()
    (tmp_path / "zh-en" / "dot" / "model.safetensors").unlink()
    (tmp_path / "zh-en" / "general" / "card.json").write_text("{}")
    monkeypatch.setattr(asking, "entries", partial(catalog.entries, root=tmp_path))
    lines = {line.split()[0]: line for line in said("models").splitlines()}
    assert "model.safetensors is missing" in lines["zh-en/dot"]
    assert "BLEU" in lines["zh-en/additive"]
    assert "no figures" in lines["zh-en/general"]
    assert json.loads(said("models", "--json"))["zh-en/dot"] == "model.safetensors is missing"


def test_evaluate_json_has_the_figures_of_the_file(said: Said, house: Path, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "translations"
    found = json.loads(said("evaluate", "--data", corpus / "test.tsv.gz", "--output", out, "--json"))
    pairs = read_pairs(corpus / "test.tsv.gz")
    bundle = zoo.load("zh-en/additive")
    translations = translate_all(bundle, [source for source, _ in pairs])
    scores = corpus_scores(translations, [[target] for _, target in pairs])
    assert (found["bleu"], found["chrf"], found["n"]) == (scores.bleu, scores.chrf, len(pairs))
    assert found["perplexity"] == pytest.approx(fit(bundle, pairs).perplexity)
    assert out.read_text("utf-8").splitlines() == translations


def test_evaluate_all_is_what_the_page_shows(said: Said, house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "entries", partial(catalog.entries, root=house))
    found = json.loads(said("evaluate", "--all", "--against", "additive", "--json"))
    assert [row["scorer"] for row in found["checkpoints"]] == ["additive", "multi_head"]
    first, second = found["checkpoints"]
    assert first["p"] is None and 0 < second["p"] <= 1
    assert second["difference"] == pytest.approx(second["bleu"] - first["bleu"], abs=1e-9)
    assert {row["scorer"] for row in found["errors"]} == {"additive", "multi_head"}
    assert sum(row["sentences"] for row in found["lengths"] if row["scorer"] == "additive") == 13


def test_evaluate_all_compares_the_quality_that_is_asked_for(
    said: Said, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "entries", partial(catalog.entries, root=house))
    found = json.loads(said("evaluate", "--all", "--against", "additive", "--quality", "chrf"))
    first, second = found["checkpoints"]
    assert second["difference"] == pytest.approx(second["chrf"] - first["chrf"], abs=1e-9)


def test_evaluate_the_examples_tells_every_sentence(said: Said, house: Path) -> None:
    found = json.loads(said("evaluate", "--examples", "--json"))
    assert [row["source"] for row in found["rows"]] == ["我爱猫。", "她看书。"]
    entropies = [row["entropy"] for row in found["rows"]]
    assert min(entropies) <= found["entropy"] <= max(entropies)


def test_evaluate_takes_all_lines_of_a_source_as_its_references(said: Said, tmp_path: Path) -> None:
    (tmp_path / "data.tsv").write_text("我爱猫。\tcats are what I love.\n我爱猫。\tI love cats.\n", "utf-8")
    found = json.loads(said("evaluate", "--data", tmp_path / "data.tsv", "--json"))
    assert (found["n"], found["bleu"]) == (1, pytest.approx(100))
    assert "nrefs:2" in found["signature"]


def test_evaluate_prints_a_figure_a_line(said: Said, corpus: Path) -> None:
    lines = said("evaluate", "--data", corpus / "valid.tsv.gz", "--batch-size", "3").splitlines()
    assert [line.split(":")[0] for line in lines[:4]] == ["model", "bleu", "chrf", "n"]


@pytest.fixture
def gold(tmp_path: Path) -> dict[str, Path]:
    rows = [(" ".join(source), f"{target[:-1]} .") for source, target in PAIRS[:5]] + [("我 爱 猫 。 我 爱", "I love")]
    files = {
        "source": [s for s, _ in rows],
        "target": [t for _, t in rows],
        "gold": ["0-0 1-1 2-2 3?3"] * 5 + ["0-0 1-1"],
    }
    for name, lines in files.items():
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return {name: tmp_path / name for name in files}


def test_align_prints_a_line_of_links_a_pair(said: Said, gold: dict[str, Path]) -> None:
    lines = said("align", "--source", gold["source"], "--target", gold["target"]).splitlines()
    assert len([line for line in lines if line]) == 6
    assert all(word.split("-")[1].isdigit() for word in lines[0].split())


def test_align_json_has_links_and_with_gold_their_scores(said: Said, gold: dict[str, Path]) -> None:
    asked = ["align", "--source", gold["source"], "--target", gold["target"], "--json"]
    bare = json.loads(said(*asked))
    assert set(bare) == {"links"}
    found = json.loads(said(*asked, "--gold", gold["gold"]))
    assert found["links"] == bare["links"]
    assert {"aer", "precision", "recall"} <= set(found)
    assert found["aer"] < 0.5
    assert found["sentences"] == 6
    short = json.loads(said(*asked, "--gold", gold["gold"], "--longest", "4"))
    assert (short["sentences"], len(short["links"])) == (5, 5)


def test_align_takes_gold_that_goes_the_other_way(said: Said, gold: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "turned").write_text("0-1 1-2 2-0\n" * 6)
    (tmp_path / "straight").write_text("1-0 2-1 0-2\n" * 6)
    asked = ["align", "--source", gold["source"], "--target", gold["target"], "--json", "--gold"]
    assert said(*asked, tmp_path / "turned", "--swapped") == said(*asked, tmp_path / "straight")


def test_data_prepares_a_corpus_from_a_file(said: Said, tmp_path: Path) -> None:
    table = "".join(f"{english}\t{chinese}\n" for chinese, english in PAIRS)
    (tmp_path / "pairs.tsv").write_text(table, "utf-8")
    assert "pairs: 64" in said("data", "zh-en", "--from", tmp_path / "pairs.tsv", "--out", tmp_path / "corpus")
    parts = [read_pairs(tmp_path / "corpus" / f"{part}.tsv.gz") for part in ("train", "valid", "test")]
    assert sorted(reduce(operator.iadd, parts, [])) == sorted(PAIRS)


def test_a_trained_run_is_published_with_its_card(house: Path) -> None:
    """What the fixture did, by `train` and `card`."""
    files = sorted(str(path.relative_to(house / "zh-en")) for path in house.rglob("*") if path.is_file())
    inside = ("card.json", "config.json", "history.json", "model.safetensors", "sentences.json")
    assert files == [
        *(f"additive/{file}" for file in inside),
        "examples.tsv",
        *(f"multi_head/{file}" for file in inside),
        "source.model",
        "target.model",
    ]
    history = json.loads((house / "zh-en" / "additive" / "history.json").read_text("utf-8"))
    assert [probe["text"] for probe in history["probes"]] == ["我爱猫。", "她看书。"]
    assert EXAMPLES.count("\n") == 3


def test_a_model_is_published_with_as_many_decimals_as_asked(
    said: Said, house: Path, corpus: Path, tmp_path: Path
) -> None:
    test = corpus / "test.tsv.gz"
    run = house / "zh-en" / "additive"
    said("card", run, "--test", test, "--publish", tmp_path, "--decimals", "1")
    exact, rounded = (zoo.load_model(folder / "zh-en" / "additive").state_dict() for folder in (house, tmp_path))
    for name, tensor in rounded.items():
        torch.testing.assert_close(tensor, exact[name].round(decimals=1), rtol=0, atol=0)


def test_clock_writes_the_speed_into_the_card_and_nothing_else(
    said: Said, house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(house, tmp_path / "house")
    path = copy / "zh-en" / "additive" / "card.json"
    before = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(before | {"milliseconds": -1}), "utf-8")
    monkeypatch.setattr(making, "PRETRAINED", copy)
    assert said("clock", "zh-en").splitlines()[0].startswith("zh-en/additive ")
    after = json.loads(path.read_text("utf-8"))
    assert after["milliseconds"] > 0
    assert after | {"milliseconds": before["milliseconds"]} == before


# -- refused


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "the following arguments are required: command"),
        (["dance"], "invalid choice: 'dance'"),
        (["translate"], "the following arguments are required: text"),
        (["translate", "我", "--wide"], "unrecognized arguments: --wide"),
        (["translate", "我", "--beam", "many"], "invalid int value: 'many'"),
        (["translate", "我", "--beam", "99"], "beam must lie between 1 and 20, not 99"),
        (["translate", "我", "--beam", "2", "--temperature", "1"], "sampling and beam search exclude each other"),
        (
            ["translate", "我", "--model", "zh-en/telepathy"],
            "no model is called 'zh-en/telepathy'; there are zh-en/additive",
        ),
        (["translate", "我", "--edits", "mask_1~wish"], "no edit is written 'wish'"),
        (["translate", "我", "--edits", "delete_9"], "there is no source piece 9: there are 2"),
        (["translate", ""], "there is nothing to translate in an empty text"),
        (["translate", "\udcff"], "surrogates not allowed"),
        (["evaluate"], "one of the arguments --data --examples --all is required"),
        (["evaluate", "--data", "nowhere.tsv"], "No such file or directory: 'nowhere.tsv'"),
        (["evaluate", "--data", "x", "--batch-size", "-1"], "must be at least 1, not -1"),
        (["align", "--source", "nowhere", "--target", "nowhere"], "No such file or directory: 'nowhere'"),
        (["data", "xx-yy"], "invalid choice: 'xx-yy'"),
        (["data", "zh-en", "--from", "nowhere.zip"], "No such file or directory: 'nowhere.zip'"),
        (["train", "zh-en", "--corpus", "nowhere"], "No such file or directory: 'nowhere/train.tsv.gz'"),
        (["train", "zh-en", "--scorer", "telepathy"], "invalid choice: 'telepathy'"),
        (["train", "zh-en", "--cell", "transformer"], "invalid choice: 'transformer'"),
        (["train", "zh-en", "--batch-size", "0"], "batch_size must be at least 1, not 0"),
        (["card", "nowhere", "--test", "nowhere.tsv"], "nowhere"),
        (["bench", "--repeats", "0"], "must be at least 1, not 0"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_argument_is_answered_with_one_line(refused: Said, arguments: list[str], reason: str) -> None:
    assert reason in refused(*arguments)


def test_a_broken_table_is_named_with_its_line(refused: Said, tmp_path: Path) -> None:
    (tmp_path / "bad.tsv").write_text("我\tI\n爱\n", "utf-8")
    assert f"{tmp_path / 'bad.tsv'}, line 2" in refused("evaluate", "--data", tmp_path / "bad.tsv")


def test_a_broken_model_is_named(refused: Said, monkeypatch: pytest.MonkeyPatch, family: Path, tmp_path: Path) -> None:
    (tmp_path / "zh-en" / "additive").mkdir(parents=True)
    (tmp_path / "zh-en" / "source.model").write_bytes((family / "source.model").read_bytes())
    monkeypatch.setattr(zoo, "load", partial(zoo.load.func, root=tmp_path))  # type: ignore[attr-defined]
    assert refused("translate", "我") == "seq2seq translate: zh-en/additive/config.json: No such file or directory"


def test_resuming_what_was_never_begun_is_refused(refused: Said, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "zh-en" / "dot"
    asked = ["--corpus", corpus, "--out", out, "--vocabulary", "17", "29", "--scorer", "none", "--resume"]
    assert "resume.safetensors" in refused("train", "zh-en", *asked)


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "models", interrupted)
    assert main(["models"]) == 130
    assert capsys.readouterr().err == "seq2seq models: stopped\n"


def test_a_bug_is_not_hidden_as_a_wrong_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_options: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(commands, "models", broken)
    with pytest.raises(ZeroDivisionError):
        main(["models"])


# -- the real entry point


def test_the_module_runs_and_passes_its_exit_code_on() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "seq2seq", "translate", "我", "--model", "zh-en/telepathy"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("seq2seq translate: no model is called 'zh-en/telepathy'")
    assert done.stderr.count("\n") == 1


def test_help_needs_no_torch() -> None:
    said = "try: main(['train', '--help'])\nfinally: assert 'torch' not in sys.modules"
    code = f"import sys; from seq2seq.cli import main\n{said}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--scorer" in done.stdout


def test_every_command_of_the_parser_can_be_carried_out() -> None:
    named = parser().parse_args(["models"]).command
    choices = next(action.choices for action in parser()._actions if action.dest == "command")
    assert named in (choices or ())
    assert all(callable(getattr(commands, name)) for name in choices or ())
