"""The worksheet of a step: its numbers are the network's, its sums add up as printed, the sheet has blanks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from seq2seq.analysis import worksheet as sheets
from seq2seq.analysis.explain_step import explain, step_worksheet
from seq2seq.analysis.step_explainer import StepExplanation
from seq2seq.analysis.worksheet import Number, Table, Worksheet, missing, number_at, sums
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.arrays import Array
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import Flatten, Renormalize, Temperature
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.figures.paper import NARROW as BLANK
from seq2seq.figures.paper import worksheet_html
from tests.conftest import RunCommand, Untrained

TEXT = "我爱你"
AS_PRINTED = 0.0051
"""Half a unit of the second decimal."""
NARROW: dict[str, Any] = {"embedding": 4, "encoder_hidden": 2, "decoder_hidden": 4, "attention": 4}
BUILT: tuple[dict[str, Any], ...] = (
    {"cell": "gru"},
    {"cell": "lstm", "order": "attend_first"},
    {"cell": "rnn", "input_feeding": True},
    {"cell": "rnn", "encoder_layers": 2, "decoder_layers": 2},
    {"encoder": "conv", "bidirectional": False, "encoder_hidden": 4},
)


def numbers(table: Table) -> Iterator[Number]:
    for line in table.lines:
        for cell in (*line.cells, line.total or ()):
            yield from cell


def printed(table: Table, line: int = -1) -> Array:
    """The numbers of a line as they are printed: (columns, entries)."""
    return np.array([[number.printed for number in cell] for cell in table.lines[line].cells])


def assert_adds_up(sheet: Worksheet) -> int:
    """Every sum, as printed; how many there are. What must be 1 may say that it is rounded."""
    checked = [(table, each) for table in sheet.tables for each in sums(table)]
    for table, each in checked:
        total = number_at(table, each.total)
        assert not missing(table, each) or (total.rounded and total.value == 1), (table.name, each)
    return len(checked)


def assert_is_the_network(sheet: Worksheet, explanation: StepExplanation) -> None:
    """What stands on the sheet is what the trace has, as far as two decimals say it."""
    trace, step = explanation.trace, sheet.step
    tables = {table.name: table for table in sheet.tables if table.head < 2}
    known = {"state": trace.encoder, "cell": trace.states[step][None]}
    if trace.attends:
        known |= {"weight": trace.weights[step, 0][:, None]}
        total = tables["context"].lines[-1].total or ()
        np.testing.assert_allclose([each.printed for each in total], trace.contexts[step], atol=AS_PRINTED)
    for name, expected in known.items():
        np.testing.assert_allclose(printed(tables[name]), expected, atol=AS_PRINTED, err_msg=name)
    probabilities = printed(tables["logits"])[:, 0]
    assert probabilities.max() == pytest.approx(np.exp(trace.logprobs[step]), abs=AS_PRINTED)
    assert tables["logits"].columns[probabilities.argmax()] == sheet.piece


@pytest.mark.parametrize("scorer", CARDS)
def test_sums_add_up_as_printed_in_every_small_model(scorer: str) -> None:
    bundle = load_bundle(f"small/{scorer}")
    explanation = explain(bundle, Request(bundle.name, TEXT))
    for step in range(len(explanation.trace)):
        sheet = sheets.worksheet(explanation, step)
        assert assert_adds_up(sheet) > 50
        assert_is_the_network(sheet, explanation)


def test_a_line_by_hand() -> None:
    bundle = load_bundle("small/additive")
    sheet = step_worksheet(bundle, Request(bundle.name, TEXT), 0)
    forward = next(table for table in sheet.tables if table.name == "forward")
    x, before, product, recurrent, total, state = forward.lines
    assert [line.symbol for line in forward.lines][2:4] == ["W x_i + b", "U →h_{i−1} + b"]
    matrix, bias, vector = (
        np.array(each, dtype=str) for each in (product.matrix, product.bias, [number.text for number in x.cells[0]])
    )
    first = [np.char.replace(each, "−", "-").astype(float) for each in (matrix, bias, vector)]
    by_hand = first[0] @ first[2] + first[1]
    assert [number.printed for number in product.cells[0]] == pytest.approx(by_hand, abs=AS_PRINTED)
    assert [number.text for number in before.cells[0]] == ["0.00", "0.00"] and before.cells[0][0].given
    assert [number.printed for number in state.cells[0]] == pytest.approx(
        np.tanh(by_hand + [number.printed for number in recurrent.cells[0]]), abs=0.02
    )
    assert not total.cells[0][0].given


@pytest.mark.parametrize("changes", BUILT, ids=lambda changes: "-".join(map(str, changes.values())))
def test_other_cells_and_wirings(
    untrained: Untrained, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    monkeypatch.setattr(sheets, "MOST_WORDS", 1000)
    bundle = untrained(scorer="multi_head", **NARROW | changes)
    explanation = explain(bundle, Request(bundle.name, "我爱猫。", search=SearchConfig(max_steps=2)))
    for step in range(2):
        sheet = sheets.worksheet(explanation, step)
        assert_adds_up(sheet)
        assert ("start" in {table.name for table in sheet.tables}) == (step == 0)
        assert {table.head for table in sheet.tables if table.name == "weight"} == {1, 2}


@pytest.mark.parametrize("edit", [Temperature(2.0), Renormalize("sparsemax"), Flatten(1)], ids=lambda edit: edit.kind)
def test_an_edit_is_on_the_sheet(edit: Any) -> None:
    bundle = load_bundle("small/dot")
    explanation = explain(bundle, Request(bundle.name, TEXT, edits=(edit,)))
    sheet = sheets.worksheet(explanation, 0)
    assert_adds_up(sheet)
    assert_is_the_network(sheet, explanation)


def articles(page: str) -> tuple[str, str]:
    sheet, solution = re.findall(r"<article.*?</article>", page, re.DOTALL)
    return sheet, solution


def test_the_sheet_has_a_blank_for_every_number_of_the_solution() -> None:
    bundle = load_bundle("small/additive")
    sheet = step_worksheet(bundle, Request(bundle.name, TEXT), 1)
    blanks, solution = articles(worksheet_html(sheet))
    asked = [number for table in sheet.tables for number in numbers(table) if not number.given]
    spanning = 1  # the likeliest piece
    assert blanks.count(f">{BLANK}<") == len(asked) and blanks.count(f": {BLANK}<") == spanning
    assert BLANK not in solution and solution.count("love") == 2
    given = next(table for table in sheet.tables if table.name == "cell").lines[0].cells[0][0]
    assert given.given and given.text in blanks
    assert 'class="key"' in solution and "break-before: page" in worksheet_html(sheet)


def test_whatever_was_typed_is_text() -> None:
    bundle = load_bundle("small/dot")
    sheet = step_worksheet(bundle, Request(bundle.name, "<u>&我\u202e"), 0)
    page = worksheet_html(sheet, lambda words: f"<i>{words}", "zh")
    assert "<u>&" not in page and "\u202e" not in page and "<i>Name" not in page
    assert "&lt;u&gt;&amp;我‹202E›" in page and '<html lang="zh">' in page


def test_what_is_too_large_for_paper_is_refused(untrained: Untrained) -> None:
    bundle = load_bundle("zh-en/dot")
    with pytest.raises(InvalidRequest, match="256 numbers and its vocabulary 4,000 pieces, too many for paper"):
        step_worksheet(bundle, Request(bundle.name, TEXT), 0)
    copying = untrained(scorer="dot", copying=True)
    with pytest.raises(InvalidRequest, match="do not copy"):
        step_worksheet(copying, Request(copying.name, TEXT), 0)
    small = load_bundle("small/dot")
    with pytest.raises(IndexError):
        step_worksheet(small, Request(small.name, TEXT), 9)


def test_the_command_prints_a_page(output_of: RunCommand) -> None:
    page = output_of("sheet", TEXT, "--step", "2")
    assert page.startswith("<!doctype html>") and "Step 2, by hand" in page and "small/additive" in page
