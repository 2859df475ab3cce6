"""The page States under AppTest: maps, colours, company, neighbours, gates and units, and what can go wrong."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.ui.engine import cache, work
from pages.ui.engine.worker import Job
from pages.ui.session import address as codec
from pages.ui.session import state
from pages.ui.session.choices import VIEW_CHOICES
from pages.ui.states import map_controls
from seq2seq.analysis import maps
from seq2seq.analysis.paths import SPACE_OF_VIEW, StateIndex, StateTrace
from seq2seq.config.schema import Request
from tests import tiny
from tests.app import APP, drawn, healthy, stage, words

HOSTILE = "<b>我</b> [x](javascript:alert(1)) ‮"


def states(query: dict[str, str] | None = None) -> AppTest:
    """The page in its frame."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params.update(query or {})
    app._page_hash = calc_hash("states")
    return healthy(app.run())


def ready(query: dict[str, str] | None = None) -> AppTest:
    """The page once other sentences have been gone through."""
    app = states(query)
    end = time.monotonic() + 60
    while not neighbours_of(app).done and time.monotonic() < end:
        time.sleep(0.05)
    return healthy(app.run())


def neighbours_of(app: AppTest) -> Job[StateIndex]:
    texts = tuple(dict.fromkeys(each.source for each in tiny.read_examples(tiny.EXAMPLES)))
    model = f"zh-en/{app.query_params.get('scorer', 'additive')}"
    return work.index_states(model, texts)


def walked(text: str) -> StateTrace:
    found = work.trace_states(Request("zh-en/additive", text))
    assert isinstance(found, StateTrace)
    return found


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
    given = stage(states())
    assert len(given["map"]["shares"]) == 3 and 0 < sum(given["map"]["shares"]) <= 1
    assert "variance" in given["map"]["note"] and "just fitted on 63 example sentences." in given["map"]["note"]


@pytest.mark.parametrize("show", SPACE_OF_VIEW)
def test_everything_can_be_seen(show: str) -> None:
    app = states()
    healthy(app.selectbox(key="sight-show-en").set_value(show).run())
    assert set(paths(app)[0]["points"]) == set(SPACE_OF_VIEW[show][1])
    assert app.query_params.get("show", "states") == show


@pytest.mark.parametrize("layout", ["tsne", "spectral"])
def test_a_bent_picture_warns_of_what_it_distorts(layout: str) -> None:
    given = stage(states({"map": layout, "q": "他没有钱"}))
    assert given["map"]["note"].startswith(map_controls.WARNINGS[layout]) and not given["map"]["linear"]
    assert np.isfinite(given["paths"][0]["points"]["decoder"]).all()


@pytest.mark.parametrize("name", VIEW_CHOICES["colour"].options())
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


# -- side by side


def test_two_scoring_functions_on_one_map() -> None:
    app = states()
    healthy(app.selectbox(key="sight-rival-en").set_value("dot").run())
    assert [path["name"] for path in paths(app)] == ["Additive", "Dot product"]
    assert [path["trace"]["model"] for path in paths(app)] == ["zh-en/additive", "zh-en/dot"]
    assert app.query_params["beside"] == "dot" and "can't be compared" in stage(app)["map"]["note"]
    assert stage(app)["gap"]["values"] == []


