"""A worksheet: one step of a small network on paper, with blanks to fill in, and the key on pages of its own.

Every box of the network is a table: a line for each operation, a column for each source piece, or one for the step.
Numbers have two decimals; those of a sum have as many as it takes for the sum to add up as printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

import numpy as np

from seq2seq.analysis.boxes import pictured_boxes
from seq2seq.analysis.step_explainer import OPERATIONS, Operation, StepExplanation, open_box
from seq2seq.analysis.step_explainer.decoder import BEGIN
from seq2seq.config.arrays import Array
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import ModelConfig
from seq2seq.trace.pieces import piece_label, visible

WIDEST, MOST_WORDS = 8, 32
"""The widest vectors and the largest vocabulary that fit on paper."""
COLUMNS, BESIDE_MATRIX = 7, 5
"""A table of more columns goes on below, sooner where matrices stand in it."""
DECIMALS, MOST_DECIMALS = 2, 4
"""Of a number on its own, and the most of one that is part of a sum."""
MINUS, BLANK = "−", "____"
ALONE = ("",)
"""The columns of a table of the step, which has one, without a heading."""

GIVEN = {"id", "row", "input", "parameter", "rule", "place", "below", "past", "coverage", "all_pieces"}
"""The operations whose results are printed on the sheet: what does not have to be worked out."""
CARRIED = {"earlier", "memory"}
"""Results of the step before; given, too, unless they are those of the piece before."""

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
    "name": "Name",
    "date": "Date",
    "model": "Model",
    "sentence": "Sentence",
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
SHEET_WORDS = (*TITLES.values(), *TEXTS.values())


@dataclass(frozen=True)
class Number:
    """A number as it is printed: on the sheet only if it is `given`, otherwise there is a blank."""

    value: float
    given: bool = False
    decimals: int = DECIMALS
    rounded: bool = False
    """Whether it is a sum that does not add up as printed."""

    @property
    def text(self) -> str:
        if np.isneginf(self.value):
            return f"{MINUS}∞"
        written = f"{abs(self.value):.{self.decimals}f}"
        return MINUS * (self.value < 0 and float(written) != 0) + written

    @property
    def printed(self) -> float:
        """Its value as printed."""
        return round(self.value, self.decimals)


Cell = tuple[Number, ...]
"""The entries of a vector, or one number."""


@dataclass(frozen=True)
class Line:
    """An operation: its `symbol` as in `Operation`, the key of OPERATIONS if it has one, a cell for each column or one
    for all; the symbols of its operands, and the matrix and bias in it as printed. `total`: of all columns together."""

    symbol: str
    operation: str
    cells: tuple[Cell, ...]
    operands: tuple[str, ...] = ()
    matrix: tuple[tuple[str, ...], ...] = ()
    bias: tuple[str, ...] = ()
    total: Cell | None = None


@dataclass(frozen=True)
class Table:
    """A box of the network: a key of TITLES, the number of its head from 1 where there are several, columns, lines."""

    name: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    head: int = 0


@dataclass(frozen=True)
class Worksheet:
    """A step, from 0, of a sentence: the model, what was said `before`, what is said, and the tables."""

    model: str
    text: str
    step: int
    before: tuple[str, ...]
    piece: str
    tables: tuple[Table, ...]


def worksheet(explanation: StepExplanation, step: int) -> Worksheet:
    """The step of an explanation, from 0. Raises what `refuse_unfit` does, IndexError for a step that there is not."""
    config, trace = explanation.parts.config, explanation.trace
    refuse_unfit(config)
    if not 0 <= step < len(trace):
        raise IndexError(f"there is no step {step}")
    tables = list[Table]()
    for name in pictured_boxes(config):
        match name:
            case "start" if step:
                continue
            case "context":
                tables += _attention(explanation, step)
            case "logits":
                tables.append(_probabilities(explanation, step))
            case _:
                tables.append(_box(explanation, name, step))
    return Worksheet(
        trace.request.model,
        trace.request.text,
        step,
        tuple(map(piece_label, trace.pieces[:step])),
        piece_label(trace.pieces[step]),
        tuple(map(_adding_up, tables)),
    )


def refuse_unfit(config: ModelConfig) -> None:
    """Raise InvalidRequest for a network that is too large for paper, or whose decoder is a Transformer or copies."""
    if config.decoder or config.copying:
        raise InvalidRequest("worksheets are for recurrent decoders that do not copy")
    width = max(config.embedding, config.encoder_width, config.decoder_hidden, config.attention)
    if width > WIDEST or config.target_vocab > MOST_WORDS:
        raise InvalidRequest(
            "its vectors have {width} numbers and its vocabulary {words} pieces, too many for paper",
            width=width,
            words=f"{config.target_vocab:,}",
        )


# -- the tables


def _box(explanation: StepExplanation, name: str, step: int) -> Table:
    box = open_box(explanation, name)
    source = box.axis == "source"
    places = range(len(explanation.reading.ids)) if source else [step]
    columns = tuple(map(piece_label, explanation.trace.source.pieces)) if source else ALONE
    if name == "input":
        columns = (piece_label(explanation.trace.pieces[step - 1]) if step else BEGIN,)
    carried = set() if source or (step == 0 and not _fed(explanation.parts.config)) else CARRIED
    lines = (_line(term, [_at(term.value, place) for place in places], carried) for term in box.terms)
    return Table(name, columns, tuple(lines))


def _fed(config: ModelConfig) -> bool:
    return config.order != "attend_first" and config.input_feeding


def _at(value: Array, place: int) -> Array:
    return value[min(place, len(value) - 1)]


def _line(term: Operation, values: Sequence[Array], carried: set[str] = CARRIED) -> Line:
    """A line with its value in each column; if it is the same in all, once."""
    given = term.operation in GIVEN | carried
    decimals = 0 if term.operation == "id" else DECIMALS
    once = len(values) > 1 and all(np.array_equal(value, values[0]) for value in values)
    cells = tuple(
        tuple(_number(entry, given or not value.any(), decimals) for entry in np.atleast_1d(value))
        for value in (values[:1] if once else values)
    )
    matrix = () if term.matrix is None else tuple(tuple(map(_exactly, row)) for row in term.matrix)
    bias = () if term.bias is None else tuple(map(_exactly, term.bias))
    return Line(term.symbol, term.operation, cells, term.operands, matrix, bias)


def _number(value: float, given: bool, decimals: int = DECIMALS) -> Number:
    """A number; what is given has all the decimals that it has."""
    return Number(float(value), given, _needed(value, decimals) if given else decimals)


def _needed(value: float, decimals: int = DECIMALS) -> int:
    """As few decimals, from so many on, as say exactly what the value is, if there are not too many."""
    if not np.isfinite(value):
        return decimals
    return next((n for n in range(decimals, MOST_DECIMALS + 1) if abs(round(value, n) - value) < 1e-6), decimals)


def _exactly(value: float) -> str:
    return _number(value, given=True).text


def _attention(explanation: StepExplanation, step: int) -> list[Table]:
    """Scores and weights of each head, and the context."""
    trace, config = explanation.trace, explanation.parts.config
    if not trace.attends:
        ends = open_box(explanation, "start").terms[0]
        value = explanation.contexts[step]
        return [Table("context", ALONE, (_line(Operation("c_t", ends.operation, value), [value]),))]
    count = trace.weights.shape[1]
    tables = list[Table]()
    given = CARRIED | {"query"} if config.order == "attend_first" and step else CARRIED
    for head in range(count):
        derivations = [explanation.arithmetic(i, head).terms for i in range(len(trace.source.pieces))]
        lines = [
            _line(terms[0], [_at(term.value, step) for term in terms], given)
            for terms in zip(*derivations, strict=True)
        ]
        number = head + 1 if count > 1 else 0
        columns = tuple(map(piece_label, trace.source.pieces))
        tables.append(Table("head" if number else "score", columns, tuple(lines), number))
        tables.append(Table("weight", columns, _weight_lines(explanation, step, head), number))
    return [*tables, _context(explanation, step)]


def _weight_lines(explanation: StepExplanation, step: int, head: int) -> tuple[Line, ...]:
    """From the scores of a head to its weights."""
    weighing, weights = explanation.weighing, explanation.weights[step, head]
    if explanation.replaced[step]:
        return (_columns("α_ti", "rule", weights, total=1.0),)
    scores = explanation.scores[step, head]
    lines = [_columns("e_ti", "", scores)]
    if weighing.temperature != 1:
        lines.append(_columns("e_ti / τ", "divide", scores / weighing.temperature))
    lines.append(_columns("e_ti − max", "subtract", weighing.shifted[step, head]))
    if weighing.exps is None or weighing.sums is None:
        assert weighing.thresholds is not None
        threshold = weighing.thresholds[step, head]
        return (*lines, _columns("threshold", "rule", np.array([threshold])), _columns("α_ti", "subtract", weights))
    exps, total = weighing.exps[step, head], float(weighing.sums[step, head])
    return (*lines, _columns("exp", "exp", exps, total), _columns("α_ti = exp / Σ", "divide", weights, 1.0))


def _columns(symbol: str, operation: str, values: Array, total: float | None = None, of: tuple[str, ...] = ()) -> Line:
    """A number in each column, and their sum."""
    cells = tuple((_number(value, operation in GIVEN),) for value in values)
    return Line(symbol, operation, cells, of, total=None if total is None else (Number(total),))


def _context(explanation: StepExplanation, step: int) -> Table:
    """c_t = Σ α_ti h_i; each head mixes its slice of the states."""
    weights, memory = explanation.weights[step], explanation.memory  # (N, S), (S, E)
    count = len(weights)
    lines = [
        _columns(f"α_ti, head {head + 1}" if count > 1 else "α_ti", "weights", row) for head, row in enumerate(weights)
    ]
    spread = np.repeat(weights, memory.shape[1] // count, axis=0).T  # (S, E)
    state = Operation("h_i", "state", memory)
    products = Operation("α_ti h_i", "scale", spread * memory)
    lines += [_line(term, list(term.value)) for term in (state, products)]
    total = tuple(Number(float(entry)) for entry in explanation.contexts[step])
    lines[-1] = replace(lines[-1], total=total)
    return Table("context", tuple(map(piece_label, explanation.trace.source.pieces)), tuple(lines))


def _probabilities(explanation: StepExplanation, step: int) -> Table:
    """Logits and softmax of the whole vocabulary."""
    parameters = explanation.parts.under("decoder.")
    readout = explanation.combination.readouts[step]
    rows, bias = (parameters[name].astype(float) for name in ("embedding.weight", "output_bias"))  # (V, D), (V,)
    products = rows @ readout
    logits = products + bias
    shifted = logits - logits.max()
    exps = np.exp(shifted)
    lines = (
        _line(Operation("o_t", "readout", readout), [readout] * len(rows)),
        _line(Operation("E_w", "row", rows), list(rows)),
        _columns("E_w · o_t", "", products),
        _columns("b_w", "parameter", bias),
        _columns("ℓ_w", "add", logits, of=("E_w · o_t", "b_w")),
        _columns("ℓ_w − max", "subtract", shifted),
        _columns("exp", "exp", exps, float(exps.sum())),
        _columns("p = exp / Σ", "divide", exps / exps.sum(), 1.0),
    )
    return Table("logits", tuple(map(piece_label, explanation.parts.vocabulary)), lines)


# -- so that sums add up


Place = tuple[int, int, int]
"""Line, column (−1: the total) and entry of a number in a table."""


@dataclass(frozen=True)
class Sum:
    """Where the summands of a sum stand, what they add up to, and which of these numbers is worked out from the others:
    the total, or in a difference its result."""

    parts: tuple[Place, ...]
    total: Place
    result: Place


def sums(table: Table) -> list[Sum]:
    """All sums that a reader of the table can check: sums of lines, of the entries of a vector, and of columns."""
    found, above = list[Sum](), dict[str, int]()
    for number, line in enumerate(table.lines):
        columns = range(len(line.cells))
        operands = [above[symbol] for symbol in line.operands if symbol in above]
        for entry in range(len(line.total or ())):
            total = (number, -1, entry)
            found.append(Sum(tuple((number, column, entry) for column in columns), total, total))
        for column in columns:
            cells = [(place, min(column, len(table.lines[place].cells) - 1)) for place in operands]
            for entry in range(len(line.cells[column])):
                here, parts = (
                    (number, column, entry),
                    tuple(_entries(table, *cell)[: entry + 1][-1] for cell in cells),
                )  # 1 − z: one 1
                if line.operation == "sum":
                    found += [Sum(_entries(table, *cell), here, here) for cell in cells]
                elif line.operation == "add" and len(parts) == len(line.operands):
                    found.append(Sum(parts, here, here))
                elif line.operation == "subtract" and len(parts) == 2:
                    found.append(Sum((here, parts[1]), parts[0], here))
        above[line.symbol] = number
    return found


def _entries(table: Table, line: int, column: int) -> tuple[Place, ...]:
    return tuple((line, column, entry) for entry in range(len(table.lines[line].cells[column])))


def number_at(table: Table, place: Place) -> Number:
    """The number at a place of a table."""
    number, column, entry = place
    line = table.lines[number]
    cell = line.cells[column] if column >= 0 else line.total
    assert cell is not None, "a total that there is not"
    return cell[entry]


def missing(table: Table, each: Sum) -> float:
    """What the printed total has more than the printed summands together: 0 of a sum that adds up."""
    parts = (number_at(table, place).printed for place in each.parts)
    difference = number_at(table, each.total).printed - sum(parts)
    return round(difference, MOST_DECIMALS) if np.isfinite(difference) else 0.0


def _adding_up(table: Table) -> Table:
    """The table with as many decimals as its sums need. Where the most are too few, a result is printed as the sum of
    what is printed, a few units of the last decimal from the exact one; what has to be 1 is marked as rounded."""
    checked = sums(table)
    while wrong := [each for each in checked if missing(table, each)]:
        finer = dict[Place, Number]()
        for each in wrong:
            # what is given has all the decimals that it has
            places = (*each.parts, each.total)
            loose = {place: number for place in places if not (number := number_at(table, place)).given}
            fewest, most = (end(number.decimals for number in loose.values()) for end in (min, max))
            decimals = most + (fewest == most)
            if decimals <= MOST_DECIMALS:
                finer |= {place: replace(number, decimals=decimals) for place, number in loose.items()}
        if not finer:
            break
        table = _with_numbers(table, finer)
    for each in checked:
        if not (less := missing(table, each)):
            continue
        number = number_at(table, each.result)
        if each.total[1] == -1 and number.value == 1:
            number = replace(number, rounded=True)
        else:
            value = number.printed + (less if each.result != each.total else -less)
            number = replace(number, value=value, decimals=MOST_DECIMALS)
        table = _with_numbers(table, {each.result: number})
    return table


def _with_numbers(table: Table, numbers: Mapping[Place, Number]) -> Table:
    """The table with other numbers at these places."""

    def cell(line: int, column: int, old: Cell) -> Cell:
        return tuple(numbers.get((line, column, entry), number) for entry, number in enumerate(old))

    lines = (
        replace(
            line,
            cells=tuple(cell(number, column, old) for column, old in enumerate(line.cells)),
            total=line.total and cell(number, -1, line.total),
        )
        for number, line in enumerate(table.lines)
    )
    return replace(table, lines=tuple(lines))


# -- on paper


STYLE = """
@page { margin: 12mm; }
* { box-sizing: border-box; }
body { max-width: 186mm; margin: 0 auto; background: #fff; color: #111; font: 8.6pt/1.3 system-ui, sans-serif; }
h1 { margin: 0 0 1mm; font-size: 15pt; }
h2 { margin: 0 0 1mm; font-size: 10.5pt; }
p { margin: 0 0 1.5mm; }
header p span { margin-inline-end: 8mm; }
.key { break-before: page; }
section { margin-top: 4mm; }
h2 { break-after: avoid; }
tr { break-inside: avoid; }
table { border-collapse: collapse; margin-bottom: 1mm; font-variant-numeric: tabular-nums; }
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


def worksheet_html(sheet: Worksheet, say: Callable[[str], str] = str, language: str = "en") -> str:
    """A page that needs nothing else, to print on A4 or Letter: the sheet with blanks, then on pages of their own the
    same with all numbers. `say` translates SHEET_WORDS and OPERATIONS. Whatever was typed is escaped."""

    def text(name: str) -> str:
        return escape(say(TEXTS[name]))

    title = text("title").format(step=sheet.step + 1)
    facts = {"model": sheet.model, "sentence": visible(sheet.text), "before": " ".join(sheet.before) or BEGIN}
    about = "".join(f"<span>{text(name)}: <b>{escape(value)}</b></span> " for name, value in facts.items())
    blanks = "".join(f"<span>{text(name)} {BLANK * 4}</span>" for name in ("name", "date"))
    rules = "".join(f"<p>{text(name)}</p>" for name in ("about", "product", "rounding"))
    pages = []
    for solved in (False, True):
        heading = f"{title} · {text('solution')}" if solved else title
        tables = "".join(_section(table, solved, say) for table in sheet.tables)
        said = escape(sheet.piece) if solved else BLANK
        pages.append(
            f'<article class="{"key" if solved else "sheet"}"><header><h1>{heading}</h1>'
            f"{'' if solved else f'<p>{blanks}</p>'}<p>{about}</p>{'' if solved else rules}</header>"
            f"{tables}<p><b>{text('piece')}: {said}</b></p></article>"
        )
    head = f'<meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    return f'<!doctype html>\n<html lang="{escape(language)}"><head>{head}</head><body>{"".join(pages)}</body></html>\n'


def _section(table: Table, solved: bool, say: Callable[[str], str]) -> str:
    """A table in as many parts as its columns need."""
    count = len(table.columns)
    most = BESIDE_MATRIX if any(line.matrix for line in table.lines) else COLUMNS
    size = -(-count // -(-count // most))
    starts = range(0, count, size)
    parts = (_part(table, start, min(start + size, count), solved, say) for start in starts)
    title = escape(say(TITLES[table.name]).format(n=table.head))
    return f"<section><h2>{title}</h2>{''.join(parts)}</section>"


def _part(table: Table, start: int, end: int, solved: bool, say: Callable[[str], str]) -> str:
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
        else f'<span class="b">{BLANK}</span>'
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
