"""A new edit is one class: registered here alone, it is in links, JSON, menus and words, and is carried out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from pages.ui.address.branches import BranchHistory
from pages.ui.features.what_if import what_if as changes
from seq2seq.analysis.explain_step import explain
from seq2seq.config.edit_codec import parse_edits, write_edits
from seq2seq.config.edits import (
    EDITS,
    AttentionRow,
    DeletePiece,
    Edit,
    Flatten,
    Freeze,
    MaskSource,
    Offer,
    RowEdit,
    Situation,
    SourceEdit,
    register_edit,
)
from seq2seq.config.edits.edit import Number, P, Place, Tensor
from seq2seq.config.schema import Request, SearchConfig
from tests.conftest import Untrained
from tests.editing import SOURCES, TEXT, Edited


@dataclass(frozen=True)
class Blur(RowEdit):
    """Spread `share` of the weight of a step evenly."""

    kind = "blur"
    code = "blur"
    title = "{share} of the weight spread evenly"
    whole = False
    share: Number
    step: Place | None = None

    @classmethod
    def offers(cls, situation: Situation) -> tuple[Offer, ...]:
        return (Offer("Blurred", "Half of the weight is spread evenly.", (cls(0.5),)),)

    def reweighed(self, row: AttentionRow) -> Tensor:
        even = row.normalised(row.weights.new_ones(row.weights.shape))
        return (1 - self.share) * row.weights + self.share * even


@dataclass(frozen=True)
class ReverseSource(SourceEdit):
    """Let the encoder read the pieces in reverse."""

    kind = "reverse_source"
    code = "reverse"
    title = "read in reverse"

    def read(self, pieces: Sequence[P], spelled: Callable[[P, str], P]) -> list[P]:
        return [*reversed(pieces)]


NEW: tuple[type[Edit], ...] = (Blur, ReverseSource)


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    for edit in NEW:
        register_edit(edit)
    yield
    for edit in NEW:
        del EDITS[edit.kind]


def test_a_link_and_json_bring_it_back() -> None:
    edits = (Blur(0.25), Blur(0.5, 2), ReverseSource())
    assert write_edits(edits) == "blur_0.25~blur_0.5-3~reverse"
    assert parse_edits("blur_0.25~blur_0.5-3~reverse") == edits
    request = Request("zh-en/dot", TEXT, edits=edits)
    assert Request.from_dict(request.to_dict()) == request and hash(request)
    with pytest.raises(ValueError, match="must be a whole number"):
        Blur(0.5, -1)


def test_it_is_called_and_offered_as_it_says() -> None:
    edits = (Blur(0.5, 2), Blur(0.25), ReverseSource(), DeletePiece(0))
    assert changes.edit_labels(edits, ("▁我", "▁你")) == [
        "step 3: Blurred",
        "every step: 0.25 of the weight spread evenly",
        "read in reverse",
        "你 deleted",
    ]
    assert {
        "title": "Blurred",
        "hint": "Half of the weight is spread evenly.",
        "edit": {"kind": "blur", "share": 0.5, "step": None},
    } in changes.offers(("▁我", "▁你"), Situation(2))["rows"]


def test_a_branch_knows_what_it_leaves_of_others() -> None:
    forest = BranchHistory().change(Freeze(1)).change(Flatten(1)).change(Blur(0.5, 1))
    assert forest.now.edits == (Flatten(1), Blur(0.5, 1))
    assert forest.change(Blur(0.5, 1)).now.edits == (Flatten(1),)


def test_it_changes_the_weights_of_its_step(edited: Edited) -> None:
    before, after = edited("additive").weights, edited("additive", Blur(0.25, 2)).weights
    np.testing.assert_allclose(after[2], 0.75 * before[2] + 0.25 / SOURCES, rtol=1e-5)
    np.testing.assert_allclose(np.delete(after, 2, axis=0), np.delete(before, 2, axis=0), rtol=1e-4)


def test_it_changes_what_is_read(edited: Edited) -> None:
    trace = edited("additive", MaskSource(0), ReverseSource())
    assert trace.source.pieces == ("</s>", "。", "猫", "爱", "我")
    assert trace.source.hidden == (False, False, False, False, True)


def test_the_explanation_takes_the_weights_that_it_cannot_work_out(untrained: Untrained) -> None:
    bundle = untrained(scorer="additive")
    request = Request(bundle.name, TEXT, edits=(ReverseSource(), Blur(0.5, 1)), search=SearchConfig(max_steps=4))
    explanation = explain(bundle, request)
    assert explanation.replaced.tolist() == [False, True, False, False]
    assert max(explanation.differences().values()) < 1e-5


@pytest.mark.parametrize("name", ["kind", "code"])
def test_a_name_that_is_taken_is_refused(name: str) -> None:
    duplicate = type("Taken", (Flatten,), {"kind": "taken", "code": "taken", name: getattr(Flatten, name)})
    with pytest.raises(ValueError, match="is registered already"):
        register_edit(duplicate)
