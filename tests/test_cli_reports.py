"""The command line: what it tells of models, files, alignments and corpora."""

import json
import math
import operator
import shutil
from functools import partial, reduce
from pathlib import Path

import pytest

from seq2seq.__main__ import main
from seq2seq.checkpoints import catalog, zoo
from seq2seq.checkpoints.zoo import load_tokenizers
from seq2seq.cli import inspect as inspection
from seq2seq.cli import printing
from seq2seq.data.corpus import read_sentence_pairs
from seq2seq.decoding.corpus import translate_all
from seq2seq.evaluation.evaluate import likelihood
from seq2seq.evaluation.metrics import corpus_scores
from seq2seq.text.tokenizer import Tokenizer
from tests.conftest import PAIRS, TRAINING, RunCommand

pytestmark = pytest.mark.usefixtures("at_house")


# -- models, evaluate, align, data


def test_models_lists_names_and_figures(output_of: RunCommand) -> None:
    lines = output_of("models").splitlines()
    assert [line.split()[0] for line in lines] == ["zh-en/additive", "zh-en/multi_head"]
    assert all("BLEU" in line and "perplexity" in line for line in lines)


def test_models_json_has_every_card(output_of: RunCommand, family: Path) -> None:
    cards = json.loads(output_of("models", "--json"))
    assert cards["zh-en/multi_head"] == json.loads((family / "multi_head" / "card.json").read_text("utf-8"))
    assert list(cards) == ["zh-en/additive", "zh-en/multi_head"]


def test_models_names_what_is_wrong_and_lists_the_rest(
    output_of: RunCommand, monkeypatch: pytest.MonkeyPatch, family: Path, tmp_path: Path
) -> None:
    for name in ("additive", "dot", "general"):
        (tmp_path / "zh-en" / name).mkdir(parents=True)
        for file in catalog.FILES:
            (tmp_path / "zh-en" / name / file).write_bytes((family / "additive" / file).read_bytes())
    (tmp_path / "zh-en" / "source.model").touch()
    (tmp_path / "zh-en" / "dot" / "model.safetensors").unlink()
    (tmp_path / "zh-en" / "general" / "card.json").write_text("{}")
    monkeypatch.setattr(inspection, "list_entries", partial(catalog.list_entries, root=tmp_path))
    lines = {line.split()[0]: line for line in output_of("models").splitlines()}
    assert "model.safetensors is missing" in lines["zh-en/dot"]
    assert "BLEU" in lines["zh-en/additive"]
    assert "no figures" in lines["zh-en/general"]
    assert json.loads(output_of("models", "--json"))["zh-en/dot"] == "model.safetensors is missing"


