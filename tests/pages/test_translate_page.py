"""The pages under AppTest: alone and in the frame, and what one chooses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pages.ui.address import languages as text
from pages.ui.frame import examples
from seq2seq.checkpoints import catalog
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.data.families import FAMILIES
from seq2seq.data.shipped import SEEN_FILE, SeenSentences
from seq2seq.decoding.translate import translate
from seq2seq.text.word_classes import first_content_word
from tests import tiny
from tests.app import APP, choose, drawn, healthy, opened, stage, stage_is_drawn, told, words

PAGES = sorted((APP.parent / "pages").glob("*.py"))


# -- every page


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_page_runs_alone(path: Path) -> None:
    app = healthy(opened(path=path))
    assert stage_is_drawn(app) or app.subheader or app.get("plotly_chart") or words(app)


def test_the_first_screen_shows_a_finished_example() -> None:
    app = healthy(opened())
    assert stage(app)["trace"]["text"] == "我爱你"
    assert app.text_input(key="text").value == "我爱你"
    assert stage(app)["trace"]["model"] == "zh-en/additive"


def test_the_first_screen_needs_no_torch(models: Path) -> None:
    script = (
        "import sys; from streamlit.testing.v1 import AppTest;"
        f"app = AppTest.from_file({str(APP)!r}, default_timeout=60).run();"
        "assert not app.exception;"
        "assert 'gaze.stage' in {c.proto.component_name for c in app.get('bidi_component')};"
        "assert not {'torch', 'sentencepiece'} & sys.modules.keys()"
    )
    command = [sys.executable, "-c", script]
    environment = os.environ | {"PYTHONPATH": str(APP.parent), "GAZE_PRETRAINED": str(models)}
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert result.returncode == 0, result.stderr


def test_the_frame_is_imported_without_what_is_slow_to_import() -> None:
    script = "import sys, pages.ui.frame.frame; assert not {'torch', 'sentencepiece', 'pandas'} & sys.modules.keys()"
    result = subprocess.run([sys.executable, "-c", script], cwd=APP.parent, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


# -- what one chooses


def test_a_typed_sentence_is_translated() -> None:
    app = opened()
    app.text_input(key="text").set_value("他没有钱").run()
    assert stage(healthy(app))["trace"]["text"] == "他没有钱"
    assert app.query_params["q"] == "他没有钱"


def test_an_example_is_one_click() -> None:
    app = choose(opened(), "examples-row", "欢迎来北京")
    assert app.text_input(key="text").value == "欢迎来北京" == stage(app)["trace"]["text"]


def test_all_examples_can_be_reached() -> None:
    app = opened()
    app.session_state["more"] = True
    healthy(app.run())
    groups = [
        group for group in app.button_group if (group.key or "").startswith("examples-") and group.key != "examples-row"
    ]
    reached = {option for buttons in groups for option in buttons.options}
    assert len(groups) == 8
    assert reached == {example.source for example in tiny.read_examples(tiny.EXAMPLES)}


@pytest.fixture
def trained_on(models: Path) -> Iterator[SeenSentences]:
    """What a family was trained on stands beside its models."""
    path, corpus = models / "zh-en" / SEEN_FILE, SeenSentences.of([("我爱学习！", "I love learning."), ("猫", "cat")])
    corpus.write(path)
    examples._trained_on.clear()
    yield corpus
    path.unlink()
    examples._trained_on.clear()


def test_examples_that_were_training_sentences_are_named(trained_on: SeenSentences) -> None:
    app = opened()
    app.session_state["more"] = True
    assert trained_on.has_source("我爱学习")
    assert "These were training sentences too: 我爱学习" in [line.value for line in healthy(app.run()).text]


def test_what_comes_out_wrong_is_no_chip_and_its_group_says_why() -> None:
    app = opened()
    app.session_state["more"] = True
    captions = {caption.value for caption in healthy(app.run()).caption}
    failing = {example.source for example in tiny.read_examples(tiny.EXAMPLES) if example.group in examples.FAILURES}
    assert captions >= set(examples.FAILURES.values())
    assert not failing & set(app.button_group(key="examples-row").options)


@pytest.mark.parametrize("name", ["none", "dot", "multi_head", "location", "local_p"])
def test_a_scoring_function_is_one_click(name: str) -> None:
    app = opened()
    (key,) = [key for key, names in groups_of_scorers().items() if name in names]
    choose(app, key, name)
    assert stage(app)["trace"]["model"] == f"zh-en/{name}"
    assert app.latex[0].value.strip("$\n") == tiny.CARDS[name].formula
    assert app.query_params["scorer"] == name


def groups_of_scorers() -> dict[str, list[str]]:
    cards = tiny.CARDS.values()
    return {f"scorer-{card.group}": [scorer.name for scorer in cards if scorer.group == card.group] for card in cards}


@pytest.mark.parametrize(
    ("lang", "source"),
    [
        ("en", "**Additive**: {hint} Bahdanau et al. 2015, appendix A.1.2: Neural Machine Translation by Jointly"),
        ("zh", "**加性**: {hint} Bahdanau 等，2015，附录 A.1.2：Neural Machine Translation by Jointly"),
    ],
)
def test_the_menu_says_what_to_look_for_and_where_it_comes_from(lang: str, source: str) -> None:
    help_text = opened({"lang": lang}).button_group(key="scorer-content").help
    assert source.format(hint=text.translate_message(CARDS["additive"].hint, lang)) in help_text


def test_pressing_the_chosen_scoring_function_changes_nothing() -> None:
    app = opened()
    app.button_group(key="scorer-content").set_value(None).run()
    assert stage(healthy(app))["trace"]["model"] == "zh-en/additive"
    assert app.button_group(key=drawn(app, "scorer-content")).value == "additive"


def test_the_scorer_changes_and_the_step_stays() -> None:
    app = opened({"step": "3"})
    assert told(app)["step"] == 2
    choose(app, "scorer-content", "dot")
    assert told(app)["step"] == 2 and app.query_params["step"] == "3"


def test_another_sentence_opens_at_its_first_word_with_a_meaning() -> None:
    app = opened({"step": "3"})
    assert told(app)["step"] == 2
    app.text_input(key="text").set_value("他没有钱").run()
    data = stage(healthy(app))
    assert data["opening"] == first_content_word(data["trace"]["target"]["pieces"], "en")
    assert told(app)["step"] is None and "step" not in app.query_params


def test_beam_search_is_chosen_and_kept_in_the_address() -> None:
    app = choose(opened(), "method", "beam")
    assert app.query_params["search"] == "beam_5_1.0"
    app.slider(key=drawn(app, "search-beam")).set_value(3).run()
    assert app.query_params["search"] == "beam_3_1.0"
    assert stage(healthy(app))["trace"]["request"]["search"]["beam"] == 3


def test_sampling_has_a_seed() -> None:
    app = choose(opened({"search": "sample_1.5_0_7"}), "scorer-content", "dot")
    search = stage(app)["trace"]["request"]["search"]
    assert (search["temperature"], search["seed"]) == (1.5, 7)
    assert app.slider(key=drawn(app, "search-seed")).value == 7


def test_a_link_restores_everything() -> None:
    query = {"q": "现在几点", "scorer": "cosine", "lang": "zh", "search": "beam_4_0.5", "step": "2"}
    app = healthy(opened(query))
    assert app.query_params == query
    data = stage(app)
    assert (data["trace"]["text"], data["trace"]["model"], told(app)["step"]) == ("现在几点", "zh-en/cosine", 1)
    assert data["language"] == "zh"


def test_the_language_follows_the_browser_and_can_be_changed() -> None:
    app = opened(locale="zh-CN")
    assert stage(app)["language"] == "zh"
    choose(app, "lang", "en")
    assert stage(app)["language"] == "en" and app.query_params["lang"] == "en"


def test_numbers_and_files_are_made_when_somebody_looks() -> None:
    app = opened()
    assert not app.get("plotly_chart")
    app.session_state["details"] = True
    healthy(app.run())
    assert len(app.get("plotly_chart")) == 1 and len(app.dataframe) == 1
    assert len(app.get("download_button")) == 2


# -- the shipped models

SHIPPED = {entry.name for entry in catalog.list_entries() if not entry.problem}
RECORDED = [
    row
    for path in PRETRAINED.glob("*/recorded.json")
    for row in json.loads(path.read_text("utf-8"))
    if row["model"] in SHIPPED
]


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: row["model"])
def test_the_recording_is_what_the_shipped_model_says(row: dict[str, Any]) -> None:
    """Else: `python -m seq2seq record FAMILY`."""
    fresh = translate(load_bundle(row["model"]), Request.from_dict(row["request"]))
    assert row["target"]["pieces"] == list(fresh.pieces)
    assert np.allclose(row["weights"], fresh.alignment, atol=2e-3)


@pytest.mark.skipif("zh-en/additive" not in SHIPPED, reason="not trained yet")
def test_the_shipped_model_translates_what_everybody_types_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GAZE_PRETRAINED")
    app = healthy(opened())
    assert words(app) == "I love you."
    app.text_input(key="text").set_value("他没有钱。").run()
    assert "money" in words(healthy(app))


@pytest.mark.parametrize(
    ("before", "text", "after", "kept", "read"),
    [
        ("en-fr", "Where is the library?", "g2p", False, "gaze"),
        ("en-fr", "Hello", "g2p", True, "hello"),
        ("g2p", "knight", "zh-en", False, "我爱你"),
        ("zh-en", "我爱你", "small", True, "我爱你"),
        ("zh-en", "我爱你。", "small", False, "我也爱你"),
        ("en-fr", "hello", "addition", False, "123+456"),
    ],
)
def test_a_sentence_that_the_new_family_cannot_read_gives_way(
    monkeypatch: pytest.MonkeyPatch, before: str, text: str, after: str, kept: bool, read: str
) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(PRETRAINED))
    app = opened({"family": before, "q": text})
    healthy(app.selectbox(key="task-en" if FAMILIES[after].task else "family-en").set_value(after).run())
    assert [app.selectbox(key=f"{key}-en").value for key in ("family", "task")].count(None) == 1
    trace = stage(app)["trace"]
    assert trace["model"].startswith(f"{after}/") and not any(trace["source"]["unknown"])
    assert "".join(trace["source"]["pieces"]).removesuffix("</s>") == read
    assert trace["text"] == app.text_input(key="text").value == (text if kept else read)
