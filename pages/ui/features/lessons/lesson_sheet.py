"""A lesson on paper: its questions, its sentences with blanks for their numbers, its tables, and the weights of its
sentence as a grid to shade. The key is the same with everything filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import zip_longest

from pages.ui.address.codec import parse_search
from pages.ui.address.languages import translate_message
from pages.ui.address.view import FIRST_FAMILY
from pages.ui.features.lessons.lesson import Content, Element, Lesson, Part, query_of
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.figures.drawing.grid import weight_grid
from seq2seq.figures.drawing.svg import svg
from seq2seq.figures.paper import BLANK, PAPER_TEXTS, facts, name_and_date, paper_page
from seq2seq.trace.pieces import visible
from seq2seq.trace.trace import DecodeTrace

ADDITIVE = "additive"
SHEET_TEXTS = {
    "sheet": "Worksheet: {title}",
    "key": "Answer key: {title}",
    "about": "Fill in the blanks and cross one answer to each question. An arrow names a view of the lesson in which "
    "the numbers can be read.",
    "grid": "Where it looks",
    "shade": "Shade every cell, darker for a larger weight: guess first, then compare with the app. The numbers of a "
    "row add up to the sum at its end.",
}
"""What is on a sheet besides the lesson, in English."""

_NUMBER = re.compile(r"(?<![\w.,])[−-]?(?:\d+\.\d+|\d{1,3}(?:,\d{3})+|\d{3,})(?!\d|[.,]\d)", re.ASCII)
"""What becomes a blank: a number with decimals, or a large one."""
_PROSE = ("p", "ul", "ol", "blockquote")
_YEAR = re.compile(r"(?:19|20)\d\d")
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_BEFORE, _AFTER = re.compile(r"[·+−⊙] ?$"), re.compile(r" ?[·+⊙≈=]| −")
_ENTRY = re.compile(r"[−-]?[\d.,]+%?", re.ASCII)
"""A cell of a table that is a number."""


def sheet_request(lesson: Lesson) -> Request | None:
    """What the grid is of: the first sentence that the lesson opens, with *Additive* where that view has no attention;
    None for a lesson that opens none."""
    for query in map(query_of, lesson.links()):
        if "q" in query:
            scorer = query.get("scorer", ADDITIVE)
            shown = ADDITIVE if scorer.partition("@")[0] == "none" else scorer
            search = parse_search(query["search"]) if "search" in query else SearchConfig()
            return Request(f"{query.get('family', FIRST_FAMILY)}/{shown}", query["q"], search=search)
    return None


def lesson_sheet(lesson: Lesson, trace: DecodeTrace | None, language: str, paper: str, solved: bool) -> str:
    """A page of HTML: the sheet with blanks, or the key. `trace` is that of `sheet_request`;
    without one, or without weights in it, there is no grid. `paper` is one of PAPERS."""

    def english(message: str) -> str:
        return translate_message(message, language)

    def say(name: str) -> str:
        return english(SHEET_TEXTS[name])

    title = escape(say("key" if solved else "sheet")).format(title=escape(visible(lesson.title)))
    top = "" if solved else name_and_date(english)
    parts = "".join(_part(part, solved) for part in lesson.parts)
    grid = ""
    if trace and trace.attends:
        shown = (trace.request.model, f"{trace.request.text} → {trace.text}")
        about = facts(dict(zip((english(PAPER_TEXTS[name]) for name in ("model", "sentence")), shown, strict=True)))
        drawn = svg(weight_grid(trace, solved)).decode()
        grid = (
            f'<section class="grid"><h2>{escape(say("grid"))}</h2><p>{escape(say("shade"))}</p>{about}{drawn}</section>'
        )
    body = f"<h1>{title}</h1>{top}<p>{escape(say('about'))}</p>{parts}{grid}"
    return paper_page(title, body, _STYLE, language, paper)


def _part(part: Part, solved: bool) -> str:
    """What there is to answer in a part, under its heading; nothing if there is nothing."""
    blocks = list(_blocks(part, solved))
    if all(block.startswith('<p class="view">') for block in blocks):
        return ""
    return f"<section><h2>{escape(visible(part.title))}</h2>{''.join(blocks)}</section>"


def _blocks(part: Part, solved: bool) -> Iterator[str]:
    """Views by name, prose with numbers, tables, and questions with the paragraph that asks each."""
    texts = [element.text for element in part.content if element.tag in _PROSE]
    sought = frozenset(text[first:end] for text in texts for first, end in _asked(text))
    for element, following in zip_longest(part.content, part.content[1:]):
        asks = following is not None and following.tag == "question"
        match element.tag:
            case "view":
                yield f'<p class="view">→ {escape(visible(element.text))}</p>'
            case "question":
                yield _question(element, solved)
            case "table":
                yield _table(element, solved)
            case "p" if asks:
                yield f'<div class="ask">{_written(element)}</div>'
            case "p" if element.text.endswith((":", "：")) and following and _asked(following.text):
                yield _written(element)  # what the numbers of the next line are of
            case tag if tag in _PROSE and _asked(element.text, sought):
                yield _with_blanks(element, sought, solved)


def _question(question: Element, solved: bool) -> str:
    """The choices; in the key with a cross, and what is said of the right one."""
    items = []
    for choice in _elements(question):
        words, remark = _elements(choice)
        right = solved and "right" in choice.attributes
        comment = f'<div class="remark">{_inner(remark)}</div>' if right else ""
        items.append(f'<li><span class="box">{"×" if right else ""}</span> {_inner(words)}{comment}</li>')
    return f'<ul class="choices">{"".join(items)}</ul>'


def _table(table: Element, solved: bool) -> str:
    """The table with blanks for its numbers; if it has none, for its last column."""
    head, body = _elements(table)
    rows = [_elements(row) for row in _elements(body)]
    numbers = any(_ENTRY.fullmatch(cell.text) for row in rows for cell in row)

    def written(cell: Element, last: bool) -> str:
        if not (_ENTRY.fullmatch(cell.text) if numbers else last):
            return _written(cell)
        return f"<td>{_answer(_inner(cell)) if solved else _blank()}</td>"

    lines = ("".join(written(cell, cell is row[-1]) for cell in row) for row in rows)
    return f"<table>{_written(head)}<tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def _asked(text: str, sought: frozenset[str] = frozenset()) -> list[tuple[int, int]]:
    """Where the numbers stand that a reader is to find: not those in brackets, which are vectors and years of papers,
    nor what a sum begins with, unless that is `sought` in another place, where it would be the answer."""
    given = [found.span() for found in _IN_BRACKETS.finditer(text)]
    return [
        found.span()
        for found in _NUMBER.finditer(text)
        if not _YEAR.fullmatch(found[0])
        and not any(start <= found.start() < end for start, end in given)
        and (found[0] in sought or not (_BEFORE.search(text[: found.start()]) or _AFTER.match(text, found.end())))
    ]


def _with_blanks(element: Element, sought: frozenset[str], solved: bool) -> str:
    """The element with a blank in place of each number that is asked for."""
    asked, at = _asked(element.text, sought), 0

    def text(content: str) -> str:
        nonlocal at
        start, at = at, at + len(content)
        written, rest = "", 0
        for first, end in ((first - start, end - start) for first, end in asked if start <= first and end <= at):
            answer = escape(content[first:end])
            written += escape(visible(content[rest:first])) + (_answer(answer) if solved else _blank())
            rest = end
        return written + escape(visible(content[rest:]))

    def written(content: Content) -> str:
        return text(content) if isinstance(content, str) else _tagged(content, "".join(map(written, content.children)))

    return written(element)


def _answer(html: str) -> str:
    return f'<b class="answer">{html}</b>'


def _blank() -> str:
    return f'<span class="blank">{BLANK}</span>'


def _written(content: Content) -> str:
    """The content as HTML."""
    return escape(visible(content)) if isinstance(content, str) else _tagged(content, _inner(content))


def _inner(element: Element) -> str:
    return "".join(map(_written, element.children))


def _tagged(element: Element, inner: str) -> str:
    """Links are words on paper."""
    if element.tag == "br":
        return "<br>"
    return inner if element.tag == "a" else f"<{element.tag}>{inner}</{element.tag}>"


def _elements(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element)]


_STYLE = """
body { font: 10.5pt/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 3mm; font-size: 17pt; }
h2 { margin: 5mm 0 1.5mm; font-size: 12.5pt; }
p { margin: 0 0 2mm; }
h1, h2, p, li, td { overflow-wrap: anywhere; }
.view { color: #444; font-size: 9pt; break-after: avoid; }
.ask { break-inside: avoid; break-after: avoid; }
.ask p { margin: 3mm 0 1mm; font-weight: 600; }
.choices { margin: 0 0 3mm; padding: 0; list-style: none; break-inside: avoid; }
.choices li { padding-inline-start: 7mm; text-indent: -7mm; }
.box { display: inline-block; width: 4mm; height: 4mm; margin-inline-end: 3mm; border: 0.3mm solid #111; }
.box { text-indent: 0; text-align: center; line-height: 3.2mm; vertical-align: -0.6mm; }
.remark { color: #444; font-size: 9pt; text-indent: 0; }
.remark p { margin: 0; }
table { width: 100%; margin: 2mm 0 3mm; }
thead { display: table-header-group; }
th, td { padding: 1.2mm 2.5mm; border: 0.2mm solid #777; text-align: start; }
.blank { white-space: nowrap; letter-spacing: 0.6mm; }
.answer { font-weight: 700; text-decoration: underline; }
.grid { break-inside: avoid; }
svg { display: block; max-width: 100%; max-height: 215mm; height: auto; }
"""
