"""The page Open: a file of another program on the stage, beside our model, against gold links; and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.features.open import files, opening
from seq2seq.config.places import PRETRAINED
from tests.app import healthy, open_page

BLOCK = "0 ||| I love you ||| 0 ||| 我 爱 你 ||| 0 0\n0.75 0.25 0\n0.125 0.875 0\n0.5 0.25 0.25\n"
TWO = f"{BLOCK}\n{BLOCK.replace('love', 'see').replace('爱', '看见')}".encode()


def give(app: AppTest, content: bytes, name: str = "theirs.txt", field: int = 0) -> AppTest:
    return healthy(app.file_uploader[field].set_value((name, content, "text/plain")).run())


def stage(app: AppTest) -> dict[str, Any]:
    (given,) = (each.proto for each in app.get("bidi_component") if each.proto.component_name == "gaze.stage")
    return json.loads(given.bytes)


def is_empty(app: AppTest) -> bool:
    return all(each.proto.component_name != "gaze.stage" for each in app.get("bidi_component"))


def texts(app: AppTest) -> list[str]:
    return [each.value for each in (*app.text, *app.caption)]


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models that find the end of a sentence."""
    monkeypatch.setenv("GAZE_PRETRAINED", str(PRETRAINED))


def test_at_first_there_are_the_formats_and_an_example(shipped: None) -> None:
    app = open_page("open")
    assert is_empty(app) and len(app.file_uploader) == 1
    assert "Marian soft alignment" in "".join(each.value for each in app.markdown)
    healthy(app.button(key="open-example").click().run())
    trace = stage(app)["trace"]
    assert trace["source"]["pieces"][:3] == ["我", "爱", "你"] and trace["target"]["pieces"][:2] == ["I", "love"]
    assert (trace["candidates"], trace["scores"]) == ([], [])
    assert len(trace["entropy"]) == len(trace["weights"])
    steps = len(trace["weights"])
    assert f"Rows with the largest weight on the same piece: {steps} of {steps}." in texts(app)
    healthy(app.button(key="open-close").click().run())
    assert is_empty(app)


def test_the_file_that_is_served_is_there_until_it_is_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "theirs.txt"
    file.write_bytes(TWO)
    monkeypatch.setenv("GAZE_OPEN", str(file))
    app = open_page("open")
    assert stage(app)["trace"]["source"]["pieces"][:3] == ["我", "爱", "你"]
    assert any(text.startswith("theirs.txt: ") for text in texts(app))
    healthy(app.button(key="open-close").click().run())
    assert is_empty(app)
    assert not is_empty(open_page("open"))  # of another visitor


def test_a_sentence_is_chosen_and_the_address_has_its_number() -> None:
    app = give(open_page("open"), TWO)
    assert "theirs.txt: Nematus, Sockeye or SoftAlignments text. Target pieces: 3, source pieces: 3." in texts(app)
    assert stage(app)["trace"]["weights"][1] == [0.125, 0.875, 0.0]
    healthy(app.selectbox(key="choose-opened-en").set_value(1).run())
    assert stage(app)["trace"]["target"]["pieces"] == ["I", "see", "you"]
    assert app.query_params["opened"] == "2"
    assert stage(give(app, BLOCK.encode()))["trace"]["target"]["pieces"] == ["I", "love", "you"]


@pytest.mark.parametrize("family", ["en-fr", "g2p", "reverse", "small", "dates"])
def test_every_family_has_an_example_and_the_model_that_made_it_agrees(shipped: None, family: str) -> None:
    app = healthy(open_page("open", {"family": family}).button(key="open-example").click().run())
    steps = len(stage(app)["trace"]["weights"])
    assert f"Rows with the largest weight on the same piece: {steps} of {steps}." in texts(app)


def test_a_family_without_a_model_that_attends_has_no_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(PRETRAINED / "zh-en" / "none", tmp_path / "zh-en" / "none")
    for name in ("source.model", "target.model", "examples.tsv"):
        shutil.copy(PRETRAINED / "zh-en" / name, tmp_path / "zh-en" / name)
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    assert "open-example" not in [button.key for button in open_page("open").button]


