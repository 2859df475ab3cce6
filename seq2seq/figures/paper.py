"""Worksheets as pages of HTML that need nothing else: what all of them have, and the worksheet of a step.

Whatever was typed is escaped. A sheet has blanks; the same with everything filled in is its key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape

from seq2seq.analysis.step_explainer import OPERATIONS
from seq2seq.analysis.step_explainer.decoder import BEGIN
from seq2seq.analysis.worksheet import ALONE, WIDEST, Cell, Line, Table, Worksheet
from seq2seq.config.schema import PAPERS
from seq2seq.trace.pieces import visible

PAPER_TEXTS = {"name": "Name", "date": "Date", "model": "Model", "sentence": "Sentence"}
"""What stands at the top of a sheet, in English."""
BLANK, NARROW = "______", "____"
"""A blank in a text and one in a table of numbers."""
Say = Callable[[str], str]
"""Translates what is in English."""

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { max-width: 186mm; margin: 0 auto; background: #fff; color: #111; }
@media screen { body { padding: 8mm; } }
h1, h2 { line-height: 1.2; break-after: avoid; }
p, li, tr, svg { break-inside: avoid; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.top span { margin-inline-end: 8mm; }
"""


def paper_page(title: str, body: str, style: str, language: str, paper: str = "") -> str:
    """A page with this `title` and `body`, which are HTML, on paper of a size of PAPERS, or else the printer's."""
    size = f" size: {PAPERS[paper]};" if paper else ""
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>@page {{{size} margin: 12mm; }}{_STYLE}{style}</style>"
    )
    return f'<!doctype html>\n<html lang="{escape(language)}"><head>{head}</head><body>{body}</body></html>\n'


def name_and_date(say: Say) -> str:
    """Where who works on a sheet writes these."""
    fields = (f"<span>{escape(say(PAPER_TEXTS[name]))} {BLANK * 3}</span>" for name in ("name", "date"))
    return f'<p class="top">{"".join(fields)}</p>'


def facts(values: Mapping[str, str]) -> str:
    """What a sheet is of: what each value is called, and the value."""
    named = (f"<span>{escape(name)}: <b>{escape(visible(value))}</b></span> " for name, value in values.items())
    return f'<p class="top">{"".join(named)}</p>'


# -- a step

COLUMNS, BESIDE_MATRIX = 7, 5
"""A table of more columns goes on below, sooner where matrices stand in it."""

TITLES = {
    "embedding": "Embeddings",
    "forward": "Encoder, forward",
    "backward": "Encoder, backward",
    "window": "Convolution",
    "state": "States",
    "start": "First state of the decoder",
    "input": "Input of this step",
    "cell": "Decoder",
    "score": "Scores",
    "head": "Scores of head {n}",
    "weight": "Attention weights",
    "context": "Context",
    "readout": "Readout",
    "logits": "Probabilities",
}
"""What the tables are called, in English."""
TEXTS = {
    "title": "Step {step}, by hand",
    "solution": "Solution",
    "before": "Output so far",
    "about": "Fill in the blanks from top to bottom. The embeddings and the parameters are given, and whatever this "
    "step needs of earlier ones.",
    "rounding": "Numbers have two decimals, in sums as many as it takes for them to add up as printed. If you "
    "calculate with rounded numbers, your last digit may differ.",
    "product": "b is added to the product of matrix and vector. The row of a matrix times the vector is one entry.",
    "piece": "The likeliest piece",
    "total": "Sum",
}
"""What else is on the sheet, in English."""
SHEET_WORDS = (*TITLES.values(), *TEXTS.values(), *PAPER_TEXTS.values())


STEP_STYLE = """
body { font: 8.6pt/1.3 system-ui, sans-serif; }
h1 { margin: 0 0 1mm; font-size: 15pt; }
h2 { margin: 0 0 1mm; font-size: 10.5pt; }
p { margin: 0 0 1.5mm; }
.key { break-before: page; }
section { margin-top: 4mm; }
table { margin-bottom: 1mm; }
th, td { padding: 0.6mm 1.8mm; border: 0.2mm solid #bbb; text-align: center; font-weight: 400; }
thead th { font-weight: 600; }
tbody th { width: 34mm; text-align: start; }
tbody th small { display: block; color: #555; font-size: 7pt; }
i { font-style: italic; }
sub { font-size: 7pt; line-height: 1; }
.h, .v, .m { display: inline-grid; padding: 0 1mm; border-inline: 0.3mm solid #555; text-align: end; }
.h, .v, .m { vertical-align: middle; }
.h { grid-auto-flow: column; }
.h, .m { gap: 0 2mm; }
.sheet .v { line-height: 1.6; }
td:has(.m) { white-space: nowrap; }
td[colspan] > .m { gap: 0 1.2mm; font-size: 7pt; }
.b { display: inline-block; min-width: 10mm; color: #777; }
"""


