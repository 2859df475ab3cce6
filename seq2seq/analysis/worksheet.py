"""A step of a small network to work out by hand; `figures/paper.py` puts it on paper.

Every box of the network is a table: a line for each operation, a column for each source piece, or one for the step.
Numbers have two decimals; those of a sum have as many as it takes for the sum to add up as printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from seq2seq.analysis.step_explainer import Operation, StepExplanation, open_box
from seq2seq.analysis.step_explainer.decoder import BEGIN
from seq2seq.analysis.step_explainer.network import pictured_boxes
from seq2seq.config.arrays import Array
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import ModelConfig
from seq2seq.trace.pieces import piece_label

WIDEST, MOST_WORDS = 8, 32
"""The widest vectors and the largest vocabulary that fit on paper."""
DECIMALS, MOST_DECIMALS = 2, 4
"""Of a number on its own, and the most of one that is part of a sum."""
MINUS = "−"
ALONE = ("",)
"""The columns of a table of the step, which has one, without a heading."""

GIVEN = {"id", "row", "input", "parameter", "rule", "place", "below", "past", "coverage", "all_pieces"}
"""The operations whose results are printed on the sheet: what does not have to be worked out."""
CARRIED = {"earlier", "memory"}
"""Results of the step before; given, too, unless they are those of the piece before."""


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
    """A box of the network: a key of `paper.TITLES`, the number of its head from 1 where there are several, columns,
    lines."""

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
