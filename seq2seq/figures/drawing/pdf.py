"""A drawing as PDF: vectors, and text to select, in subsets of this machine's fonts. The Chinese fonts that a reader of
PDF may bring along would look different, or be missing, on another machine."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from seq2seq.figures.drawing.fonts import Face, Fonts
from seq2seq.figures.drawing.layout import ALONG, Drawing, Label, mixed

if TYPE_CHECKING:
    from fpdf import FPDF

ASCENT = 0.8
"""From the top of a cell of fpdf, as high as its letters, to their baseline."""


def pdf(drawing: Drawing) -> bytes:
    """A page of the size of the drawing. Raises MissingCharacters."""
    from fpdf import FPDF  # a fifth of a second, which no other command need wait for

    fonts = Fonts([label.text for label in drawing.texts])
    page = FPDF(unit="pt", format=(drawing.width, drawing.height))
    page.set_title(drawing.title)
    page.set_creator("Gaze")
    page.set_margin(0)
    page.c_margin = 0
    page.set_auto_page_break(False)
    page.set_text_shaping(True)
    page.add_page()
    page.alias_nb_pages("")  # else {nb} in a sentence would become the number of pages
    for box in drawing.boxes:
        page.set_fill_color(*mixed(box.colour, box.ink))
        page.rect(box.x, box.y, box.width, box.height, style="F")
    page.set_text_color(*mixed("ink", 1))
    for label in drawing.texts:
        _write(page, fonts, label)
    return bytes(page.output())


def _write(page: FPDF, fonts: Fonts, label: Label) -> None:
    runs = fonts.runs(label.text)
    widths = []
    for run in runs:
        _choose(page, run.face, label.size)
        widths.append(page.get_string_width(run.text))
    x = label.x - sum(widths) * ALONG[label.anchor]
    with page.rotation(label.turn, label.x, label.y) if label.turn else nullcontext():
        for run, width in zip(runs, widths, strict=True):
            _choose(page, run.face, label.size)
            page.set_xy(x, label.y - ASCENT * label.size)
            page.cell(width, label.size, run.text)
            x += width


def _choose(page: FPDF, face: Face, size: float) -> None:
    """Write on in this font."""
    family = str(face.path).lower()
    if family not in page.fonts:
        page.add_font(family, fname=face.path, collection_font_number=face.number)
    page.set_font(family, size=size)
