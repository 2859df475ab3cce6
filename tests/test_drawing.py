"""Drawings of traces made by hand, read back by parsers of XML, PDF and pictures that know nothing of this project."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import av
import numpy as np
import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from seq2seq.config.edits import MaskSource
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.figures.drawing import WRITERS, pixels
from seq2seq.figures.drawing.fonts import Fonts, MissingCharacters
from seq2seq.figures.drawing.html import html
from seq2seq.figures.drawing.layout import COLOURS, Drawing, layout, mixed
from seq2seq.figures.drawing.pdf import pdf
from seq2seq.figures.drawing.pixels import LAST_TIME, MOVING, SLIDE, STEP_TIME, gif, png, webm, webp
from seq2seq.figures.drawing.svg import svg
from seq2seq.figures.drawing.tex import tex
from seq2seq.notebook import draw
from seq2seq.trace.pieces import visible
from seq2seq.trace.trace import DecodeTrace
from tests.conftest import RunCommand
from tests.traces import hand_made

SVG = "{http://www.w3.org/2000/svg}"
NOWHERE = "\U000e0fff"
"""A code point that means nothing, so that no font has it."""


DIAGONAL = [[mixed("attention", 1) if i == j else (255, 255, 255) for j in range(3)] for i in range(3)]
"""The colours of weights of 1 on the diagonal."""


def fonts_have(text: str) -> bool:
    try:
        Fonts([text])
    except MissingCharacters:
        return False
    return True


chinese = pytest.mark.skipif(not fonts_have("我爱你 é ↵→"), reason="no font of this machine has Chinese")


def love() -> DecodeTrace:
    """Three steps over 我 爱 你; the first head looks at one piece a step, the second at all alike."""
    weights = np.stack([np.eye(3), np.full((3, 3), 1 / 3)], axis=1)
    return hand_made(weights, ["▁I", "▁love", "▁you"], ["我", "爱", "你"], "zh-en/multi_head")


def long(count: int, steps: int) -> DecodeTrace:
    pieces = [f"▁word{i}" for i in range(steps)]
    return hand_made(np.full((steps, 1, count), 1 / count), pieces, [f"▁piece{i}" for i in range(count)])


def read_page(data: bytes) -> tuple[list[str], Image.Image]:
    """The lines of text that one can select in a PDF, and what its one page looks like, a pixel a point."""
    with PdfDocument(data) as document:
        assert len(document) == 1
        lines = document[0].get_textpage().get_text_range().splitlines()
        return lines, document[0].render().to_pil()


def svg_texts(drawing: Drawing) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg(drawing)).iter(f"{SVG}text")]


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def pixel(picture: Image.Image, at: tuple[int, int]) -> tuple[int, ...]:
    found = picture.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return found


def middle(drawing: Drawing, size: tuple[int, int], row: int, column: float) -> tuple[int, int]:
    """The pixel in the middle of a cell, where the drawing stands in the middle of a picture of this size."""
    scale = min(size[0] / drawing.width, size[1] / drawing.height)
    place = drawing.rows[row]
    x = place.x + (column + 0.5) * place.width / len(drawing.sources)
    y = place.y + place.height / 2
    left, top = (size[0] - scale * drawing.width) / 2, (size[1] - scale * drawing.height) / 2
    return round(left + scale * x), round(top + scale * y)


# -- layout


def test_a_row_a_step_and_a_column_a_piece() -> None:
    drawing = layout(love(), head=0)
    cells = [box for box in drawing.boxes if box.colour == "attention"][:3]
    assert [box.step for box in cells] == [0, 1, 2]
    assert cells[0].x < cells[1].x < cells[2].x and cells[0].y < cells[1].y < cells[2].y
    assert [label.text for label in drawing.labels[:6]] == ["I", "love", "you", "我", "爱", "你"]
    for row, cell in zip(drawing.rows, cells, strict=True):
        assert row.y <= cell.y and cell.y + cell.height <= row.y + row.height


def test_heads_are_averaged_or_one_is_drawn_and_the_caption_says_which() -> None:
    mean, second = layout(love()), layout(love(), head=1)
    assert mean.weights[0] == pytest.approx((2 / 3, 1 / 6, 1 / 6))
    assert second.weights[0] == pytest.approx((1 / 3,) * 3)
    assert (mean.caption[1], second.caption[1]) == (
        "zh-en/multi_head · mean of 2 heads",
        "zh-en/multi_head · head 2 of 2",
    )
    with pytest.raises(IndexError):
        layout(love(), head=2)


def test_the_caption_has_sentence_translation_model_and_source() -> None:
    sentence, model, origin = layout(love()).caption
    assert sentence == "我爱你 → I love you"
    assert model.startswith("zh-en/multi_head")
    assert origin.startswith("Gaze · ") and "tatoeba.org" in origin
    own = replace(love(), request=Request("mine/dot", "我爱你"))
    assert layout(own).caption[1:] == ("mine/dot · mean of 2 heads", "Gaze")


def test_the_caption_says_what_was_changed_and_what_was_not_read() -> None:
    request = Request(
        "zh-en/dot", "我爱你们", prefix=("▁I",), edits=(MaskSource(1),), search=SearchConfig(beam=5, length_penalty=0.5)
    )
    trace = replace(love(), request=request, source=replace(love().source, cut="们"))
    assert layout(trace, 0).caption[:2] == (
        "我爱你 … → I love you",
        "zh-en/dot · begins with I · mask_2 · beam 5 · length penalty 0.5 · head 1 of 2",
    )


def test_without_attention_there_is_a_grey_column_and_no_scale() -> None:
    drawing = layout(hand_made(np.full((2, 1, 2), 0.5), ["a", "b"], ["c", "d"], "zh-en/none"))
    assert drawing.sources == ("c", "d", "c")
    assert [box.colour for box in drawing.boxes if box.ink == 1] == ["fixed", "fixed"]
    assert "attention" not in {box.colour for box in drawing.boxes}
    assert {"0", "1"}.isdisjoint(label.text for label in drawing.texts)


@pytest.mark.parametrize(
    "trace",
    [
        hand_made(np.ones((1, 1, 1)), ["a"], ["b"]),
        love(),
        long(200, 3),
        long(3, 200),
        hand_made(np.ones((1, 1, 1)), ["x" * 900], ["😀" * 300]),
    ],
    ids=["1×1", "love", "wide", "tall", "long"],
)
def test_everything_stands_on_the_page(trace: DecodeTrace) -> None:
    drawing = layout(trace)
    for box in (*drawing.boxes, *drawing.rows):
        assert box.x >= 0 and box.x + box.width <= drawing.width
        assert box.y >= 0 and box.y + box.height <= drawing.height
    assert all(0 < label.y < drawing.height and 0 < label.x < drawing.width for label in drawing.texts)
    assert all(len(label.text) * label.size * 0.4 < drawing.width for label in drawing.words)
    assert len({(label.x, label.y) for label in drawing.texts}) == len(drawing.texts)


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("size", [(1, 1), (200, 2), pytest.param((2, 60), marks=pytest.mark.slow)], ids=str)
def test_every_format_draws_the_smallest_and_the_largest(write, size: tuple[int, int]) -> None:
    trace = hand_made(np.full((*size[::-1], 1), 0.5).transpose(0, 2, 1), ["a"] * size[1], ["b"] * size[0])
    assert write(layout(trace))


# -- SVG


def test_an_svg_has_the_colours_of_the_app() -> None:
    drawing = layout(love(), head=0)
    fills = [element.get("fill") for element in ElementTree.fromstring(svg(drawing)).iter(f"{SVG}rect")]
    assert fills[:4] == ["white"] + ["rgb(52, 87, 213)"] * 3  # weights of 0 leave the ground as it is
    assert COLOURS["attention"] == "#3457d5"


HOSTILE = [
    "<script>alert(1)</script>",
    "a & b &amp; <",
    r"\input{x}$x_1^2$%#~{}",
    "{nb}",
    "[2] *",
    "😀",
    "مرحبا",
    "\u202eabc\0",
    "\"quoted' ]]>",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_text_of_users_is_text_in_an_svg(text: str) -> None:
    drawing = layout(hand_made(np.ones((1, 1, 1)), [text], [text]))
    root = ElementTree.fromstring(svg(drawing))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "title", "rect", "g", "text"}
    texts = svg_texts(drawing)
    assert texts.count(drawing.labels[0].text) >= 2
    assert visible(f"{text.strip()} → {text}") == root.findtext(f"{SVG}title")


def test_what_xml_forbids_is_replaced() -> None:
    assert "a\ufffdb" in svg_texts(layout(hand_made(np.ones((1, 1, 1)), ["a\uffffb"], ["c"])))


# -- HTML, stepped through by hand


class _Elements(HTMLParser):
    """The tags of a page, and its texts by the id of the element that they are in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: dict[str, str] = {}
        self._id = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        self._id = values.get("id") or values.get("for") or ""

    def handle_data(self, data: str) -> None:
        if self._id and data.strip():
            self.texts[self._id] = data


