"""A drawing as a LaTeX document: the matrix as a TikZ picture and its numbers as a table, to copy into a paper."""

from __future__ import annotations

import re

from seq2seq.figures.drawing.layout import COLOURS, Drawing, Label
from seq2seq.figures.style import text_width

PAGE = (340.0, 500.0)
"""Width and height in points that the text of a page has room for in the class `article`."""
ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}
_COLUMN, _ROW, _LETTER = 30.0, 12.0, 10.0
"""Least width of a column of the table, height of a row, size of letters, in points."""
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_LITERAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        **{char: rf"\{char}" for char in "{}$&#%_"},
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        "'": r"\textquotesingle{}",
        "`": r"\textasciigrave{}",
        '"': r"\textquotedbl{}",
        **{char: f"{{{char}}}" for char in "[]*"},  # which LaTeX would read as an option at the begin of a row
        "→": r"$\rightarrow$",
        "↵": r"$\hookleftarrow$",
        "␣": r"\textvisiblespace{}",
        "…": r"\ldots{}",
        "·": r"\textperiodcentered{}",
        "‹": r"\guilsinglleft{}",
        "›": r"\guilsinglright{}",
        "\u200b": r"\allowbreak{}",
    }
)
_LIGATURE = re.compile(r"([-,])(?=\1)")
"""Of two of these, TeX would make one character."""
_LONG = re.compile(r"(\S{40})(?=\S)")
"""A part of a word after which a line may end; whole, a word of two thousand letters would stop xelatex."""
HEAD = r"""% Set this with xelatex; where all letters are Latin, pdflatex does too.
% What the font has no letter for is left out: choose another one with \setmainfont.
\documentclass{article}
\usepackage{iftex}
\ifPDFTeX\usepackage[T1]{fontenc}\else\usepackage{fontspec}\fi
\usepackage{tikz}"""
CHINESE = r"\usepackage[fontset=fandol,scheme=plain]{ctex}"


def tex(drawing: Drawing) -> bytes:
    """A document with a figure and a table, both no larger than a page."""
    caption = _literal(_LONG.sub("\\1\u200b", " · ".join(drawing.caption)))
    chinese = any(_CHINESE.search(text) for text in (*drawing.caption, *drawing.sources, *drawing.targets))
    lines = [
        HEAD,
        *([CHINESE] if chinese else []),
        *(rf"\definecolor{{{name}}}{{HTML}}{{{colour[1:].upper()}}}" for name, colour in COLOURS.items()),
        r"\begin{document}",
        r"\sloppy",
        r"\begin{figure}",
        r"\centering",
        *_picture(drawing),
        rf"\caption{{{caption}}}",
        r"\end{figure}",
        r"\begin{table}",
        r"\centering",
        *_table(drawing),
        rf"\caption{{{caption}}}",
        r"\end{table}",
        r"\end{document}",
    ]
    return "\n".join([*lines, ""]).encode()


def _picture(drawing: Drawing) -> list[str]:
    scale = min(1.0, PAGE[0] / drawing.width, PAGE[1] / drawing.height)
    boxes = (
        rf"\fill[{box.colour}!{100 * box.ink:.3g}] ({box.x:g}, {box.y:g}) rectangle +({box.width:g}, {box.height:g});"
        for box in drawing.boxes
    )
    nodes = (_node(label, scale) for label in drawing.labels)
    begin = rf"\begin{{tikzpicture}}[x={scale:.4g}pt, y=-{scale:.4g}pt, inner sep=0pt, text=ink]"
    return [begin, *boxes, *nodes, r"\end{tikzpicture}"]


def _node(label: Label, scale: float) -> str:
    size = label.size * scale
    turn = f", rotate={label.turn:g}" if label.turn else ""
    font = rf"\fontsize{{{size:.3g}}}{{{size:.3g}}}\selectfont"
    place = f"({label.x:g}, {label.y:g})"
    return rf"\node[anchor={ANCHORS[label.anchor]}{turn}, font={font}] at {place} {{{_literal(label.text)}}};"


def _table(drawing: Drawing) -> list[str]:
    widths = [max(_COLUMN, _LETTER * (text_width(source) + 1)) for source in drawing.sources]
    wide = sum(widths) + _LETTER * max(map(text_width, drawing.targets))
    scale = min(1.0, PAGE[0] / wide, PAGE[1] / (_ROW * (len(drawing.targets) + 2)))
    rows = [
        " & ".join([_literal(target), *(f"{weight:.2f}" for weight in row)])
        for target, row in zip(drawing.targets, drawing.weights, strict=True)
    ]
    return [
        rf"\scalebox{{{scale:.4g}}}{{\begin{{tabular}}{{l*{{{len(widths)}}}{{r}}}}",
        rf"{' & '.join(['', *map(_literal, drawing.sources)])} \\ \hline",
        *(rf"{row} \\" for row in rows),
        r"\end{tabular}}",
    ]


def _literal(text: str) -> str:
    return _LIGATURE.sub(r"\1{}", text.translate(_LITERAL))