def test_a_shared_map_makes_models_comparable(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    for name in ("zh-en/additive", "zh-en/dot"):
        maps.project_model(name, None, tmp_path)
    given = stage(states({"beside": "dot", "scorer": "additive"}))
    assert len(given["paths"]) == 2 and "can't be compared" not in given["map"]["note"]
    one, other = (np.array(path["points"]["decoder"]) for path in given["paths"])
    assert np.allclose(given["gap"]["values"], np.linalg.norm(one - other, axis=1), atol=2e-3)
    assert "on the map's three axes" in given["gap"]["said"]
    note = stage(states({"scorer": "dot"}))["map"]["note"]
    assert "Fitted once on 63 example sentences. The map of Additive was rotated onto Dot product: residual" in note
    own = stage(states({"map": "own", "scorer": "dot"}))["map"]["note"]
    assert "Fitted once on 63 example sentences." in own and "Correlation" not in own


def test_the_page_says_how_far_the_axes_of_two_models_agree(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One axis says less than the others: whoever looks along it is warned."""
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    made = maps.project_model("zh-en/dot", None, tmp_path)
    told = {"encoder": [0.9, 0.8, 0.34], "decoder": [0.97, 0.96, 0.95], "context": [0.9, 0.9, 0.1]}
    kept = replace(made, residual=0.5, agreement=told, examples=False, sentences=997)
    maps.write_state_maps(kept, tmp_path / "zh-en" / "dot" / maps.MAP_FILE)
    flat = stage(states({"scorer": "dot"}))["map"]["note"]
    assert "Fitted once on 997 training sentences." in flat and "residual 0.50 (0: the same but for a rotation" in flat
    assert "along each axis: Encoder 0.90, 0.80; Decoder 0.97, 0.96; Context 0.90, 0.90." in flat
    assert "does not mean the same" not in flat
    deep = stage(states({"scorer": "dot", "dims": "3"}))["map"]["note"]
    assert "Encoder 0.90, 0.80, 0.34" in deep and "“This model's map” shows Dot product by itself" in deep
    alone = stage(states({"scorer": "dot", "dims": "3", "show": "decoder"}))["map"]["note"]
    assert "along each axis: Decoder 0.97, 0.96, 0.95." in alone and "does not mean the same" not in alone


def test_two_sentences_on_one_map() -> None:
    app = states({"q2": "他没有钱"})
    assert [path["name"] for path in paths(app)] == ["我爱你", "他没有钱"]
    one, other = (walked(text).trace.states for text in ("我爱你", "他没有钱"))
    assert np.allclose(stage(app)["gap"]["values"], np.linalg.norm(one - other, axis=1), atol=1e-3)
    assert f"in all {one.shape[1]} dimensions" in stage(app)["gap"]["said"]
    healthy(app.text_input(key="sight-other").set_value("").run())
    assert len(paths(app)) == 1 and "q2" not in app.query_params


@pytest.mark.parametrize("query", [{"q2": " "}, {"beside": "cosine"}, {"q2": HOSTILE, "beside": "dot"}])
def test_what_cannot_stand_beside_is_left_out(
    query: dict[str, str], models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    shutil.rmtree(tmp_path / "zh-en" / "cosine")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    assert paths(states(query))[0]["trace"]["text"] == "我爱你"


def test_a_bent_picture_shows_one_model() -> None:
    given = stage(states({"map": "tsne", "beside": "dot"}))
    assert len(given["paths"]) == 1 and "one model at a time" in given["map"]["note"]
    assert len(stage(states({"map": "tsne", "q2": "他没有钱"}))["paths"]) == 2


def test_what_stands_beside_is_named_on_its_button_in_a_few_letters() -> None:
    assert map_controls._short("Dot product") == "Dot product" and map_controls._short("我爱你。") == "我爱你。"
    assert (
        map_controls._short("Scaled dot product") == "Scaled dot pro…"
        and map_controls._short("我昨天买了一本书。") == "我昨天买了一本…"
    )
    assert map_controls._short("[x](a) $b$") == " x  a   b "


# -- neighbours


def test_neighbours_come_with_the_words_around_them() -> None:
    given = stage(ready())
    assert given["waiting"] == ""
    near = given["paths"][0]["near"]["encoder"][1]
    assert len(near) == 6 and [one[2] for one in near] == sorted(one[2] for one in near)
    number, position, _, *place = near[0]
    sentence = given["sentences"][str(number)]
    assert sentence["text"] != "我爱你" and 0 <= position < len(sentence["source"]) and len(place) == 3
    assert len(given["cloud"]["encoder"]) > 100


def test_one_sees_how_far_the_other_sentences_have_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "index_states", lambda *wanted: Job(share=0.37))
    given = stage(states())
    assert "37%" in given["waiting"] and given["paths"][0]["near"] == {} and given["sentences"] == {}


def test_neighbours_are_told_where_they_have_no_place() -> None:
    near = stage(ready({"map": "tsne"}))["paths"][0]["near"]["decoder"][0]
    assert len(near) == 6 and all(len(one) == 3 for one in near)


def test_sentences_of_ones_own_are_read_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    written = "\n".join(["他走了\tHe left", "", "  他走了 ", "字" * 9999, *map(str, range(300))])
    monkeypatch.setattr(state, "uploaded_bytes", lambda key: written.encode("utf-8-sig"))
    found = map_controls.own_sentences()
    assert (found[0], len(found[1]), found[2]) == ("他走了", codec.LONGEST_TEXT, "0") and len(
        found
    ) == map_controls.MOST_SENTENCES
    assert "200 sentences of your own were read." in words(states())


@pytest.mark.parametrize("data", [b"\xff\xfe\x00nonsense", b"\n \n\t\n"])
def test_a_file_without_a_sentence_is_refused_with_a_word(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "uploaded_bytes", lambda key: data)
    assert map_controls.own_sentences() == () and "it must be text in UTF-8" in words(states())


# -- gates and units


def test_gates_are_shown_as_bytes() -> None:
    given = stage(states({"show": "gates"}))
    assert [strip["name"] for strip in given["strips"]] == ["reset", "update"] and given["along"] == "target"
    assert given["drivers"] is None and (given["strips"][0]["low"], given["strips"][0]["high"]) == (0, 1)
    assert stage(states({"show": "gates", "cells": "backward"}))["along"] == "source"


def test_a_unit_is_shown_with_the_sentences_that_drive_it() -> None:
    given = stage(ready({"show": "units", "cells": "forward", "unit": "3"}))
    high, low = given["drivers"]
    assert given["unit"] == 2 and given["units"] == 8 and len(high) == len(low) == 8
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
    assert "Type a sentence" in words(healthy(app)) and not drawn(app)


@pytest.mark.parametrize("show", ["states", "units", "gates"])
@pytest.mark.parametrize("text", [HOSTILE, "我昨天买了一本书。" * 30, "Привет", "😀" * 5, "我"])
def test_any_sentence_will_do(show: str, text: str) -> None:
    app = states({"q": text, "show": show})
    assert drawn(app)


def test_nonsense_in_the_address_is_named() -> None:
    query = {"show": "x", "map": "y", "dims": "4", "colour": "z", "beside": "<b>", "cells": "w", "unit": "0"}
    app = states(query)
    assert all(f"{name}={value}" in words(app) for name, value in query.items()) and drawn(app)


def test_a_damaged_map_is_named(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    (tmp_path / "zh-en" / "additive" / maps.MAP_FILE).write_bytes(b"nonsense")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = states()
    assert "zh-en/additive/map.safetensors: not a map" in words(app) and not drawn(app)
    healthy(app.selectbox(key="sight-show-en").set_value("units").run())
    assert drawn(app)


def test_a_job_that_fails_says_why() -> None:
    job = work.index_states("zh-en/telepathy", ("我",))
    end = time.monotonic() + 30
    while not job.done and time.monotonic() < end:
        time.sleep(0.02)
    assert isinstance(job.found, cache.Problem)
