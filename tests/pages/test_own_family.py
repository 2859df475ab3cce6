"""A family of one's own in the app: listed, named and credited, as plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from seq2seq.__main__ import main
from seq2seq.cli import inspect, printing
from seq2seq.data.examples import read_examples
from seq2seq.data.families import FAMILIES
from seq2seq.data.own import FAMILY_FILE, family_record, own_family
from tests import tiny
from tests.app import APP, healthy, open_page, opened
from tests.conftest import PAIRS, TRAINING
from tests.shared_builds import built_once


def test_it_is_listed_where_its_models_lie(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    family = own_family("mine", ("zh", "en"), [("猫", "cat")], "*free* <b>")
    monkeypatch.setitem(FAMILIES, "mine", family)
    monkeypatch.delitem(FAMILIES, "mine")
    tiny.build(tmp_path, scorers=["additive"])
    tiny.build(tmp_path, "mine", ["additive"])
    (tmp_path / "mine" / FAMILY_FILE).write_text(family_record(family), "utf-8")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = healthy(opened({"family": "mine", "q": "我爱你"}))
    (menu,) = [menu for menu in app.selectbox if "family" in str(menu.key)]
    assert [*menu.options] == ["Chinese → English", "mine: Chinese → English"]
    assert "A table of one's own; licence: *free* <b>" in [text.value for text in app.text]
    assert not [caption.value for caption in app.caption if "licence" in caption.value]


# -- without gold alignments there is no alignment error

AGREEMENT = re.compile(
    r"\bAER\b|[Aa]lignment error|[Aa]ligns? from|never looks|precision and recall by|"
    r'"(?:precision|recall|diagonal|offset)": (?!"fp)|"aer": ?(?!\[\])|"heaviest":'
)
"""What an agreement with gold links is called, and the fields that it has in the data of components."""
ELSEWHERE = {"live", "lessons", "experiments", "rooms"}
PAGES = sorted({path.stem for path in (APP.parent / "pages").glob("*.py")} - ELSEWHERE)
"""The pages that show models of the chosen family."""
FOLDED = ("training-about", "evidence-definitions", "evidence-metrics", "evidence-sentences", "thresholds", "distances")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A family from a table, trained and published by the commands: its sentences have no links."""
    return built_once(tmp_path_factory, "own", make_own)


def make_own(folder: Path) -> None:
    table, corpus, runs, root = (folder / name for name in ("table.tsv", "corpus/mine", "runs/mine", "pretrained"))
    root.mkdir(parents=True)
    table.write_text("".join(f"{source}\t{target}\n" for source, target in PAIRS), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printing, "PRETRAINED", root)
        data = ["data", "mine", "--from", table, "--source", "zh", "--target", "en", "--out", corpus]
        assert main([*map(str, data)]) == 0
        patch.setitem(FAMILIES, "mine", own_family("mine", ("zh", "en"), PAIRS))
        for scorer in ("additive", "multi_head"):
            place = ["--corpus", str(corpus), "--out", str(runs / scorer)]
            assert main(["train", "mine", "--scorer", scorer, *place, *TRAINING]) == 0
        published = [str(runs / scorer) for scorer in ("additive", "multi_head")]
        assert main(["publish", *published, "--corpus", str(corpus), "--house", str(folder)]) == 0


@pytest.fixture
def at_home(own: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = own / "pretrained"
    monkeypatch.setitem(FAMILIES, "mine", own_family("mine", ("zh", "en"), PAIRS))
    monkeypatch.setenv("GAZE_PRETRAINED", str(root))
    return root


def everything(app: AppTest) -> Iterator[str]:
    """All that the page sends: words, tables, charts, and the data of components."""
    pending: list[Any] = [app.main, app.sidebar]
    while pending:
        element = pending.pop()
        pending += getattr(element, "children", {}).values()
        if (proto := getattr(element, "proto", None)) is None:
            continue
        yield proto.bytes.decode() if element.type == "bidi_component" else str(proto)
        if element.type == "arrow_data_frame":
            yield json.dumps([*element.value.columns])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("scorer", ["additive", "multi_head"])
def test_no_page_shows_an_agreement_with_links_that_nobody_made(at_home: Path, page: str, scorer: str) -> None:
    text = read_examples(at_home / "mine" / "examples.tsv")[0].source
    query = {"family": "mine", "q": text, "scorer": scorer, "mode": "same", "lens": "gold"}
    shown = [*everything(open_page(page, query, FOLDED))]
    assert sum(map(len, shown)) > 2000
    assert [match[0] for part in shown for match in AGREEMENT.finditer(part)] == []


def test_no_card_and_no_command_states_one(
    at_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(printing, "PRETRAINED", at_home)
    for name in ("list_entries", "family_entries"):
        monkeypatch.setattr(inspect, name, partial(getattr(inspect, name), root=at_home))
    for card in at_home.glob("mine/*/card.json"):
        assert not AGREEMENT.search(card.read_text("utf-8"))
    for command in (["models"], ["models", "--json"], ["evaluate", "--all", "--family", "mine", "--json"]):
        assert main(command) == 0
        output = capsys.readouterr().out
        assert "multi_head" in output and not AGREEMENT.search(output)


def test_links_that_a_visitor_draws_are_counted(at_home: Path) -> None:
    text = read_examples(at_home / "mine" / "examples.tsv")[0].source
    app = open_page("compare", {"family": "mine", "q": text, "mode": "same", "lens": "gold", "links": "0-0"})
    assert any('"heaviest":' in part for part in everything(app))