def test_evaluate_json_has_the_figures_of_the_file(
    output_of: RunCommand, house: Path, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "translations"
    report = json.loads(output_of("evaluate", "--data", corpus / "test.tsv.gz", "--output", out, "--json"))
    pairs = read_sentence_pairs(corpus / "test.tsv.gz")
    bundle = zoo.load_bundle("zh-en/additive")
    translations = translate_all(bundle, [source for source, _ in pairs])
    scores = corpus_scores(translations, [[target] for _, target in pairs])
    assert report["n"] == len(pairs)
    assert (report["bleu"], report["chrf"]) == pytest.approx((scores.bleu, scores.chrf), rel=1e-12)
    assert report["perplexity"] == pytest.approx(math.exp(likelihood(bundle, pairs).loss))
    assert out.read_text("utf-8").splitlines() == translations


def test_evaluate_all_is_what_the_page_shows(
    output_of: RunCommand, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "family_entries", partial(catalog.family_entries, root=house))
    report = json.loads(output_of("evaluate", "--all", "--against", "additive", "--json"))
    assert [row["scorer"] for row in report["checkpoints"]] == ["additive", "multi_head"]
    first, second = report["checkpoints"]
    assert first["p"] is None and 0 < second["p"] <= 1
    assert second["difference"] == pytest.approx(second["bleu"] - first["bleu"], abs=1e-9)
    assert {row["scorer"] for row in report["errors"]} == {"additive", "multi_head"}
    assert sum(row["sentences"] for row in report["lengths"] if row["scorer"] == "additive") == 13


def test_evaluate_all_compares_the_quality_that_is_asked_for(
    output_of: RunCommand, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "family_entries", partial(catalog.family_entries, root=house))
    report = json.loads(output_of("evaluate", "--all", "--against", "additive", "--quality", "chrf"))
    first, second = report["checkpoints"]
    assert second["difference"] == pytest.approx(second["chrf"] - first["chrf"], abs=1e-9)


def test_evaluate_the_examples_tells_every_sentence(output_of: RunCommand, house: Path) -> None:
    report = json.loads(output_of("evaluate", "--examples", "--json"))
    assert [row["source"] for row in report["rows"]] == ["我爱猫。", "她看书。"]
    entropies = [row["entropy"] for row in report["rows"]]
    assert min(entropies) <= report["entropy"] <= max(entropies)


def test_evaluate_takes_all_lines_of_a_source_as_its_references(output_of: RunCommand, tmp_path: Path) -> None:
    (tmp_path / "data.tsv").write_text("我爱猫。\tcats are what I love.\n我爱猫。\tI love cats.\n", "utf-8")
    report = json.loads(output_of("evaluate", "--data", tmp_path / "data.tsv", "--json"))
    assert (report["n"], report["bleu"]) == (1, pytest.approx(100))
    assert "nrefs:2" in report["signature"]


def test_evaluate_prints_a_figure_a_line(output_of: RunCommand, corpus: Path) -> None:
    lines = output_of("evaluate", "--data", corpus / "valid.tsv.gz", "--batch-size", "3").splitlines()
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


def test_align_prints_a_line_of_links_a_pair(output_of: RunCommand, gold: dict[str, Path]) -> None:
    lines = output_of("align", "--source", gold["source"], "--target", gold["target"]).splitlines()
    assert len([line for line in lines if line]) == 6
    assert all(word.split("-")[1].isdigit() for word in lines[0].split())


def test_align_json_has_links_and_with_gold_their_scores(output_of: RunCommand, gold: dict[str, Path]) -> None:
    arguments = ["align", "--source", gold["source"], "--target", gold["target"], "--json"]
    bare = json.loads(output_of(*arguments))
    assert set(bare) == {"links"}
    scored = json.loads(output_of(*arguments, "--gold", gold["gold"]))
    assert scored["links"] == bare["links"]
    assert {"aer", "precision", "recall"} <= set(scored)
    assert scored["aer"] < 0.5
    assert scored["sentences"] == 6
    short = json.loads(output_of(*arguments, "--gold", gold["gold"], "--longest", "4"))
    assert (short["sentences"], len(short["links"])) == (5, 5)


def test_align_takes_gold_that_goes_the_other_way(output_of: RunCommand, gold: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "turned").write_text("0-1 1-2 2-0\n" * 6)
    (tmp_path / "straight").write_text("1-0 2-1 0-2\n" * 6)
    arguments = ["align", "--source", gold["source"], "--target", gold["target"], "--json", "--gold"]
    assert output_of(*arguments, tmp_path / "turned", "--swapped") == output_of(*arguments, tmp_path / "straight")


def test_align_says_which_file_has_no_spaces_between_its_words(
    capsys: pytest.CaptureFixture[str], gold: dict[str, Path], tmp_path: Path
) -> None:
    texts = gold["source"].read_text("utf-8").replace(" ", "")
    (tmp_path / "whole").write_text(texts.replace("。", "，我爱猫。"), "utf-8")
    assert main(["align", "--source", str(tmp_path / "whole"), "--target", str(gold["target"])]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 6
    assert said.err == (
        f"{tmp_path / 'whole'}: 6 of 6 lines have no space, so that each is aligned as one word; "
        "put spaces between the words to align those\n"
    )
    assert main(["align", "--source", str(gold["source"]), "--target", str(gold["target"])]) == 0
    assert capsys.readouterr().err == ""


def test_data_prepares_a_corpus_from_a_file(output_of: RunCommand, tmp_path: Path) -> None:
    table = "".join(f"{english}\t{chinese}\n" for chinese, english in PAIRS)
    (tmp_path / "pairs.tsv").write_text(table, "utf-8")
    assert "pairs: 64" in output_of("data", "zh-en", "--from", tmp_path / "pairs.tsv", "--out", tmp_path / "corpus")
    parts = [read_sentence_pairs(tmp_path / "corpus" / f"{part}.tsv.gz") for part in ("train", "valid", "test")]
    assert sorted(reduce(operator.iadd, parts, [])) == sorted(PAIRS)


def test_clock_writes_the_speed_into_the_card_and_nothing_else(
    output_of: RunCommand, house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(house, tmp_path / "house")
    path = copy / "zh-en" / "additive" / "card.json"
    before = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(before | {"milliseconds": -1}), "utf-8")
    monkeypatch.setattr(printing, "PRETRAINED", copy)
    assert output_of("clock", "zh-en").splitlines()[0].startswith("zh-en/additive ")
    after = json.loads(path.read_text("utf-8"))
    assert after["milliseconds"] > 0
    assert after | {"milliseconds": before["milliseconds"]} == before


def test_teach_writes_what_models_say_together(output_of: RunCommand, house: Path, tmp_path: Path) -> None:
    runs = [str(house / "zh-en" / scorer) for scorer in ("additive", "multi_head")]
    texts = tmp_path / "texts.tsv"
    texts.write_text("我爱猫。\tno matter\n\n她看书。\tno matter\n我爱猫。\ttwice\n", "utf-8")
    output_of("teach", *runs, "--texts", texts, "--beam", "2", "--out", tmp_path / "taught.tsv")
    assert (tmp_path / "taught.tsv").read_text("utf-8") == "我爱猫。\tI love cats.\n她看书。\tshe see books.\n"
    output_of("teach", *runs, "--texts", texts, "--back", "--out", tmp_path / "back.tsv")
    assert (tmp_path / "back.tsv").read_text("utf-8").splitlines()[0] == "I love cats.\t我爱猫。"


def test_training_leaves_out_examples_minimal_pairs_and_what_is_asked(
    output_of: RunCommand, house: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(house / "zh-en", tmp_path / "house" / "zh-en").parent
    (copy / "zh-en" / "pairs.tsv").write_text("contrast\tfirst\tsecond\none-word\t我看书\t我找书\n", "utf-8")
    monkeypatch.setattr(printing, "PRETRAINED", copy)
    without = tmp_path / "without.tsv"
    without.write_text("".join(f"{source}\tx\n" for source, _ in PAIRS[::2]), "utf-8")
    options = ["--corpus", corpus, "--without", without, "--vocabulary", "17", "25", "--epochs", "1", *TRAINING[5:]]
    output_of("train", "zh-en", *options, "--out", tmp_path / "zh-en" / "additive")
    history = json.loads((tmp_path / "zh-en" / "additive" / "history.json").read_text("utf-8"))
    target = Tokenizer.load(tmp_path / "zh-en" / "target.model")
    example_texts = {"我爱猫。", "她看书。", "我看书。", "我找书。"}
    assert {source for source, _ in PAIRS[1::2]} & example_texts  # else nothing would be left out
    remaining = [text for source, text in PAIRS[1::2] if source not in example_texts]
    assert history["epochs"][0]["pieces"] == sum(len(target.ids(text)) + 1 for text in remaining)


def test_the_other_way_round_makes_a_model_of_its_own(output_of: RunCommand, corpus: Path, tmp_path: Path) -> None:
    options = ["--corpus", corpus, "--reversed", "--vocabulary", "29", "17", "--epochs", "1", *TRAINING[5:]]
    output_of("train", "zh-en", *options, "--out", tmp_path / "en-zh" / "additive")
    source, target = load_tokenizers(tmp_path / "en-zh")
    assert not any(source.encode("I love cats.").unknown)
    assert len(target) == 17
