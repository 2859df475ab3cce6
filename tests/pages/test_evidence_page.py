"""The page Evidence: figures of cards, sentences of the examples and of uploads, everything that can go wrong."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.engine import measuring, work
from pages.ui.features.evidence import evidence, upload
from seq2seq.checkpoints import catalog
from seq2seq.data.examples import read_examples
from seq2seq.evaluation import tables
from seq2seq.evaluation.child_process import MeasureProcess
from seq2seq.evaluation.commands import CommandFigures
from seq2seq.experiments.records import EncoderSpeeds
from tests import measured, tiny
from tests.app import choose, healthy, open_page, stage

PAIRS = [(example.source, example.translation) for example in read_examples(tiny.EXAMPLES)][:8]
HEARD = ("none", "additive", "dot")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models with cards as `publish` writes them; `none` gets five sentences wrong, `dot` has no sentences."""
    models = tiny.build(tmp_path_factory.mktemp("measured"), scorers=[*HEARD, "location"])
    for wrong, scorer in zip((5, 1, 2), HEARD, strict=True):
        measured.publish(models / "zh-en" / scorer, wrong, with_sentences=scorer != "dot")
    return models


def page(query: dict[str, str] | None = None) -> AppTest:
    """The page with all its sections unfolded."""
    sections = [f"evidence-{name}" for name in ("metrics", "readers", "sentences")]
    return open_page(
        "evidence", query, [*sections, *(f"command-{name}" for name in ("models", "encoders", "sentences"))]
    )


def listing() -> AppTest:
    """The page with its sentences, which stay unfolded as the address asks for their order."""
    return open_page("evidence", {"order": "bleu"})


def table(app: AppTest, column: str) -> Any:
    """The first table that has this column."""
    return next(dataframe.value for dataframe in app.dataframe if column in dataframe.value)


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.text, *app.caption])


def test_without_measured_models_the_page_says_so_and_still_lists_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(tiny.build(tmp_path, scorers=["additive"])))
    app = page()
    assert "No model of this language pair has been evaluated yet." in texts(app)
    assert "the project's own examples (n = 63)" in texts(app)


def test_the_table_has_a_row_for_each_measured_model() -> None:
    scores = table(page(), "beam").set_index("scorer")
    assert list(scores.index) == ["No attention", "Dot product", "Additive"]
    assert scores.loc["Additive", "bleu"] > scores.loc["No attention", "bleu"]
    assert scores.loc["Additive", "aer"] == pytest.approx(10)
    assert scores.loc["Additive", "difference"] == pytest.approx(
        scores.loc["Additive", "bleu"] - scores.loc["No attention", "bleu"]
    )
    assert 0 < scores.loc["Additive", "p"] < 0.2
    assert np.isnan(scores.loc["Dot product", "p"]) and np.isnan(scores.loc["No attention", "p"])


def test_without_gold_alignments_their_figures_are_left_out(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        evidence.pretrained, "checkpoints", lambda _: [replace(entry, card=bare(entry.card)) for entry in checkpoints]
    )
    checkpoints = tables.measured_checkpoints(catalog.list_entries(models))
    titles = [tab.label for tab in page().tabs]
    assert "Entropy and error" in titles and "Alignment methods" not in titles


def bare(card: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in card.items() if name != "alignment"}


def test_one_command_prints_the_numbers_of_all_figures_and_is_folded_away() -> None:
    command = "python -m seq2seq evaluate --all --family zh-en --against none --quality bleu --reading posterior --json"
    (folded,) = [fold for fold in page().expander if fold.label == "Command" and fold.code[0].value == command]
    assert not open_page("evidence").code
    parts = ("checkpoints", "lengths", "errors", "parts", "readings")
    assert folded.caption[0].value == f"Its output has the parts {', '.join(f'`{part}`' for part in parts)}."


