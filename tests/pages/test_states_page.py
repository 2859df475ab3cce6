"""The page States under AppTest: maps, colours, company, neighbours, gates and units, and what can go wrong."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.address import codec, widgets
from pages.ui.engine import work
from pages.ui.engine.work import Job
from pages.ui.features.states import map_controls
from seq2seq.analysis import maps
from seq2seq.analysis.paths import SPACE_OF_VIEW, StateIndex
from tests import tiny
from tests.app import healthy, open_page, stage, stage_is_drawn, told, words

HOSTILE = "<b>我</b> [x](javascript:alert(1)) ‮"


def states(query: dict[str, str] | None = None) -> AppTest:
    return open_page("states", query)


def ready(query: dict[str, str] | None = None) -> AppTest:
    """The page once other sentences have been gone through."""
    app = states(query)
    end = time.monotonic() + 60
    while not neighbours_of(app).done and time.monotonic() < end:
        time.sleep(0.05)
    return healthy(app.run())


def neighbours_of(app: AppTest) -> Job[StateIndex]:
    texts = tuple(dict.fromkeys(example.source for example in tiny.read_examples(tiny.EXAMPLES)))
    model = f"zh-en/{app.query_params.get('scorer', 'additive')}"
    return work.index_states(model, texts)


def paths(app: AppTest) -> list[dict[str, Any]]:
    return stage(app)["paths"]


def test_the_first_screen_is_the_map_of_the_sentence() -> None:
    app = states()
    (path,) = paths(app)
    assert path["trace"]["text"] == "我爱你" and path["points"].keys() == {"encoder", "decoder", "context"}
    assert np.shape(path["points"]["encoder"]) == (len(path["trace"]["source"]["pieces"]), 3)
    assert np.shape(path["points"]["decoder"]) == np.shape(path["points"]["context"]) == (64, 3)
    assert app.query_params == {}


def test_a_context_is_drawn_where_its_weights_put_it() -> None:
    (path,) = paths(states())
    mixed = np.array(path["trace"]["weights"]) @ np.array(path["points"]["encoder"])
    assert path["mixes"] and np.abs(mixed - path["points"]["context"]).max() < 2e-3  # rounded to three digits


def test_what_the_axes_explain_is_always_said() -> None:
    data = stage(states())
    assert len(data["map"]["shares"]) == 3 and 0 < sum(data["map"]["shares"]) <= 1
    assert "variance" in data["map"]["note"] and "just fitted on 63 example sentences." in data["map"]["note"]


@pytest.mark.parametrize("show", SPACE_OF_VIEW)
def test_everything_can_be_seen(show: str) -> None:
    app = states()
    healthy(app.selectbox(key="sight-show-en").set_value(show).run())
    assert set(paths(app)[0]["points"]) == set(SPACE_OF_VIEW[show][1])
    assert app.query_params.get("show", "states") == show


@pytest.mark.parametrize("layout", ["tsne", "spectral"])
def test_a_bent_picture_warns_of_what_it_distorts(layout: str) -> None:
    data = stage(states({"map": layout, "q": "他没有钱"}))
    assert data["map"]["note"].startswith(map_controls.WARNINGS[layout]) and not data["map"]["linear"]
    assert np.isfinite(data["paths"][0]["points"]["decoder"]).all()


@pytest.mark.parametrize("name", ["kind", "position", "piece", "class", "entropy", "step"])
def test_colours_and_axes_are_in_the_address(name: str) -> None:
    app = states()
    app.selectbox(key="sight-colour-en").set_value(name).run()
    healthy(app.button_group(key="sight-dims").set_value("3").run())
    assert (stage(app)["colour"], stage(app)["dims"]) == (name, "3")
    assert app.query_params["dims"] == "3" and app.query_params.get("colour", "kind") == name


def test_words_have_classes() -> None:
    (path,) = paths(states())
    assert len(path["classes"]["source"]) == len(path["trace"]["source"]["pieces"])
    assert path["classes"]["source"][-1] == "mark"


# -- neighbours


def test_neighbours_come_with_the_words_around_them() -> None:
    data = stage(ready())
    assert data["waiting"] == ""
    near = data["paths"][0]["near"]["encoder"][1]
    assert len(near) == 6 and [neighbour[2] for neighbour in near] == sorted(neighbour[2] for neighbour in near)
    number, position, _, *place = near[0]
    sentence = data["sentences"][str(number)]
    assert sentence["text"] != "我爱你" and 0 <= position < len(sentence["source"]) and len(place) == 3
    assert len(data["cloud"]["encoder"]) > 100


def test_one_sees_how_far_the_other_sentences_have_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "index_states", lambda *arguments: Job(share=0.37))
    data = stage(states())
    assert "37%" in data["waiting"] and data["paths"][0]["near"] == {} and data["sentences"] == {}


def test_neighbours_are_told_where_they_have_no_place() -> None:
    near = stage(ready({"map": "tsne"}))["paths"][0]["near"]["decoder"][0]
    assert len(near) == 6 and all(len(neighbour) == 3 for neighbour in near)


def test_sentences_of_ones_own_are_read_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    file_text = "\n".join(["他走了\tHe left", "", "  他走了 ", "字" * 9999, *map(str, range(300))])
    monkeypatch.setattr(widgets, "uploaded_bytes", lambda key: file_text.encode("utf-8-sig"))
    sentences = map_controls.own_sentences()
    assert (sentences[0], len(sentences[1]), sentences[2]) == ("他走了", codec.LONGEST_TEXT, "0") and len(
        sentences
    ) == map_controls.MOST_SENTENCES
    assert "200 sentences of your own were read." in words(states())


@pytest.mark.parametrize("data", [b"\xff\xfe\x00nonsense", b"\n \n\t\n"])
def test_a_file_without_a_sentence_is_refused_with_a_word(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widgets, "uploaded_bytes", lambda key: data)
    assert map_controls.own_sentences() == () and "It must be UTF-8 text" in words(states())


# -- gates and units


def test_gates_are_shown_as_bytes() -> None:
    data = stage(states({"show": "gates"}))
    assert [strip["name"] for strip in data["strips"]] == ["reset", "update"] and data["along"] == "target"
    assert data["drivers"] is None and (data["strips"][0]["low"], data["strips"][0]["high"]) == (0, 1)
    assert stage(states({"show": "gates", "cells": "backward"}))["along"] == "source"


def test_a_unit_is_shown_with_the_sentences_that_drive_it() -> None:
    app = ready({"show": "units", "cells": "forward", "unit": "3"})
    data = stage(app)
    high, low = data["drivers"]
    assert told(app)["unit"] == 2 and data["units"] == 8 and len(high) == len(low) == 8
    tops = [driver["values"][driver["position"]] for driver in high]
    assert tops == sorted(tops, reverse=True) and all(
        top == max(row["values"]) for top, row in zip(tops, high, strict=True)
    )
    assert stage(ready({"show": "units", "unit": "4096"}))["drivers"] == []


# -- what can go wrong


@pytest.mark.parametrize("text", ["", "   ", "​"])
def test_an_empty_sentence_gets_a_hint(text: str) -> None:
    app = states()
    app.text_input(key="text").set_value(text).run()
    assert "Type a sentence" in words(healthy(app)) and not stage_is_drawn(app)


@pytest.mark.parametrize("show", ["states", "units", "gates"])
@pytest.mark.parametrize("text", [HOSTILE, "我昨天买了一本书。" * 30, "Привет", "😀" * 5, "我"])
def test_any_sentence_will_do(show: str, text: str) -> None:
    app = states({"q": text, "show": show})
    assert stage_is_drawn(app)


def test_nonsense_in_the_address_is_named() -> None:
    query = {"show": "x", "map": "y", "dims": "4", "colour": "z", "beside": "<b>", "cells": "w", "unit": "0"}
    app = states(query)
    assert all(f"{name}={value}" in words(app) for name, value in query.items()) and stage_is_drawn(app)


def test_a_damaged_map_is_named(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    (tmp_path / "zh-en" / "additive" / maps.MAP_FILE).write_bytes(b"nonsense")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = states()
    assert "zh-en/additive/map.safetensors: not a map" in words(app) and not stage_is_drawn(app)
    healthy(app.selectbox(key="sight-show-en").set_value("units").run())
    assert stage_is_drawn(app)


def test_a_job_that_fails_says_why() -> None:
    job = work.index_states("zh-en/telepathy", ("我",))
    end = time.monotonic() + 30
    while not job.done and time.monotonic() < end:
        time.sleep(0.02)
    assert isinstance(job.result, work.Problem)
