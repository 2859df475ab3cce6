"""How pieces are shown: the cases that the browser's own way is tested on, too."""

import json
from pathlib import Path

import pytest

from seq2seq.trace.labels import joined_label, piece_label, visible

CASES = json.loads((Path(__file__).parent / "data" / "piece_labels.json").read_text("utf-8"))


@pytest.mark.parametrize(("piece", "label"), CASES)
def test_a_piece_is_shown_as_in_the_browser(piece: str, label: str) -> None:
    assert piece_label(piece) == label


def test_what_cannot_be_seen_is_shown_as_its_code_point() -> None:
    assert visible("a\u202eb\u0007我 \ud800") == "a‹202E›b‹0007›我 ‹D800›"


def test_pieces_in_a_row_are_read_as_words() -> None:
    assert joined_label(("▁real", "ly", "▁hate", "</s>")) == "really hate↵"
    assert joined_label(("</s>",)) == "↵"