def test_a_page_has_a_button_for_each_step_and_names_its_largest_weights() -> None:
    weights = [[0.7, 0.296, 0.004], [0.25, 0.25, 0.5]]
    page = _Elements(html(layout(hand_made(weights, ["▁I", "</s>"], ["我", "爱", "你"]))).decode())
    assert page.tags.count("input") == 2
    assert (page.texts["s0"], page.texts["s1"]) == ("I", "↵")
    assert page.texts["now0"] == "I: 我 0.70, 爱 0.30"
    assert page.texts["now1"] == "↵: 你 0.50, 我 0.25, 爱 0.25"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_text_of_users_is_text_in_a_page(text: str) -> None:
    page = html(layout(hand_made(np.ones((1, 1, 1)), [text], [text]))).decode()
    plain = html(layout(hand_made(np.ones((1, 1, 1)), ["a"], ["a"]))).decode()
    assert {*_Elements(page).tags} == {*_Elements(plain).tags}
    assert "script" not in _Elements(page).tags


def test_a_model_without_attention_has_no_heads_in_its_caption() -> None:
    assert layout(hand_made(np.zeros((1, 2, 1)), ["▁I"], ["我"], "zh-en/none")).caption[1] == "zh-en/none"


# -- PDF


@chinese
def test_pieces_and_caption_can_be_selected_in_a_pdf() -> None:
    drawing = layout(love(), head=0)
    data = pdf(drawing)
    lines, picture = read_page(data)
    assert lines[:3] == ["I", "love", "you"]
    assert lines[3].split() == ["我", "爱", "你"]
    assert lines[5:7] == ["我爱你 → I love you", "zh-en/multi_head · head 1 of 2"]
    assert lines[7].startswith("Gaze · ")
    seen = [[pixel(picture, middle(drawing, picture.size, i, j)) for j in range(3)] for i in range(3)]
    assert seen == DIAGONAL
    assert b"/Subtype /Image" not in data  # vectors
    assert len(data) < 100_000  # subsets of fonts, which have megabytes


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_text_of_users_is_text_in_a_pdf(text: str) -> None:
    if not fonts_have(visible(text)):
        pytest.skip("no font of this machine has these characters")
    lines, _ = read_page(pdf(layout(hand_made(np.ones((1, 1, 1)), [text], ["b"]))))
    assert lines[0] == visible(text)