def worksheet_html(sheet: Worksheet, say: Say = str, language: str = "en") -> str:
    """The sheet with blanks, then on pages of their own the same with all numbers. `say` translates SHEET_WORDS and
    OPERATIONS."""

    def text(name: str) -> str:
        return escape(say(TEXTS[name]))

    title = text("title").format(step=sheet.step + 1)
    values = (sheet.model, sheet.text, " ".join(sheet.before) or BEGIN)
    names = (PAPER_TEXTS["model"], PAPER_TEXTS["sentence"], TEXTS["before"])
    about = facts(dict(zip(map(say, names), values, strict=True)))
    rules = "".join(f"<p>{text(name)}</p>" for name in ("about", "product", "rounding"))
    pages = []
    for solved in (False, True):
        heading = f"{title} · {text('solution')}" if solved else title
        tables = "".join(_section(table, solved, say) for table in sheet.tables)
        said = escape(sheet.piece) if solved else NARROW
        pages.append(
            f'<article class="{"key" if solved else "sheet"}"><header><h1>{heading}</h1>'
            f"{'' if solved else name_and_date(say)}{about}{'' if solved else rules}</header>"
            f"{tables}<p><b>{text('piece')}: {said}</b></p></article>"
        )
    return paper_page(title, "".join(pages), STEP_STYLE, language)


def _section(table: Table, solved: bool, say: Say) -> str:
    """A table in as many parts as its columns need."""
    count = len(table.columns)
    most = BESIDE_MATRIX if any(line.matrix for line in table.lines) else COLUMNS
    size = -(-count // -(-count // most))
    starts = range(0, count, size)
    parts = (_part(table, start, min(start + size, count), solved, say) for start in starts)
    title = escape(say(TITLES[table.name]).format(n=table.head))
    return f"<section><h2>{title}</h2>{''.join(parts)}</section>"


def _part(table: Table, start: int, end: int, solved: bool, say: Say) -> str:
    last = end == len(table.columns)
    totals = last and any(line.total for line in table.lines)
    products = any(line.matrix for line in table.lines)
    head = ["", *([""] if products else []), *map(escape, table.columns[start:end])]
    if totals:
        head.append(escape(say(TEXTS["total"])))
    rows = []
    for line in table.lines:
        once = len(line.cells) == 1 < len(table.columns)
        if once and start:
            continue
        how = f"<small>{escape(say(OPERATIONS[line.operation]))}</small>" if line.operation else ""
        symbol = f"<th><i>{_written(line.symbol)}</i> ={how}</th>"
        # alone, a vector has the room of the matrix that another line has
        wide = products and not line.matrix and table.columns == ALONE
        if line.matrix and len(line.matrix[0]) > WIDEST:  # it has a row of its own
            name, room = _written(line.operands[0]), len(head) - 1
            rows.append(f'<tr><th><i>{name}</i> =</th><td colspan="{room}">{_matrix(line)}</td></tr>')
            line = replace(line, matrix=(), bias=())
        matrix = f"<td>{_matrix(line)}</td>" if products and not wide else ""
        kind = "h" if table.columns == ALONE and not line.matrix else "v"
        cells = [_cell(cell, solved, kind) for cell in (line.cells if once else line.cells[start:end])]
        span = f' colspan="{end - start + wide}"' if once or wide else ""
        shown = "".join(f"<td{span}>{cell}</td>" for cell in cells)
        total = f"<td>{_cell(line.total, solved, kind) if line.total else ''}</td>" if totals else ""
        rows.append(f"<tr>{symbol}{matrix}{shown}{total}</tr>")
    top = "" if table.columns == ALONE else f"<thead><tr>{''.join(f'<th>{each}</th>' for each in head)}</tr></thead>"
    return f"<table>{top}<tbody>{''.join(rows)}</tbody></table>"


def _cell(cell: Cell, solved: bool, kind: str) -> str:
    """A number, or the entries of a vector, side by side where there is room."""
    numbers = [
        f"{'≈' if each.rounded and solved else ''}{each.text}"
        if solved or each.given
        else f'<span class="b">{NARROW}</span>'
        for each in cell
    ]
    if len(numbers) == 1:
        return numbers[0]
    return f'<span class="{kind}">{"".join(f"<span>{number}</span>" for number in numbers)}</span>'


def _matrix(line: Line) -> str:
    if not line.matrix:
        return ""
    entries = "".join(f"<span>{entry}</span>" for row in line.matrix for entry in row)
    columns = f"grid-template-columns: repeat({len(line.matrix[0])}, auto)"
    bias = "".join(f"<span>{entry}</span>" for entry in line.bias)
    return f'<span class="m" style="{columns}">{entries}</span>' + (
        f' b = <span class="v">{bias}</span>' if bias else ""
    )


def _written(symbol: str) -> str:
    """A symbol with its subscripts: W_q, s_{t−1}."""
    return re.sub(r"_(?:\{([^}]*)\}|(\w+))", lambda found: f"<sub>{found[1] or found[2]}</sub>", escape(symbol))