def test_our_model_stands_beside_the_same_words_and_not_beside_others(shipped: None) -> None:
    app = healthy(open_page("open", {"scorer": "dot"}).button(key="open-example").click().run())
    assert [each.value for each in app.subheader] == ["Dot product on the same words"]
    app = give(app, BLOCK.replace("love", "xyzzy").encode())
    assert "Dot product is not shown beside it: this model reads or writes other words." in texts(app)


def test_gold_links_score_all_sentences_together() -> None:
    app = give(give(open_page("open"), TWO), b"0-0 1-1 0-2\n0-0 1-1 2-2\n", "gold.txt", field=1)
    line = "Alignment error 16.7%, precision 83.3%, recall 83.3%, all sentences together."
    assert line in texts(app)
    app = give(app, b"0-0\n", "short.txt", field=1)
    assert [each.value for each in app.warning] == ["sentences in the file: 2, in the gold links: 1"]
    app = give(app, b"<b>\n", "<b>.txt", field=1)
    assert next(each.value for each in app.warning).startswith("<b>.txt: each line needs links i-j")


def test_what_is_odd_is_said_and_what_is_no_distribution_has_no_entropy() -> None:
    app = give(open_page("open"), BLOCK.replace("0.75 0.25 0", "1.5 -0.5 0.5").encode())
    assert {
        "rows that do not sum to 1: 1 of 3; the sums go from 1 to 1.5",
        "negative weights: 1, down to -0.5",
        "Weights below 0 are drawn as 0, those above 1 as 1.",
    } <= {*texts(app)}
    assert stage(app)["trace"]["weights"][0] == [1.0, 0.0, 0.5] and stage(app)["trace"]["entropy"] == []
    app = give(app, b"0-0 1?1\n\n")
    healthy(app.selectbox(key="choose-opened-en").set_value(1).run())
    assert is_empty(app) and "There are no links in this sentence." in texts(app)


@pytest.mark.parametrize(
    ("content", "lang", "reason"),
    [
        (b"", "en", "<b>.txt: the format is not recognised"),
        (b"a ||| 1\nb\n", "en", "<b>.txt: Marian soft alignment. line 2: expected translation ||| weights"),
        (b"a ||| 1\nb\n", "zh", "<b>.txt: Marian 软对齐. 第 2 行：应为“译文 ||| 权重”"),
        (
            b'{"source": [1], "target": ["a"], "weights": [[1]]}',
            "en",
            "<b>.txt: a trace of this project. sentence 1: the pieces are not text",
        ),
        (b"x" * 5_000_001, "en", "<b>.txt: more than the 5 MB that are read"),
    ],
)
def test_what_cannot_be_read_is_refused_and_what_was_open_stays(content: bytes, lang: str, reason: str) -> None:
    app = give(open_page("open", {"lang": lang}), TWO)
    give(app, content, "<b>.txt")
    assert [each.value for each in app.warning] == [reason]
    assert stage(app)["trace"]["target"]["pieces"] == ["I", "love", "you"]


def test_markup_in_a_file_stays_text() -> None:
    app = give(open_page("open"), BLOCK.replace("love", "<img/onerror=alert(1)>").encode(), "[x](y).txt")
    assert stage(app)["trace"]["target"]["pieces"][1] == "<img/onerror=alert(1)>"
    assert not any("onerror" in each.value or "[x]" in each.value for each in app.markdown)


def test_a_long_sentence_is_drawn_in_part() -> None:
    row = " ".join(["1"] + ["0"] * 199)
    app = give(open_page("open"), f"0 ||| a ||| 0 ||| {' '.join(['b'] * 200)} ||| 0 0\n{row}\n".encode())
    assert len(stage(app)["trace"]["source"]["pieces"]) == opening.MOST_DRAWN == 120
    assert "Only the first 120 pieces of each side are drawn." in texts(app)


def test_a_file_is_its_visitors_alone_and_gives_way_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, yours = give(open_page("open"), TWO), open_page("open")
    assert is_empty(yours)
    monkeypatch.setattr(files, "MOST_KEPT", 1000)
    assert not is_empty(give(yours, TWO))
    healthy(mine.run())
    assert is_empty(mine)
    assert [each.value for each in mine.info] == ["The server has no room for this file any more. Open it again."]