def test_at_first_there_are_one_chart_and_one_table_and_the_rest_is_made_when_it_is_opened() -> None:
    app = open_page("evidence")
    assert [tab.label for tab in app.tabs] == ["Quality by length", "Numbers"]
    assert len(app.dataframe) == 2  # the numbers of the chart, and the models
    closed = [fold.label for fold in app.expander if fold.label != "Command"]
    assert closed == ["Metrics compared", "Sentences", "Definitions"]
    assert not app.file_uploader
    app.session_state["evidence-metrics"] = True
    assert "Intervals" in [tab.label for tab in healthy(app.run()).tabs]


@pytest.mark.parametrize("query", [{"pieces": "1"}, {"order": "length"}])
def test_an_address_that_asks_for_sentences_unfolds_them(query: dict[str, str]) -> None:
    assert "source" in table(open_page("evidence", query), "source")


def hint(app: AppTest) -> list[str]:
    found = [part.proto for part in app.get("bidi_component") if part.proto.component_name == "gaze.hint"]
    return [json.loads(proto.bytes)["button"] for proto in found]


def test_the_hint_proposes_a_measured_model_other_than_those_compared() -> None:
    assert hint(page()) == ["Compare with Dot product"]
    assert hint(page({"against": "dot"})) == ["Compare with No attention"]


