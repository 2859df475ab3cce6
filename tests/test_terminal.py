"""The picture of characters, on traces made by hand."""

import pytest

from seq2seq.figures.matrix import picture
from tests.traces import hand_made


def picture_lines(
    weights: list[list[float]], pieces: list[str], sources: list[str], model: str = "zh-en/additive"
) -> list[str]:
    """The lines of the picture."""
    return picture(hand_made(weights, pieces, sources, model)).split("\n")


def test_a_row_a_step_and_a_column_a_piece_darker_where_it_looked_more() -> None:
    assert picture_lines([[0.05, 0.95], [0.79, 0.21]], ["▁I", "▁love"], ["我", "爱"]) == [
        "      我 爱",
        "I        ██",
        "love  ▓▓ ░░",
    ]


@pytest.mark.parametrize(
    ("weight", "shade"), [(0, " "), (0.19, " "), (0.2, "░"), (0.41, "▒"), (0.61, "▓"), (0.81, "█"), (1, "█")]
)
def test_five_shades_share_the_range_from_nothing_to_all(weight: float, shade: str) -> None:
    assert picture_lines([[weight]], ["a"], ["b"])[1] == f"a  {shade * 2}"


def test_a_wide_character_takes_two_columns_and_a_combining_one_none() -> None:
    lines = picture_lines([[1, 0], [0, 1]], ["爱你", "e\u0301"], ["ab", "我们"])
    assert lines == ["      ab 我们", "爱你  ██     ", "e\u0301        ████"]


def test_word_marks_are_left_out_and_a_bare_one_is_seen() -> None:
    assert picture_lines([[1]], ["▁"], ["▁"]) == ["   ␣ ", "␣  ██"]


@pytest.mark.parametrize("nasty", ["\x1b", "\r", "\t", "\u202e", "\u2066", "\0"], ids=ascii)
def test_what_would_move_the_cursor_is_a_dot(nasty: str) -> None:
    assert picture_lines([[1]], [f"a{nasty}b"], [nasty]) == ["     · ", "a·b  ██"]


def test_where_nothing_attends_a_further_column_is_the_one_vector() -> None:
    assert picture_lines([[0.5, 0.5]] * 2, ["▁I", "▁love"], ["我", "爱"], "zh-en/none") == [
        "      我 爱 c ",
        "I           ██",
        "love        ██",
    ]
