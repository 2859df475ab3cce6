"""Publishing: from the folders of trainings into pretrained/, with all that is worked out from the models there."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from seq2seq.analysis import maps
from seq2seq.checkpoints import zoo
from seq2seq.checkpoints.catalog import list_entries, write_json
from seq2seq.experiments.records import ALIGNERS_FILE, read_comparison
from seq2seq.experiments.results import results_tables, update_document
from seq2seq.trace.trace import read_recorded
from tests.conftest import EXAMPLES, RunCommand

pytestmark = pytest.mark.slow  # each publishes, and so measures and records, models once more

MARKS = "".join(f"<!-- {name} -->\n<!-- /{name} -->\n" for name in ("zh-en", "links", "ibm-model-1"))


@pytest.fixture
def copy(house: Path, tmp_path: Path) -> Path:
    """The small house, to publish in."""
    shutil.copytree(house, tmp_path / "house" / "pretrained")
    return tmp_path / "house"


def card(house: Path, scorer: str) -> dict[str, Any]:
    return json.loads((house / "pretrained" / "zh-en" / scorer / "card.json").read_text("utf-8"))


def stamp(house: Path, name: str) -> int:
    return (house / "pretrained" / "zh-en" / name).stat().st_mtime_ns


def test_trained_runs_stand_there_with_all_that_the_app_needs(house: Path) -> None:
    """What the fixture did, by `train` and `publish`."""
    files = sorted(str(path.relative_to(house / "zh-en")) for path in house.rglob("*") if path.is_file())
    inside = ("card.json", "config.json", "history.json", "map.safetensors", "model.safetensors", "sentences.json")
    assert files == [
        *(f"additive/{file}" for file in inside),
        "examples.tsv",
        *(f"multi_head/{file}" for file in inside),
        "recorded.json",
        "source.model",
        "target.model",
    ]
    history = json.loads((house / "zh-en" / "additive" / "history.json").read_text("utf-8"))
    assert [probe["text"] for probe in history["probes"]] == ["我爱猫。", "她看书。"]
    assert EXAMPLES.count("\n") == 3


def test_the_first_sentence_is_recorded_by_every_model(house: Path) -> None:
    recorded = [(trace.request.model, trace.request.text, trace.text) for trace in read_recorded(house / "zh-en")]
    assert recorded == [(f"zh-en/{scorer}", "我爱猫。", "I love cats.") for scorer in ("additive", "multi_head")]


def test_maps_are_fitted_on_the_train_part_and_turned_onto_the_reference(house: Path) -> None:
    atlas = maps.read_state_maps(house / "zh-en" / "multi_head" / maps.MAP_FILE)
    assert (atlas.sentences, atlas.reference, atlas.examples) == (64, "zh-en/additive", False)


def test_all_maps_are_fitted_again_with_the_reference_and_else_only_those_of_what_was_published(house: Path) -> None:
    assert maps.models_to_refit(["zh-en/additive"], house) == ["zh-en/additive", "zh-en/multi_head"]
    assert maps.models_to_refit(["zh-en/multi_head"], house) == ["zh-en/multi_head"]


def test_a_model_that_stands_there_can_be_published_again(output_of: RunCommand, copy: Path, corpus: Path) -> None:
    run = copy / "pretrained" / "zh-en" / "multi_head"
    before, maps_before = card(copy, "multi_head"), stamp(copy, "additive/map.safetensors")
    write_json(run / "card.json", {**before, "test": {}})
    assert "BLEU 100.0" in output_of("publish", run, "--corpus", corpus, "--house", copy)
    after = card(copy, "multi_head")
    assert after.pop("milliseconds") > 0
    assert after == {name: value for name, value in before.items() if name != "milliseconds"}
    assert stamp(copy, "additive/map.safetensors") == maps_before


def test_parameters_are_rounded_to_as_many_decimals_as_asked(
    output_of: RunCommand, house: Path, copy: Path, corpus: Path
) -> None:
    output_of("publish", house / "zh-en" / "additive", "--corpus", corpus, "--house", copy, "--decimals", "1")
    folders = (house / "zh-en" / "additive", copy / "pretrained" / "zh-en" / "additive")
    exact, rounded = (zoo.load_model(folder).state_dict() for folder in folders)
    for name, tensor in rounded.items():
        torch.testing.assert_close(tensor, exact[name].round(decimals=1), rtol=0, atol=0)


def test_the_speed_of_the_others_is_measured_where_it_is_asked_for(
    output_of: RunCommand, copy: Path, corpus: Path
) -> None:
    family = copy / "pretrained" / "zh-en"
    write_json(family / "additive" / "card.json", {**card(copy, "additive"), "milliseconds": -1})
    arguments = ["publish", family / "multi_head", "--corpus", corpus, "--house", copy]
    output_of(*arguments)
    assert card(copy, "additive")["milliseconds"] == -1
    output_of(*arguments, "--clock")
    assert card(copy, "additive")["milliseconds"] > 0


def test_tables_and_the_comparison_with_model_1_follow_the_models(
    output_of: RunCommand, copy: Path, corpus: Path, tmp_path: Path
) -> None:
    gold = tmp_path / "tiny"
    gold.mkdir()
    for name, line in {"source": "我 爱 猫 。", "target": "I love cats .", "gold": "0-0 1-1 2-2 3-3"}.items():
        (gold / f"{name}.txt").write_text(f"{line}\n", "utf-8")
    family = copy / "pretrained" / "zh-en"
    stale = {"model": "zh-en/additive", "reading": "weights", "aer": 9.0, "aer_ci": 9.0}
    stored = {"gold": "tiny", "longest": 15, "sentences": 9, "pairs": 9, "scores": [stale]}
    write_json(family / ALIGNERS_FILE, stored)
    document = copy / "docs" / "results.md"
    document.parent.mkdir()
    document.write_text(MARKS, "utf-8")
    arguments = ["publish", family / "additive", "--corpus", corpus, "--house", copy]
    assert "compared" not in output_of(*arguments)  # without the gold set it stays as it is
    assert "compared" in output_of(*arguments, "--gold", gold)
    comparison = read_comparison(family)
    assert comparison and (comparison.sentences, comparison.pairs, comparison.models) == (1, 64, ("zh-en/additive",))
    weights = comparison.score("zh-en/additive", "weights")
    assert weights and weights.aer == card(copy, "additive")["alignment"]["tiny"]["weights"]["all"]["model"]["aer"]
    text = document.read_text("utf-8")
    assert (
        text == update_document(MARKS, results_tables(list_entries(copy / "pretrained")))
        and "| Multi-head | 100.0 " in text
    )


def test_the_test_part_may_be_another_file(output_of: RunCommand, copy: Path, corpus: Path) -> None:
    run = copy / "pretrained" / "zh-en" / "additive"
    output_of("publish", run, "--corpus", corpus, "--house", copy, "--test", corpus / "train.tsv.gz")
    assert card(copy, "additive")["test"]["sentences"] == 64


def test_runs_of_two_families_are_refused(error_of: RunCommand, copy: Path, corpus: Path) -> None:
    other = shutil.copytree(copy / "pretrained" / "zh-en", copy / "pretrained" / "en-fr")
    runs = [folder / "additive" for folder in (copy / "pretrained" / "zh-en", other)]
    assert "expected runs of one family" in error_of("publish", *runs, "--corpus", corpus, "--house", copy)


def test_a_model_with_other_pieces_does_not_join_those_that_stay(
    error_of: RunCommand, output_of: RunCommand, copy: Path, corpus: Path, tmp_path: Path
) -> None:
    runs = shutil.copytree(copy / "pretrained" / "zh-en", tmp_path / "runs" / "zh-en")
    with (runs / "target.model").open("ab") as file:
        file.write(b"\x12\x00")  # an empty trainer spec, which changes nothing but the bytes
    there = ["--corpus", corpus, "--house", copy]
    assert "different tokenizers" in error_of("publish", runs / "additive", *there)
    output_of("publish", runs / "additive", runs / "multi_head", *there)
    assert (copy / "pretrained/zh-en/target.model").read_bytes() == (runs / "target.model").read_bytes()


def test_nothing_is_written_without_the_corpus(error_of: RunCommand, copy: Path) -> None:
    run = copy / "pretrained" / "zh-en" / "additive"
    before = stamp(copy, "additive/card.json")
    assert "No such file" in error_of("publish", run, "--corpus", "nowhere", "--house", copy)
    assert stamp(copy, "additive/card.json") == before


@pytest.mark.parametrize("option", ["run", "--gold"])
def test_a_folder_that_leads_to_itself_is_refused_in_a_line(
    option: str, house: Path, corpus: Path, tmp_path: Path, error_of: RunCommand
) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    run = loop if option == "run" else house.parent / "runs" / "zh-en" / "additive"
    gold = ["--gold", loop] if option == "--gold" else []
    error = error_of("publish", run, *gold, "--corpus", corpus, "--house", house.parent)
    assert "loop" in error