def test_one_model_is_compared_with_nothing(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(models, tmp_path, dirs_exist_ok=True)
    for other in ("none", "dot", "location"):
        shutil.rmtree(tmp_path / "zh-en" / other)
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = page()
    assert not [menu for menu in app.selectbox if menu.label == "Compared with"]
    shown = json.loads(next(frame for frame in app.dataframe if "beam" in frame.value).proto.columns)
    assert "bleu" in shown and not {"difference", "p", "holm"} & {*shown}
    assert "Intervals" not in [tab.label for tab in app.tabs]
    assert hint(app) == []


def test_the_table_has_few_columns_until_all_are_asked_for() -> None:
    app = page()

    def columns() -> list[str]:
        shown = next(frame for frame in app.dataframe if "perplexity" in frame.value)
        return list(shown.proto.column_order)

    few = columns()
    assert {"scorer", "bleu", "aer"} <= {*few} and "perplexity" not in few
    healthy(app.toggle(key="all-columns").set_value(True).run())
    assert {*few, "perplexity"} <= {*columns()}


def test_there_is_no_sentence_to_type_where_none_is_used() -> None:
    app = page()
    assert not [field for field in app.text_input if field.key == "text"]
    assert "examples-row" not in [group.key for group in app.button_group]


def test_baseline_quality_and_reading_are_chosen_and_kept_in_the_address() -> None:
    app = page()
    for field, value in {"against": "dot", "quality": "chrf", "reading": "mutual"}.items():
        healthy(app.selectbox(key=f"choose-{field}-en").set_value(value).run())
        assert app.query_params[field] == value
    again = page({"against": "dot", "quality": "chrf", "reading": "mutual"})
    assert again.selectbox(key="choose-against-en").value == "dot"
    assert any("--against dot --quality chrf --reading mutual" in code.value for code in again.code)


def test_nonsense_in_the_address_is_named() -> None:
    app = page({"against": "telepathy", "pieces": "9", "order": "beauty", "quality": "ter"})
    for part in ("against=telepathy", "pieces=9", "order=beauty", "quality=ter"):
        assert part in texts(app)


def test_where_nothing_attends_its_sentences_have_no_figures_of_attention() -> None:
    app = page({"scorer": "none", "order": "entropy"})
    sentences = table(app, "reference")
    assert "chrf" in sentences and not {"entropy", "coverage_deviation", "end"} & {*sentences}
    assert sentences["chrf"].is_monotonic_increasing
    assert "entropy" in table(page({"scorer": "additive", "order": "entropy"}), "reference")


def test_sentences_come_worst_first_and_are_narrowed_by_length() -> None:
    sentences = table(page({"order": "length"}), "source")
    assert sentences["length"].is_monotonic_decreasing
    assert len(sentences) == len(read_examples(tiny.EXAMPLES))
    narrow = table(page({"pieces": "1"}), "source")
    assert 0 < len(narrow) < len(sentences) and narrow["length"].max() <= 5
    assert narrow["chrf"].is_monotonic_increasing


def test_the_page_speaks_chinese() -> None:
    assert "瓶颈" in [subheader.value for subheader in page({"lang": "zh"}).subheader]


def test_all_numbers_are_headed_by_words_in_the_visitors_language() -> None:
    found = [dataframe for dataframe in page({"lang": "zh"}).dataframe if "scorer" in dataframe.value]
    numbers = [dataframe for dataframe in found if "_index" not in json.loads(dataframe.proto.columns)]
    assert len(numbers) == 7
    for dataframe in numbers:
        headed = json.loads(dataframe.proto.columns)
        assert set(dataframe.value.columns) <= set(headed)
        assert headed["scorer"]["label"] == "打分函数"


# -- uploads


def upload_file(app: AppTest, content: bytes, name: str = "own.tsv") -> AppTest:
    return healthy(app.file_uploader[0].set_value((name, content, "text/plain")).run())


def tsv(rows: list[tuple[str, str]]) -> bytes:
    return "".join(f"{source}\t{target}\n" for source, target in rows).encode()


def finished(app: AppTest) -> AppTest:
    wait_for_queue()
    return healthy(app.run())


def wait_for_queue() -> None:
    until = time.monotonic() + 60
    while measuring.FILES.active and time.monotonic() < until:
        time.sleep(0.02)


def test_an_upload_is_measured_and_browsed() -> None:
    app = finished(upload_file(listing(), tsv(PAIRS)))
    assert f"Additive on own.tsv (n = {len(PAIRS)})" in texts(app)
    assert set(table(app, "source")["source"]) == {source for source, _ in PAIRS}
    healthy(app.button(key="drop").click().run())
    assert "the project's own examples (n = 63)" in texts(app)


def test_hostile_text_is_shown_as_it_is() -> None:
    hostile = "<img src=x onerror=alert(1)> **我** \u202e$x$"
    app = finished(upload_file(listing(), tsv([(hostile, "[x](javascript:alert(1))")]), "<b>‮.tsv"))
    (row,) = table(app, "source")[["source", "reference"]].to_numpy().tolist()
    assert row == ["<img src=x onerror=alert(1)> **我** ‹202E›$x$", "[x](javascript:alert(1))"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "The file is empty."),
        (
            "我\tI\n爱\n".encode(),
            "Line 2 needs two columns, sentence and translation with a tab between; found: 1.",
        ),
        ("我\tI\tmore\n".encode(), "Line 1 needs two columns, sentence and translation with a tab between; found: 3."),
        (b"\xff\xfe\n", "Line 1 is not UTF-8 text."),
        ("我\t \n".encode(), "In line 1 a column is empty."),
        (tsv([("我", "I")] * 2001), "The file has 2,001 pairs; at most 2,000 are read."),
        (tsv([("我", "I")] * 2000) + b"\n" * 9_000, "The file has 11,000 pairs; at most 2,000 are read."),
        (tsv([("我" * 2001, "I")]), "Line 1 has more than 2,000 characters in a column."),
        (b"a\tb\n" * 250_001, "The file is larger than one megabyte."),
        (b"\x1f\x8b\x08\x00" + b"\x00" * 64, "Line 1 is not UTF-8 text."),
    ],
    ids=["empty", "one", "three", "encoding", "blank", "many", "more", "long", "large", "packed"],
)
def test_a_refused_file_gets_a_clear_word_and_changes_nothing(content: bytes, word: str) -> None:
    app = upload_file(listing(), content)
    assert f"own.tsv: {word}" in texts(app)
    assert "the project's own examples (n = 63)" in texts(app)


def test_a_cancelled_run_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MeasureProcess, "measure", lambda *_: time.sleep(0.5) or ValueError("it was not cancelled"))
    app = upload_file(listing(), tsv(PAIRS))
    assert "n = 63" not in texts(app)
    healthy(app.button(key="cancel").click().run())
    assert "the project's own examples (n = 63)" in texts(finished(app))


def test_a_failing_run_says_why_and_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MeasureProcess, "measure", lambda *_: ValueError("no memory is left"))
    app = finished(upload_file(listing(), tsv(PAIRS)))
    assert "The file could not be evaluated: no memory is left" in texts(app)
    assert "the project's own examples (n = 63)" in texts(healthy(app.run()))


