"""What a notebook opens: models and their trainings, by name or by the path of a checkpoint folder."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import expect, sync_playwright

from seq2seq.checkpoints.catalog import UnknownModel
from seq2seq.checkpoints.zoo import BrokenCheckpoint
from seq2seq.config.places import PRETRAINED
from seq2seq.notebook import (
    SearchConfig,
    beam,
    compare,
    heatmap,
    load,
    load_ipython_extension,
    run,
    step,
    stepper,
    view,
)
from seq2seq.trace.trace import DecodeTrace
from tests import browser


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder as a training leaves it: the model and its history, the tokenizers beside it, no card."""
    family = tmp_path / "runs" / "tiny"
    for name in ("dot", "additive"):
        shutil.copytree(PRETRAINED / "small" / name, family / name, ignore=shutil.ignore_patterns("card.json"))
    for side in ("source", "target"):
        shutil.copy(PRETRAINED / "small" / f"{side}.model", family)
    return family / "dot"


def test_a_shipped_model_is_loaded_by_its_name() -> None:
    model = load("small/dot")
    assert (model.bundle.name, model("我爱你").text) == ("small/dot", "I love you")


def test_any_checkpoint_folder_is_opened_by_its_path(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = load("small/dot")("我也爱你")
    monkeypatch.chdir(own.parents[1])
    for path in (own, str(own), "tiny/dot", "./tiny/../tiny/dot"):
        model = load(path)
        trace = model("我也爱你")
        assert (model.bundle.name, trace.request.model, trace.text) == ("tiny/dot", "tiny/dot", "I love you too")
        np.testing.assert_array_equal(trace.weights, shipped.weights)


def test_a_model_of_a_folder_borrows_from_those_beside_it(own: Path) -> None:
    sibling = load(own).bundle.sibling
    assert (sibling("additive").name, sibling("additive").config.scorer) == ("tiny/additive", "additive")
    with pytest.raises(UnknownModel, match="no model is called 'tiny/cosine'; there are tiny/dot, tiny/additive"):
        sibling("cosine")


def test_what_is_neither_a_folder_nor_a_name_is_answered_with_what_there_is() -> None:
    for name in ("runs/nowhere", "small/nowhere", "x" * 5000, "\0"):
        with pytest.raises(UnknownModel, match="no model is called"):
            load(name)
        with pytest.raises(UnknownModel, match="no model is called"):
            run(name)


def test_a_folder_that_lacks_a_file_is_told_which(own: Path) -> None:
    (own.parent / "target.model").unlink()
    with pytest.raises(BrokenCheckpoint, match=r"tiny/target\.model: No such file"):
        load(own)
    (own / "config.json").unlink()
    with pytest.raises(BrokenCheckpoint, match=r"tiny/dot/config\.json: No such file"):
        load(own)


def test_a_run_is_the_training_of_a_model() -> None:
    named, opened = run("zh-en/additive"), run(PRETRAINED / "zh-en" / "additive")
    for record in (named, opened):
        assert record.epochs["update"][0] == 1069 and record.updates[0] == 0
        assert record.epochs["bleu"][-1] > record.epochs["bleu"][0] > 0
    np.testing.assert_array_equal(named.probes[0].weights, opened.probes[0].weights)


def test_a_folder_without_a_history_has_no_run(own: Path) -> None:
    (own / "history.json").unlink(missing_ok=True)
    with pytest.raises(ValueError, match=r"dot/history\.json"):
        run(own)


# -- the attention of other models

LAYER = torch.rand(2, 3, 4, 5).softmax(-1).requires_grad_()
"""(sentences, heads, target, source), as a layer of Hugging Face has it."""


def cells(figure: Any) -> np.ndarray:
    return np.array(figure.data[0].z)


def test_any_matrix_is_drawn_as_a_trace_is() -> None:
    trace = load("small/dot")("我爱你")
    theirs = view(trace.alignment, trace.source.pieces, trace.pieces)
    assert theirs.to_dict() == heatmap(trace).to_dict()


def test_heads_layers_and_sentences_are_chosen() -> None:
    every = LAYER.detach().double().numpy()
    np.testing.assert_allclose(cells(view(LAYER[0, 1])), every[0, 1])
    np.testing.assert_allclose(cells(view(LAYER[0], head=2)), every[0, 2])
    np.testing.assert_allclose(cells(view(LAYER)), every[0].mean(axis=0))
    layers = (LAYER, LAYER.bfloat16())
    np.testing.assert_allclose(cells(view(layers, layer=0, head=1, sentence=1)), every[1, 1])
    np.testing.assert_allclose(cells(view(layers)), every[0].mean(axis=0), atol=0.01)
    steps = tuple((LAYER[:, :, step : step + 1],) for step in range(4))  # as `generate` gives them
    np.testing.assert_allclose(cells(view(steps, head=0)), every[0, 0])


def test_pieces_are_numbered_where_none_are_given_and_must_be_as_many_as_there_are() -> None:
    figure: Any = view([[0.5, 0.5]], target=["▁I"])
    assert (figure.layout.xaxis.ticktext, figure.layout.yaxis.ticktext) == (("0", "1"), ("I",))
    with pytest.raises(ValueError, match="source: expected 2 pieces, received 1"):
        view([[0.5, 0.5]], ["a"])


def test_what_is_no_matrix_is_refused() -> None:
    for weights in (np.ones(3), np.ones((1, 1, 1, 1, 1)), np.ones((0, 2))):
        with pytest.raises(ValueError, match="expected weights"):
            view(weights)
    with pytest.raises(IndexError):
        view(LAYER, head=3)


# -- a trace at the end of a cell


def test_a_trace_is_shown_in_one_line_of_text() -> None:
    assert repr(load("small/dot")("我爱你")) == "<DecodeTrace small/dot: '我爱你' → 'I love you', 4 × 4>"


def test_a_shell_shows_a_trace_by_its_stepper() -> None:
    shown = dict[type, Any]()
    formatter = SimpleNamespace(for_type=shown.__setitem__)
    load_ipython_extension(SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/html": formatter})))
    assert shown == {DecodeTrace: stepper}


@pytest.mark.slow
@pytest.mark.browser
def test_one_steps_through_a_trace_in_a_cell_with_the_pointer_and_with_arrow_keys(tmp_path: Path) -> None:
    trace = load("small/dot")("我爱你")
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f'<!doctype html><meta charset="utf-8">{stepper(trace)}', "utf-8")
    with sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        page = chromium.new_page(viewport={"width": 360, "height": 740})
        asked = list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(notebook.as_uri())
        cell = page.frame_locator("iframe")
        rows = cell.locator("svg .row")
        expect(rows).to_have_count(len(trace))
        expect(cell.locator(".now:visible")).to_contain_text("↵: 爱 0.49")
        cell.get_by_text("love", exact=True).first.click()
        weight = trace.alignment[1, 1]
        expect(cell.locator(".now:visible")).to_have_text(re.compile(rf"^love: 爱 {weight:.2f}"))
        assert [row.is_visible() for row in rows.all()] == [True, True, False, False]
        page.keyboard.press("ArrowRight")
        assert [row.is_visible() for row in rows.all()] == [True, True, True, False]
        expect(cell.get_by_role("radio", name="you")).to_be_checked()
        wide, high = cell.locator("html").evaluate("page => [page.scrollWidth, page.scrollHeight - innerHeight]")
        assert wide <= 360 and high <= 0
        chromium.close()
    assert asked == [notebook.as_uri()]


def test_a_step_goes_from_scores_to_weights() -> None:
    trace = load("small/dot")("我爱你")
    table = step(trace, 1)
    assert (table.index.name, list(table.index)) == (trace.pieces[1], list(trace.source.pieces))
    np.testing.assert_allclose(table["exp"] / table["exp"].sum(), table["weight"], atol=1e-6)
    assert table["minus max"].to_numpy().max() == 0
    with pytest.raises(IndexError):
        step(trace, 99)
    with pytest.raises(ValueError, match="small/none has no attention"):
        step(load("small/none")("我爱你"), 0)


def test_a_beam_is_a_table_of_hypotheses_best_first() -> None:
    model = load("small/dot")
    found = beam(model("我爱你", search=SearchConfig(beam=3)))
    assert str(found.loc[0, "pieces"]).split()[:3] == ["▁I", "▁love", "▁you"]
    scores = found["score"].to_numpy()
    assert len(found) == 3 and (np.diff(scores) <= 0).all()
    with pytest.raises(ValueError, match="no beam search"):
        beam(model("我爱你"))


def test_traces_are_compared_side_by_side() -> None:
    names = ("small/dot", "small/none", "small/location")
    traces = [load(name)("我爱你") for name in names]
    figure = compare(traces)
    drawn = figure.to_dict()
    for trace, matrix, title in zip(traces, drawn["data"], drawn["layout"]["annotations"], strict=True):
        assert title["text"] == f"{trace.request.model}: {trace.text}"
        if trace.attends:
            np.testing.assert_allclose(matrix["z"], trace.alignment)
    with pytest.raises(ValueError, match="nothing to compare"):
        compare([])
