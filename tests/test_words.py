"""Every word that is shown: known in every language, with what is put into it, in the form that a count calls for."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache as cached
from pathlib import Path
from typing import Any, get_args

import pytest
from babel.messages.pofile import read_po

from pages.ui.address import languages as text
from pages.ui.engine import measuring, results
from pages.ui.engine.work import Problem
from pages.ui.features import FEATURES
from pages.ui.features.beam import beam
from pages.ui.features.broken_code import broken_code
from pages.ui.features.compare import comparison
from pages.ui.features.evidence import upload
from pages.ui.features.experiments.texts import DIVERGENCE_TITLES, DIVERGENCE_WORDS, EXPERIMENT_TEXTS
from pages.ui.features.gradients import gradients
from pages.ui.features.lessons.lesson_sheet import SHEET_TEXTS
from pages.ui.features.live.titles import LIVE_TABLES
from pages.ui.features.open.files import GOLD_FAULT
from pages.ui.features.rooms.answers import ANSWER_TEXTS, ASKED, HEADINGS
from pages.ui.features.states import map_controls
from pages.ui.features.vocabulary import vocabulary
from pages.ui.features.what_if import explanation
from pages.ui.frame import examples, present, share
from pages.ui.kit import charts, component, controls, definitions, words
from pages.ui.kit import search_controls as searching
from seq2seq.analysis.faults import FAULTS
from seq2seq.analysis.invariants import INVARIANTS
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import EDITS, Situation
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import PAPERS, Order
from seq2seq.config.variants import VARIANTS, symbols
from seq2seq.data.families import FAMILIES
from seq2seq.experiments.clinic.collection import CASES, DIAGNOSES
from seq2seq.figures import comparison as comparison_figures
from seq2seq.figures import strategies
from seq2seq.figures.paper import SHEET_WORDS
from seq2seq.trace.attention_files import FORMATS

ROOT = Path(__file__).resolve().parent.parent
COMPONENTS = sorted(path.parent for path in (ROOT / "pages" / "ui").glob("**/index.js"))
INVALID = ("InvalidRequest", "UnknownModel", "MissingCharacters", "Note")
"""Errors and notes that keep what they say apart from their values."""
WORDS = ROOT / "pages" / "ui" / "kit" / "words.py"
SOURCES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


@cached
def all_calls(source: str) -> list[tuple[str, list[ast.expr]]]:
    """The names of functions that are called with something, and with what."""
    call_nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    return [(node.func.id, node.args) for node in call_nodes if isinstance(node.func, ast.Name)]


def calls(source: str, *functions: str) -> list[list[ast.expr]]:
    """What any of these functions is called with."""
    return [arguments for name, arguments in all_calls(source) if name in functions]


def messages(source: str, *functions: str) -> list[str]:
    """All string literals that any of these is called with, as in `_("…")`."""
    named = (arguments[0] for arguments in calls(source, *functions))
    return [node.value for node in named if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def counted() -> set[tuple[str, str]]:
    """The messages that have a form for one and a form for many, as `ngettext` is called with them."""
    plural_calls = [call for path in SOURCES for call in calls(path.read_text("utf-8"), "ngettext") if path != WORDS]
    return {(ast.literal_eval(singular), ast.literal_eval(plural)) for singular, plural, _count in plural_calls}


@cached
def all_messages() -> set[str]:
    messages_in_code = {message for path in SOURCES for message in messages(path.read_text("utf-8"), "_")}
    cards = {words for card in (*CARDS.values(), *VARIANTS.values()) for words in (card.title, card.hint)}
    cards |= {card.differs for card in CARDS.values() if card.differs}
    sources = {words for card in CARDS.values() for words in (card.authors, card.place)}
    cards |= {symbol.words for card in CARDS.values() for order in get_args(Order) for symbol in symbols(card, order)}
    family_words = {
        words for family in FAMILIES.values() for words in (family.title, family.source.title, family.credit)
    }
    family_words |= {family.summary for family in FAMILIES.values() if family.summary}
    tables = {
        *controls.GROUP_HEADINGS.values(),
        *controls.GRAIN_TITLES.values(),
        *charts.SAVING,
        *(words for entry in FEATURES for words in (entry.title, entry.purpose, entry.group) if words),
        *examples.EXAMPLE_HEADINGS.values(),
        *examples.FAILURES.values(),
        results.UNTRAINED,
        measuring.BUSY,
        measuring.ENDED,
        words.TOO_LONG,
        *beam.TREE_WORDS.values(),
    }
    tables |= {*searching.METHODS.values(), *searching.SEARCH_HINTS.values()}
    tables |= {*explanation.REWEIGHING_TITLES.values(), *explanation.VERDICTS.values(), *explanation.MEASURES.values()}
    tables |= {explanation.BY_HAND, explanation.SOURCES}
    situations = [Situation(scorer=scorer) for scorer in CARDS]
    offered = [offer for edit in EDITS.values() for situation in situations for offer in edit.offers(situation)]
    tables |= {words for offer in offered for words in (offer.title, offer.hint)}
    tables |= {edit.title for edit in EDITS.values()}
    tables |= {words for table in LIVE_TABLES for words in table.values()}
    tables |= {words for table in map_controls.MAP_TABLES for words in table.values()}
    tables |= {*strategies.BEAM_WIDTH_TITLES.values(), *comparison_figures.THRESHOLD_SCORES.values()}
    tables |= {words for fault in FAULTS.values() for words in (fault.title, fault.sign)}
    tables |= {words for diagnosis in DIAGNOSES.values() for words in (diagnosis.title, diagnosis.sign)}
    tables |= {words for case in CASES.values() for words in (case.title, case.expected, case.seen, case.change)}
    tables |= {*broken_code.VERSION_TITLES.values(), *SHEET_WORDS, *SHEET_TEXTS.values(), *PAPERS.values()}
    tables |= {*HEADINGS, *ANSWER_TEXTS.values(), *ASKED.values()} - {""}
    tables |= {GOLD_FAULT, *(entry.name for entry in FORMATS)}
    tables |= {words for invariant in INVARIANTS.values() for words in (invariant.title, invariant.words)}
    tables |= {
        *present.ON.values(),
        *share.WAYS.values(),
        *(purpose for _title, purpose in share.FIGURES.values()),
        *comparison.MODES.values(),
        *comparison.SHOW_TITLES.values(),
        *comparison.MISSING.values(),
        *gradients.REACH_TITLES.values(),
        *vocabulary.SIDE_TITLES.values(),
        *vocabulary.CUT_TITLES.values(),
    }
    tables |= {words for lens in EXPERIMENT_TEXTS.values() for words in lens.messages()}
    tables |= {*DIVERGENCE_TITLES.values(), DIVERGENCE_WORDS}
    evidence = {words for table in definitions.DEFINITION_TABLES for words in table} | {*upload.REASONS.values()}
    folders = [*COMPONENTS, component.KIT]
    components = {words for folder in folders for words in component.english(folder).values()}
    files = [*SOURCES, *sorted((ROOT / "seq2seq").rglob("*.py"))]
    reasons = {reason for path in files for reason in messages(path.read_text("utf-8"), *INVALID)}
    return messages_in_code | cards | sources | family_words | tables | evidence | components | reasons


def test_a_reason_is_told_with_what_is_put_into_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_", lambda message: text.translate_message(message, "zh"))
    problem = Problem.of(InvalidRequest("no piece is called {piece!r}", piece="{n}"))
    assert words.problem_text(problem) == "没有名为 '{n}' 的词元"
    assert words.problem_text(Problem.of(ValueError("{unheard} of"))) == "{unheard} of"


Message = str | tuple[str, ...]


def forms_of(message: Any) -> tuple[str, ...]:
    """As many as it has for different counts."""
    return (message,) if isinstance(message, str) else tuple(message)


@cached
def translations(lang: str) -> dict[Message, tuple[str, ...]]:
    """Message, or its forms for one and many, → the forms of its translation."""
    entries = {forms_of(message.id): forms_of(message.string) for message in text.read_catalogue(lang) if message.id}
    return {message[0] if len(message) == 1 else message: forms for message, forms in entries.items()}


@pytest.mark.parametrize("lang", text.LANGUAGES[1:])
def test_every_message_is_translated(lang: str) -> None:
    assert sorted(all_messages() - translations(lang).keys()) == []
    assert sorted(counted() - translations(lang).keys()) == []


@pytest.mark.parametrize("lang", text.LANGUAGES[1:])
def test_no_translation_is_left_over(lang: str) -> None:
    assert translations(lang).keys() - all_messages() - counted() == set()


@pytest.mark.parametrize("lang", text.LANGUAGES[1:])
def test_translations_keep_what_is_filled_in(lang: str) -> None:
    braces = re.compile(r"\{\w+(?:!r)?\}")
    for message, forms in translations(lang).items():
        placeholders = {tuple(sorted(braces.findall(form))) for form in forms_of(message)}
        assert {tuple(sorted(braces.findall(translation))) for translation in forms} == placeholders, message
        assert len(placeholders) == 1, message


def test_a_count_chooses_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    singular, plural = "{n} of {total} words differs.", "{n} of {total} words differ."
    monkeypatch.setattr(words.state, "language", lambda: "en")
    assert [words.ngettext(singular, plural, count) for count in (0, 1, 2)] == [plural, singular, plural]
    monkeypatch.setattr(words.state, "language", lambda: "zh")
    assert {words.ngettext(singular, plural, count) for count in (0, 1, 2)} == {"{total} 个词中有 {n} 个不同。"}


MANY = {
    "{n} axes",
    "{n} cells",
    "{n} characters",
    "{n} choices",
    "{n} dimensions",
    "{n} others",
    "{n} pairs",
    "{n} pieces",
    "{n} sentences",
    "{n} shuffles",
    "{n} states",
    "{n} stops",
}
"""What is counted here never is one: limits, widths, long sums."""


def test_what_may_be_one_has_a_form_for_one() -> None:
    count = re.compile(r"\{(?:n|total|steps|sources|units|models|columns|kept|pruned|dropped)\} (?:\w+ )?\w+s\b")
    assert {counted_words for message in all_messages() for counted_words in count.findall(message)} == MANY
    assert all(singular != plural and "{n}" in singular and "{n}" in plural for singular, plural in counted())


RETIRED = (
    r"A famous mistake|Drive it (?:up|down)|How figures hang|Strands|The way in|Ways to read|Wir(?:ed|ing)",
    r"[Mm]ust have looked|between equally good",
    r"[Ww]ished|\b[Ll]est\b|\banew\b|\bshall\b|[Oo]utlives|the step before|everywhere alike",
    "词片|片段|小数字|生词|输入反馈|接线|接法|先注意(?!后更新)|输入之路|推得最高|同族|著名的错误|证据|如果……会怎样|原文词元|地图|正向|反向(?!传播)",
    "准确率|丝带|补齐|您|中文|英文|法文|“一步”|“如果”",
)
"""Words that had a better one: one thing has one name."""


def test_retired_words_stay_retired() -> None:
    documents = [(ROOT / name).read_text("utf-8") for name in ("README.md", "docs/tour.md")]
    titles = [title for document in documents for title in re.findall(r"\*(\w[^*]*)\*", document)]
    all_texts = {*all_messages(), *(form for forms in translations("zh").values() for form in forms), *titles}
    all_texts |= {form for forms in counted() for form in forms}
    assert not [words for words in all_texts if re.search("|".join(RETIRED), words)]


def test_no_message_has_two_translations() -> None:
    """Catalogues are read as one, where the last word would win."""
    messages_in_code = [
        forms_of(message.id)[0]
        for path in text.CATALOGUES.rglob("*.po")
        for message in read_po(path.read_bytes().splitlines())
        if message.id
    ]
    assert [message for message, count in Counter(messages_in_code).items() if count > 1] == []


def test_titles_of_pages_are_quoted_as_they_are() -> None:
    """What says where something opens names the page as the navigation does."""
    for page in ("Translate", "Step", "What if"):
        name, template, title = (
            text.translate_message(message, "zh") for message in (page, "Open in {page}", f"Open in {page}")
        )
        assert title == template.format(page=name)


def test_what_a_catalogue_has_no_words_for_stays_english() -> None:
    assert text.translate_message("unheard of", "zh") == "unheard of" and text.translate_message("", "zh") == ""


def test_english_is_there_without_babel() -> None:
    check = "languages.translate_message('Translate', 'en') == 'Translate' and 'babel' not in sys.modules"
    code = f"import sys; from pages.ui.address import languages; assert {check}"
    process = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr


@pytest.mark.parametrize(
    ("locale", "lang"), [("zh-CN", "zh"), ("zh", "zh"), ("zh_TW", "zh"), ("de-DE", "en"), (None, "en"), ("", "en")]
)
def test_the_language_closest_to_a_locale(locale: str | None, lang: str) -> None:
    assert text.closest(locale) == lang