# -- pixels


@chinese
def test_a_png_has_the_size_of_a_slide_and_the_weights_in_their_places() -> None:
    drawing = layout(love(), head=0)
    picture = opened(png(drawing))
    assert (picture.format, picture.size) == ("PNG", SLIDE)
    seen = [[pixel(picture, middle(drawing, SLIDE, i, j)) for j in range(3)] for i in range(3)]
    assert seen == DIAGONAL
    assert pixel(picture, (0, 0)) == (255, 255, 255)


def test_a_matrix_too_large_for_a_slide_is_not_made_smaller() -> None:
    drawing = layout(long(200, 3))
    assert opened(png(drawing)).width >= drawing.width > SLIDE[0]


@chinese
@pytest.mark.parametrize(("write", "kind"), [(gif, "GIF"), (webp, "WEBP")])
def test_a_moving_picture_has_a_frame_a_step_in_which_its_row_appears(write, kind: str) -> None:
    drawing = layout(love(), head=0)
    picture = opened(write(drawing))
    assert (picture.format, picture.size, getattr(picture, "n_frames", 1)) == (kind, MOVING, 3)
    full = mixed("attention", 1)
    for frame in range(3):
        picture.seek(frame)
        diagonal = [pixel(picture, middle(drawing, MOVING, i, i)) for i in range(3)]
        assert [colour == full for colour in diagonal] == [i <= frame for i in range(3)]
        assert pixel(picture, (0, 0)) == (255, 255, 255)
        edge = middle(drawing, MOVING, frame, -0.48)
        assert pixel(picture, edge) == mixed("step", 1)


