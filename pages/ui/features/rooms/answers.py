"""All answers of a room for a person to read: a table as CSV, and a page to print by question. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from io import StringIO

from pages.ui.address.languages import translate_message
from pages.ui.features.rooms.room import ChoiceAnswer, Given, PieceAnswer, Question, RowAnswer, StudentAnswer, Truth
from pages.ui.features.rooms.tally import agrees, covered_weight, tally
from seq2seq.analysis.faults import FAULTS
from seq2seq.config.variants import card_and_variant
from seq2seq.experiments.clinic.collection import DIAGNOSES
from seq2seq.trace.pieces import visible

ASKED = {
    "row": "Where does the model look?",
    "piece": "What does the model say next?",
    "scorer": "Which scoring function is this?",
    "diagnosis": "What is wrong here?",
    "update": "When does it align?",
    "race": "Which run learns first?",
    "choice": "",
}
"""What is asked by each kind of question where the teacher's own words do not say it."""
HEADINGS = (
    "Question number",
    "Question",
    "Sentence",
    "Step",
    "Student",
    "Answer",
    "Right answer",
    "Correct",
    "Shared weight",
    "Time",
    "Seconds taken",
)
ANSWER_TEXTS = {
    "title": "Answers of room {code}",
    "end": "end of sentence",
    "yes": "yes",
    "no": "no",
    "about": "Sentence: {sentence} · step {step} · {function}",
    "choices": "Choices: {choices}",
    "right": "Right answer: {right}",
    "count": "Answers: {n}",
    "count_correct": "Answers: {n}, correct: {correct}",
    "row_note": "Prediction counted as correct: it shares at least half of the model's weight.",
    "piece": "Source piece",
    "model": "Model",
    "class": "Class mean",
    "students": "Students",
    "none": "No answers.",
    "nothing": "Nothing has been asked yet.",
}
"""What else stands there, in English."""
LEAST_NAMED = 0.01
"""Weights below this share are not named."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Answered:
    """A question, the answers to it by browser, and what the model does there: None where it has nothing to say."""

    question: Question
    given: Mapping[str, Given]
    truth: Truth | None


@dataclass(frozen=True)
class Reader:
    """Who reads it: their language, and how many minutes their clock is ahead of UTC."""

    language: str = "en"
    ahead: int = 0

    def say(self, message: str) -> str:
        return translate_message(message, self.language)

    def text(self, name: str) -> str:
        return self.say(ANSWER_TEXTS[name])

    def time(self, second: float) -> str:
        return f"{datetime.fromtimestamp(second, UTC) + timedelta(minutes=self.ahead):%Y-%m-%d %H:%M:%S}"


@dataclass(frozen=True)
class _Line:
    """What one student has answered. `correct` is empty where nothing is right or wrong."""

    student: int
    answer: str
    correct: str
    shared: str
    time: str
    seconds: str


def answers_table(answered: Sequence[Answered], reader: Reader) -> str:
    """CSV with a line for each student and question, also where a student has not answered, and one for a question that
    nobody has. A student is a number, the same one in all questions."""
    students = _students(answered)
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow([reader.say(heading) for heading in HEADINGS])
    for each in answered:
        about = (_asked(each.question, reader), *_place(each))
        right = _right(each, reader)
        for browser, student in (students or {"": 0}).items():
            line = _line(each, student, each.given.get(browser), reader)
            told = (line.answer, right, line.correct, line.shared, line.time, line.seconds)
            writer.writerow(
                (each.question.number, *map(_harmless, about), student or "", *map(_harmless, told)),
            )
    return table.getvalue()


def answers_page(code: str, answered: Sequence[Answered], reader: Reader) -> str:
    """A page of HTML that needs nothing else. All text is escaped."""
    from seq2seq.figures.paper import paper_page  # brings what worksheets need: only for who saves a page

    title = escape(reader.text("title").format(code=code.upper()))
    students = _students(answered)
    sections = "".join(_section(each, students, reader) for each in answered)
    nothing = f"<p>{_escaped(reader.text('nothing'))}</p>"
    return paper_page(title, f"<h1>{title}</h1>{sections or nothing}", STYLE, reader.language)


def _students(answered: Sequence[Answered]) -> dict[str, int]:
    browsers = dict.fromkeys(browser for each in answered for browser in each.given)
    return {browser: number for number, browser in enumerate(browsers, 1)}


def _section(each: Answered, students: Mapping[str, int], reader: Reader) -> str:
    question, truth = each.question, each.truth
    lines = [_line(each, number, each.given[name], reader) for name, number in students.items() if name in each.given]
    result = tally(question, [given.answer for given in each.given.values()], truth)
    asked = f"<h2>{question.number}. {_escaped(_asked(question, reader))}</h2>"
    about = [*_about(each, reader), *([reader.time(question.asked)] if question.asked else [])]
    count = "count" if result.agreeing is None else "count_correct"
    about.append(reader.text(count).format(n=result.answers, correct=result.agreeing))
    if question.kind == "row" and result.agreeing is not None:
        about.append(reader.text("row_note"))
    told = "".join(f"<p>{_escaped(line)}</p>" for line in about)
    if not lines:
        return f"<section>{asked}{told}</section>"
    right = _named(question, question.right_choice(truth) or result.truth, reader) if question.kind != "row" else ""
    bars = _bars([(_named(question, answer, reader), count) for answer, count in result.bars], right, reader)
    weights = _weights(result.source, result.model, result.mean, reader) if question.kind == "row" else ""
    return f"<section>{asked}{told}{weights or bars}{_lines(lines, reader)}</section>"


def _about(each: Answered, reader: Reader) -> Iterator[str]:
    """Where it was asked, what there was to choose from, and what is right."""
    question, truth = each.question, each.truth
    sentence, step = _place(each)
    if truth and sentence:
        function = _named(Question(0, "scorer", ""), truth.scorer, reader)
        yield reader.text("about").format(sentence=sentence, step=step, function=function)
    if question.choices:
        names = " · ".join(_named(question, choice, reader) for choice in question.choices)
        yield reader.text("choices").format(choices=names)
    if right := _right(each, reader):
        yield reader.text("right").format(right=right)


def _bars(bars: Sequence[tuple[str, int]], right: str, reader: Reader) -> str:
    """How many have given each answer."""
    most = max(count for _, count in bars)

    def line(name: str, count: int) -> str:
        style, mark = (' class="right"', " ✓") if name == right else ("", "")
        return (
            f'<tr{style}><th scope="row">{_escaped(name)}{mark}</th><td class="number">{count}</td>'
            f'<td class="bar"><i style="width: {100 * count / most:.0f}%"></i></td></tr>'
        )

    rows = "".join(line(*bar) for bar in bars)
    head = "".join(
        f'<th scope="col">{_escaped(reader.say(name))}</th>' for name in ("Answer", ANSWER_TEXTS["students"])
    )
    return f"<table><thead><tr>{head}<td></td></tr></thead><tbody>{rows}</tbody></table>"


def _weights(source: Sequence[str], model: Sequence[float], mean: Sequence[float], reader: Reader) -> str:
    """The row of the model beside that of the class; nothing where all were painted over another sentence."""
    rows = {name: row for name, row in (("model", model), ("class", mean)) if row}
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{_escaped(reader.text(name))}</th>' for name in ("piece", *rows))
    lines = "".join(
        f'<tr><th scope="row">{_escaped(piece)}</th>'
        + "".join(f'<td class="number">{_percent(row[at])}</td>' for row in rows.values())
        + "</tr>"
        for at, piece in enumerate(source)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _lines(lines: Sequence[_Line], reader: Reader) -> str:
    """What each student has answered, without columns that are empty for all."""
    columns = {
        heading: cells
        for heading, cells in (
            ("Student", [str(line.student) for line in lines]),
            ("Answer", [line.answer for line in lines]),
            ("Correct", [line.correct for line in lines]),
            ("Shared weight", [line.shared for line in lines]),
            ("Seconds taken", [line.seconds for line in lines]),
        )
        if any(cells)
    }
    head = "".join(f'<th scope="col">{_escaped(reader.say(heading))}</th>' for heading in columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_escaped(cell)}</td>' for cell in row)}</tr>"
        for row in zip(*columns.values(), strict=True)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _line(each: Answered, student: int, given: Given | None, reader: Reader) -> _Line:
    if given is None:
        return _Line(student, "", "", "", "", "")
    question, answer, truth = each.question, given.answer, each.truth
    correct = {None: "", True: reader.text("yes"), False: reader.text("no")}[agrees(question, answer, truth)]
    shared = ""
    if isinstance(answer, RowAnswer) and truth and len(answer.weights) == len(truth.row):
        shared = _percent(covered_weight(answer.weights, truth.row))
    seconds = f"{max(0.0, given.at - question.asked):.0f}" if question.asked else ""
    return _Line(student, _answer(answer, each, reader), correct, shared, reader.time(given.at), seconds)


def _asked(question: Question, reader: Reader) -> str:
    return question.words or reader.say(ASKED[question.kind])


def _place(each: Answered) -> tuple[str, str]:
    """The sentence and the step, from 1, of a question that is about one."""
    truth = each.truth
    if truth is None or not truth.sentence:
        return "", ""
    return truth.sentence, str(truth.step + 1)


def _right(each: Answered, reader: Reader) -> str:
    question, truth = each.question, each.truth
    match question.kind:
        case "row":
            return _row(truth.row, truth.source) if truth else ""
        case "piece":
            return (truth.piece or reader.text("end")) if truth else ""
    return _named(question, question.right_choice(truth), reader)


def _answer(answer: StudentAnswer, each: Answered, reader: Reader) -> str:
    match answer:
        case RowAnswer(weights):
            return _row(weights, each.truth.source if each.truth else ())
        case PieceAnswer(piece):
            return piece or reader.text("end")
        case ChoiceAnswer(choice):
            return _named(each.question, each.question.choices[choice], reader)


def _named(question: Question, answer: str, reader: Reader) -> str:
    """An answer as it is called: a scoring function and a diagnosis by their titles, no word as the end."""
    if question.kind == "piece":
        return answer or reader.text("end")
    if question.kind == "scorer" and answer:
        return reader.say(card_and_variant(answer)[0].title)
    if question.kind == "diagnosis" and answer:
        return reader.say({**FAULTS, **DIAGNOSES}[answer].title)
    return answer


def _row(weights: Sequence[float], source: Sequence[str]) -> str:
    """Weights from the largest on, each with its piece, or its place where they were painted over other pieces."""
    names = source if len(weights) == len(source) else [str(place) for place in range(1, len(weights) + 1)]
    falling = sorted(zip(names, weights, strict=True), key=lambda each: -each[1])
    return ", ".join(f"{name} {_percent(weight)}" for name, weight in falling if weight >= LEAST_NAMED)


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _escaped(text: str) -> str:
    return escape(visible(text))


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


STYLE = """
body { font: 10.5pt/1.45 system-ui, sans-serif; }
h1 { margin: 0 0 4mm; font-size: 17pt; }
h2 { margin: 0 0 1.5mm; font-size: 13pt; }
section { margin-block-end: 8mm; padding-block-start: 4mm; border-block-start: 0.4mm solid #111; }
p { margin: 0 0 1mm; }
h2, p, th, td { overflow-wrap: anywhere; }
table { width: 100%; margin: 2.5mm 0; }
thead { display: table-header-group; }
th, td { padding: 0.8mm 2mm; border: 0.2mm solid #888; text-align: start; font-weight: 400; }
thead th { font-weight: 700; overflow-wrap: normal; }
.number { width: 24mm; text-align: end; }
.bar { width: 45%; }
.bar i { display: block; height: 3.5mm; background: #777; print-color-adjust: exact; }
.right th { font-weight: 700; }
.right .bar i { background: #111; }
"""
