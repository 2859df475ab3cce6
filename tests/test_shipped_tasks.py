"""The models of made-up tasks that ship: what they answer, what their history and updates hold, how large they are."""

import json
import re

import pytest
import torch

from seq2seq.checkpoints.catalog import family_entries
from seq2seq.checkpoints.zoo import load_bundle, load_model, load_update
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.data.tasks import TASKS
from seq2seq.decoding.corpus import translate_all
from seq2seq.trace.links import parse_links
from tests.training_runs import kept_updates

SHIPPED = [name for name in TASKS if (PRETRAINED / name / "source.model").is_file()]


@pytest.fixture(params=SHIPPED)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def test_every_scoring_function_is_trained_and_scored_on_exact_links(name: str) -> None:
    entries = [entry for entry in family_entries(name) if "@" not in entry.scorer]
    assert [entry.scorer for entry in entries] == [*CARDS] and not [entry for entry in entries if entry.problem]
    assert all(entry.card["test"]["accuracy"] <= 1 and "gold" in entry.card["alignment"] for entry in entries)
    assert sum(entry.folder.joinpath("model.safetensors").stat().st_size for entry in entries) < 2e6


def test_additive_answers_pairs_that_it_has_never_seen(name: str) -> None:
    task = TASKS[name]
    texts = [task.texts(pair) for pair in task.pairs(99, 100)]
    answers = translate_all(load_bundle(f"{name}/additive"), [source for source, _ in texts])
    assert sum(answer == target for answer, (_, target) in zip(answers, texts, strict=True)) >= 85


def test_the_examples_of_the_documentation_are_what_the_models_answer() -> None:
    rows = re.findall(
        r"^\| `([\w-]+)` \| (.+?) → (.+?) \|",
        (PRETRAINED.parent / "docs" / "tasks.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert len(rows) == len(SHIPPED)
    for family, source, target in rows:
        assert translate_all(load_bundle(f"{family}/additive"), [source]) == [target], family


def test_probes_have_the_links_of_the_task(name: str) -> None:
    task = TASKS[name]
    history = json.loads((PRETRAINED / name / "additive" / "history.json").read_text("utf-8"))
    for probe in history["probes"]:
        pair = task.pair(task.read(probe["text"]))
        assert parse_links(probe["links"]) == pair.gold and probe["source"] == [*pair.source, "</s>"]


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "addition"])
def test_every_recorded_update_has_parameters(name: str) -> None:
    """Those of the addition would take 10 MB."""
    folder = PRETRAINED / name / "additive"
    history = json.loads((folder / "history.json").read_text("utf-8"))
    updates = [recorded["update"] for recorded in history["moments"]]
    assert kept_updates(folder) == updates
    last, shipped = load_update(folder, updates[-1]).state_dict(), load_model(folder).state_dict()
    assert all(torch.equal(tensor, shipped[key]) for key, tensor in last.items())
