"""What a class's answers are compared with: what the page Predict shows at the same address."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from pages.ui.address.codec import write_alias
from pages.ui.engine import work
from pages.ui.features.gallery.cases import shuffled_faults
from pages.ui.features.rooms.room import Truth
from pages.ui.kit.step_truth import row_of_step
from pages.ui.server.room_truth import model_truth
from seq2seq.config.schema import Request
from seq2seq.experiments.clinic.collection import NAMES
from seq2seq.trace.trace import DecodeTrace

TEXT, ROOM = "他没有钱", "cdhjpq"


def test_rows_are_counted_as_the_browser_counts_them() -> None:
    assert [row_of_step((1, 2, 1), step) for step in range(4)] == [0, 1, 1, 2]


def test_the_models_row_is_that_of_the_step_in_the_address() -> None:
    trace = work.translate(Request("zh-en/dot", TEXT))
    assert isinstance(trace, DecodeTrace)
    truth = model_truth(f"/predict?q={quote(TEXT)}&scorer=dot&step=3&grain=pieces", ROOM)
    assert truth and truth.scorer == "dot" and len(truth.source) == len(trace.source.pieces)
    assert truth.row == pytest.approx(trace.alignment[2], abs=1e-3)
    assert (truth.sentence, truth.step) == (TEXT, 2)


def test_an_address_that_hides_its_function_has_one_that_names_it() -> None:
    truth = model_truth(f"/first?q={quote(TEXT)}&blind={write_alias('dot')}&step=2", ROOM)
    assert truth and truth.scorer == "dot"
    assert truth.named == f"/first?scorer=dot&q={quote(TEXT)}&step=2"
    first = model_truth(f"/?q={quote(TEXT)}&blind={write_alias('additive')}", ROOM)
    assert first and first.named == f"/?q={quote(TEXT)}"


def test_words_have_a_row_of_their_own() -> None:
    truth = model_truth(f"/predict?q={quote(TEXT)}&step=1", ROOM)
    assert truth and len(truth.row) == len(truth.source) and sum(truth.row) == pytest.approx(1, abs=0.01)


def test_without_attention_there_is_no_row_and_without_a_sentence_no_truth() -> None:
    truth = model_truth(f"/predict?q={quote(TEXT)}&scorer=none", ROOM)
    assert isinstance(truth, Truth) and truth.row == () and truth.piece
    assert model_truth("/predict?q=%20", ROOM) is None


def test_where_something_is_broken_its_diagnosis_is_right() -> None:
    truth = model_truth("/broken-code?listing=6", ROOM)
    assert truth == Truth(diagnosis=NAMES[5], named="/broken-code?listing=6&version=difference")
    assert model_truth("/gallery?case=4&seed=3", ROOM) == Truth(diagnosis=shuffled_faults(3)[3])
