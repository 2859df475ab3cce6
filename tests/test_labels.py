"""How pieces are shown: the cases that the browser's own way is tested on, too."""

import json
from pathlib import Path

import pytest

from seq2seq.trace.pieces import joined_label, piece_label, piece_texts, running_text, visible

DATA = Path(__file__).parent / "data"
CASES = json.loads((DATA / "piece_labels.json").read_text("utf-8"))
ROWS = json.loads((DATA / "running_text.json").read_text("utf-8"))


@pytest.mark.parametrize(("piece", "label"), CASES)
def test_a_piece_is_shown_as_in_the_browser(piece: str, label: str) -> None:
    assert piece_label(piece) == label


@pytest.mark.parametrize(("pieces", "text"), ROWS)
def test_pieces_in_a_row_are_running_text_as_in_the_browser(pieces: list[str], text: str) -> None:
    assert running_text(pieces) == text == "".join(piece_texts(pieces)).strip()


def test_what_cannot_be_seen_is_shown_as_its_code_point() -> None:
    assert visible("a\u202eb\u0007我 \ud800") == "a‹202E›b‹0007›我 ‹D800›"


def test_pieces_in_a_row_are_read_as_words() -> None:
    assert joined_label(("▁real", "ly", "▁hate", "</s>")) == "really hate↵"
    assert joined_label(("</s>",)) == "↵"
    assert joined_label(("▁-￭", "▁name", "▁￭=￭", "▁a", "<unk>")) == "-name=a <unk>"