class LateJob:
    """A measurement that fails while its outcome is being read: the first look finds none yet."""

    share, place = 0.5, 0

    def __init__(self, model: str, _pairs: object) -> None:
        self.model = model
        self._looks = iter([None])

    @property
    def outcome(self) -> work.Problem | None:
        return next(self._looks, work.Problem("no memory is left"))

    def cancel(self) -> None:
        pass


def test_a_run_that_fails_just_as_one_looks_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "Measuring", LateJob)
    app = healthy(upload_file(listing(), tsv(PAIRS)).run())
    assert "The file could not be evaluated: no memory is left" in texts(app)
    assert "the project's own examples (n = 63)" in texts(app)


def test_who_waits_is_told_the_place_in_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = threading.Event()
    monkeypatch.setattr(MeasureProcess, "measure", lambda *_: shown.wait(60) and ValueError("enough"))
    for _ in range(2):
        measuring.Measuring("zh-en/additive", tuple(PAIRS))
    app = upload_file(listing(), tsv(PAIRS))
    shown.set()
    assert "2 files are ahead of yours." in texts(app)
    wait_for_queue()


def test_every_reason_of_a_bad_line_has_a_word() -> None:
    assert set(upload.REASONS) == {upload.tables.NOT_UTF8, upload.tables.WRONG_COLUMNS, upload.tables.EMPTY}


def test_a_model_that_is_broken_is_named(models: Path) -> None:
    (models / "zh-en" / "location" / "config.json").write_text(json.dumps({"scorer": "telepathy"}))
    assert "config.json" in texts(choose(listing(), "scorer-position", "location"))


def test_commands_are_in_a_table_of_their_own(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Command accuracy" not in [heading.value for heading in page().subheader]
    shutil.copytree(models, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "zh-en" / "additive" / "card.json"
    card = json.loads(path.read_text("utf-8"))
    figures = CommandFigures(102, 2.4, 1.0, 4.9, 2.0, 22.0, -12.3, 5.5)
    card["test"]["commands"] = {"all": figures.to_dict(), "rare": figures.to_dict()}
    path.write_text(json.dumps(card), "utf-8")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = page()
    assert "Command accuracy" in [heading.value for heading in app.subheader]
    rows = table(app, "part")
    assert rows["part"].tolist() == ["All commands", "With an OOV word"] and rows["bleu"].tolist() == [22.0, 22.0]


def test_the_first_model_is_compared_with_where_the_chosen_one_is_missing(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(models, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "zh-en" / "none")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = page()
    assert app.selectbox(key="choose-against-en").value == "dot"
    assert any("--against dot" in code.value for code in app.code)


def test_encoders_stand_side_by_side_with_what_they_cost(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Same scoring function, other architectures" not in [fold.label for fold in page().expander]
    shutil.copytree(models, tmp_path, dirs_exist_ok=True)
    tiny.add_model(tmp_path / "zh-en", "additive@conv")
    measured.publish(tmp_path / "zh-en" / "additive@conv", 2)
    EncoderSpeeds((4, 8), {"additive": (1.0, 2.0), "additive@conv": (0.5, 0.5)}).write(tmp_path / "zh-en")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = page()
    assert "Same scoring function, other architectures" in [fold.label for fold in app.expander]
    costs = table(app, "products")
    assert costs["encoding"].tolist() == [1.0, 2.0, 0.5, 0.5] and costs["steps"].tolist() == [4, 8, 1, 1]
    assert any("clock --encoders zh-en" in code.value for code in app.code)
    opened = healthy(app.button(key="compare-readers").click().run())
    assert stage(opened)["lineups"] == {"few": False, "all": False, "readers": True}


@pytest.mark.parametrize("experiment", ["data", "cells"])
def test_what_all_models_have_in_common_leads_to_its_experiment(experiment: str) -> None:
    opened = healthy(page().button(key=f"experiment-{experiment}").click().run())
    assert opened.session_state["values"]["effect"] == experiment