@pytest.mark.parametrize("write", [gif, webp, webm])
def test_twelve_steps_fit_into_two_megabytes(write) -> None:
    weights = np.random.default_rng(0).dirichlet(np.ones(12), (12, 1)).reshape(12, 1, 12)
    data = write(layout(hand_made(weights, [f"▁step{i}" for i in range(12)], [f"▁piece{i}" for i in range(12)])))
    assert write is webm or getattr(opened(data), "n_frames", 1) == 12
    assert 5_000 < len(data) <= 2e6


@chinese
def test_a_film_shows_each_step_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read as a player reads it; a film has no exact colours, and an even number of lines."""
    monkeypatch.setattr(pixels, "MOVING", (MOVING[0] + 1, MOVING[1] + 1))
    drawing = layout(love(), head=0)
    with av.open(BytesIO(webm(drawing)), "r") as film:
        (video,) = film.streams
        assert (film.format.name, video.codec_context.name) == ("matroska,webm", "vp9")
        frames = [(frame.time, frame.to_image()) for frame in film.decode(video=0)]
    assert len(frames) == 5 * (2 * STEP_TIME + LAST_TIME) // 1000
    assert frames[0][1].size == (MOVING[0] + 2, MOVING[1] + 2)
    for time, image in frames:
        step = min(int(time * 1000) // STEP_TIME, 2)
        diagonal = [pixel(image, middle(drawing, pixels.MOVING, i, i)) for i in range(3)]
        full = [sum(abs(a - b) for a, b in zip(each, mixed("attention", 1), strict=True)) < 30 for each in diagonal]
        assert full == [i <= step for i in range(3)]


# -- LaTeX


def test_a_tex_has_a_picture_a_table_of_the_numbers_and_chinese_where_there_is_some() -> None:
    text = tex(layout(love())).decode()
    assert text.count(r"\fill[attention!") == 9 + 10  # cells and scale
    assert "love & 0.17 & 0.67 & 0.17 \\\\" in text and " & 我 & 爱 & 你 \\\\ \\hline" in text
    assert r"\begin{tabular}{l*{3}{r}}" in text
    assert "{ctex}" in text
    assert "{ctex}" not in tex(layout(hand_made(np.ones((1, 1, 1)), ["a"], ["b"]))).decode()


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_text_of_users_is_text_in_a_tex(text: str) -> None:
    lines = tex(layout(hand_made(np.ones((1, 1, 1)), [text], [text]))).decode()
    body = re.sub(r"\\[\\{}$&#%_]", "", lines.partition(r"\begin{document}")[2])
    assert body.count("{") == body.count("}")
    assert not re.search(r"[%#~^]|\\input|_", body)
    assert set(re.findall(r"\$[^$]*\$", body)) <= {r"$\rightarrow$", r"$\hookleftarrow$"}
    assert not re.search(r"^[\[*]", lines, re.MULTILINE)  # which would belong to the \\ before it
    names = set(re.findall(r"\\([a-z]+)", body))
    assert names <= {
        *("begin", "end", "fill", "node", "caption", "centering", "sloppy", "scalebox", "hline", "fontsize"),
        *("selectfont", "rightarrow", "hookleftarrow", "textvisiblespace", "textbackslash", "textasciicircum"),
        *("textasciitilde", "textless", "textgreater", "textbar", "textquotesingle", "textasciigrave", "textquotedbl"),
        *("allowbreak", "ldots", "textperiodcentered", "guilsinglleft", "guilsinglright"),
    }


def test_what_would_become_another_character_in_tex_is_kept_apart() -> None:
    text = tex(layout(hand_made(np.ones((1, 1, 1)), ["--,,"], ["b"]))).decode()
    assert "{-{}-,{},}" in text


def test_a_long_word_of_a_tex_caption_can_be_broken() -> None:
    text = tex(layout(hand_made(np.ones((1, 1, 1)), ["a"], ["b" * 100]))).decode()
    assert r"\caption{" + r"\allowbreak{}".join(["b" * 40, "b" * 40, "b" * 20]) + " $" in text


# -- files and the command line


def test_an_unknown_ending_and_a_character_of_no_font_are_refused(tmp_path: Path) -> None:
    trace = hand_made(np.ones((1, 1, 1)), ["a"], [f"b{NOWHERE}"])
    for name in ("x.bmp", "x"):
        with pytest.raises(ValueError, match=r"a drawing ends in \.svg, \.pdf, \.png, \.gif, \.webp, \.webm, \.tex"):
            draw(trace, tmp_path / name)
    for ending in (".pdf", ".png", ".gif", ".webp", ".webm"):
        with pytest.raises(
            MissingCharacters, match=rf"no font of this machine has {NOWHERE} \(U\+E0FFF\): .* draw an \.svg"
        ):
            draw(trace, tmp_path / f"x{ending}")
    assert not [*tmp_path.iterdir()]
    draw(trace, tmp_path / "x.SVG")
    assert NOWHERE in (tmp_path / "x.SVG").read_text("utf-8")


@chinese
@pytest.mark.usefixtures("at_house")
def test_the_command_draws_every_format(output_of: RunCommand, tmp_path: Path) -> None:
    for ending in WRITERS:
        out = tmp_path / f"x{ending}"
        assert output_of("draw", "我爱猫。", "--model", "zh-en/multi_head", "--out", out) == ""
        assert out.stat().st_size > 1000
    output_of("draw", "我爱猫。", "--beam", "2", "--edits", "mask_2", "--out", tmp_path / "y.svg")
    assert "zh-en/additive · mask_2 · beam 2" in (tmp_path / "y.svg").read_text("utf-8")


@pytest.mark.usefixtures("at_house")
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["draw", "我"], "the following arguments are required: --out"),
        (["draw", "我", "--out", "x.bmp", "--model", "zh-en/telepathy"], "x.bmp: a drawing ends in .svg, .pdf"),
        (["draw", "我", "--out", "x.svg", "--head", "9"], "there is no such head: the model has 1"),
        (["draw", "我", "--out", "nowhere/x.svg"], "No such file or directory: 'nowhere/x.svg'"),
        (["draw", "", "--out", "x.svg"], "there is nothing to translate in an empty text"),
    ],
)
def test_the_command_refuses_in_one_line(error_of: RunCommand, arguments: list[str], reason: str) -> None:
    assert reason in error_of(*arguments)
