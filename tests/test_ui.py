"""What lies under the pages: choices in the URL, components, words in every language, the recording."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.ui import (
    cache,
    changes,
    codec,
    comparison,
    component,
    controls,
    definitions,
    explanation,
    searching,
    sights,
    text,
    tree,
    upload,
    wishes,
    words,
)
from pages.ui.cache import Problem
from pages.ui.forest import Branch, Forest
from pages.ui.view import (
    CELLS,
    CLOSE,
    COLOURS,
    COMPARED,
    DIMS,
    LAYOUTS,
    LENSES,
    PROPERTIES,
    SHOWS,
    View,
    decode,
    encode,
)
from seq2seq.cards import CARDS, WIRINGS
from seq2seq.config import Quality, Reading, SearchConfig
from seq2seq.edits import Flatten
from seq2seq.families import FAMILIES
from seq2seq.figures import strategies, thresholds
from seq2seq.reasons import Impossible
from seq2seq.trace import DecodeTrace
from tests import tiny

ROOT = Path(__file__).resolve().parent.parent
COMPONENTS = sorted(path.parent for path in (ROOT / "pages" / "ui").glob("*/index.js"))
IMPOSSIBLE = ("Impossible", "UnknownModel")
"""Errors that keep what they say apart from their values."""
SOURCES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.build(tmp_path_factory.mktemp("models"), scorers=["dot", "multi_head"])


@pytest.fixture(autouse=True)
def setting(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(models))


# -- the URL

searches = st.one_of(
    st.builds(SearchConfig),
    st.builds(
        SearchConfig,
        beam=st.integers(*codec.BEAM),
        length_penalty=st.integers(0, 20).map(lambda tenths: tenths / 10),
        coverage_penalty=st.integers(0, 20).map(lambda tenths: tenths / 10),
    ),
    st.builds(
        SearchConfig,
        temperature=st.integers(1, 20).map(lambda tenths: tenths / 10),
        top_k=st.integers(*codec.TOP_K),
        seed=st.integers(*codec.SEED),
        top_p=st.integers(1, 20).map(lambda twentieths: twentieths / 20),
    ),
)
views = st.builds(
    View,
    lang=st.sampled_from(text.LANGUAGES),
    family=st.just("zh-en"),
    scorer=st.sampled_from(list(CARDS)),
    text=st.text(max_size=codec.LONGEST_TEXT),
    search=searches,
    step=st.none() | st.integers(0, 199),
    branches=st.sampled_from(
        [Forest(), Forest().change(Flatten(3)), Forest((Branch(0, ("▁I",)), Branch(1, ("!", "~"))), 1)]
    ),
    show=st.sampled_from(SHOWS),
    layout=st.sampled_from(LAYOUTS),
    dims=st.sampled_from(DIMS),
    colour=st.sampled_from(COLOURS),
    rival=st.sampled_from(["", *CARDS]),
    other=st.text(max_size=codec.LONGEST_TEXT),
    close=st.sampled_from(CLOSE),
    cells=st.sampled_from(CELLS),
    unit=st.integers(0, 4095),
    begun=st.lists(st.text("▁ab._%~我 ", min_size=1), max_size=5).map(tuple),
    piece=st.none() | st.integers(0, 63),
    head=st.integers(0, 63),
    temperature=st.floats(*codec.HEAT),
    compare=st.sampled_from(COMPARED),
    lens=st.sampled_from(LENSES),
    shown=st.lists(st.sampled_from(list(CARDS)), unique=True).map(tuple),
    reference=st.text(max_size=codec.LONGEST_TEXT),
    links=st.sampled_from(["", "0-0 1?2", "3-1"]),
    look=st.sampled_from(
        ["", "draw-ribbons", "sort-aer.pins-dot*local_m.large-dot.pair-dot*none.offset--1.threshold-5"]
    ),
    against=st.sampled_from(list(CARDS)),
    quality=st.sampled_from(get_args(Quality)),
    reading=st.sampled_from(get_args(Reading)),
    bucket=st.none() | st.integers(0, 4),
    order=st.sampled_from(list(definitions.ORDERS)),
)


@given(searches)
def test_a_search_survives_the_address(search: SearchConfig) -> None:
    assert codec.parse_search(codec.write_search(search)) == search


@given(view=views)
def test_a_view_survives_the_address(view: View) -> None:
    values, nonsense = decode(encode(view))
    assert View(**values) == view and nonsense == ()


@given(query=st.dictionaries(st.sampled_from([each.param for each in PROPERTIES.values()]) | st.text(), st.text()))
def test_any_address_gives_a_view_and_names_what_it_ignores(query: dict[str, str]) -> None:
    values, nonsense = decode(query)
    view = View(**values)
    assert view.scorer in CARDS and view.lang in text.LANGUAGES and view.family == "zh-en"
    assert len(nonsense) <= len(query)
    assert all(part.partition("=")[0] in query or "=" in part for part in nonsense)


@pytest.mark.parametrize(
    "written", ["", "beam", "beam_1_1.0", "beam_11_1", "beam_5_nan", "sample_0_0_0", "sample_1_0_1e3"]
)
def test_a_search_out_of_range_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        codec.parse_search(written)


def test_the_defaults_leave_the_address_empty() -> None:
    values, _ = decode({})
    assert encode(View(**values)) == {}


# -- the bundles of the components


def test_a_module_comes_behind_what_it_imports(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text('import { b } from "./b.js";\nexport default function () { return b; }\n')
    (tmp_path / "b.js").write_text(
        'import { a } from "./a.js";\nimport { d } from "./d.js";\nexport const b = a + d;\n'
    )
    (tmp_path / "d.js").write_text('import { a } from "./a.js";\nexport const d = a;\n')
    (tmp_path / "a.js").write_text("/** One.\n * @type {number}\n */\n// See b.\nexport const a = 1; // kept\n")
    code = [line for line in component.bundle(tmp_path).splitlines() if line]
    assert code == [
        "const a = 1; // kept",
        "const d = a;",
        "const b = a + d;",
        "export default function () { return b; }",
    ]


@pytest.mark.parametrize("folder", COMPONENTS, ids=lambda folder: folder.name)
def test_a_component_is_one_module_with_one_export(folder: Path) -> None:
    bundle = component.bundle(folder)
    assert not re.search(r"^import ", bundle, re.MULTILINE)
    assert re.findall(r"^export .*", bundle, re.MULTILINE) == [bundle[bundle.index("export default") :].splitlines()[0]]


# -- words


def messages(source: str, *functions: str) -> list[str]:
    """All string literals that any of these is called with, as in `_("…")`."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    named = (node.args[0] for node in calls if isinstance(node.func, ast.Name) and node.func.id in functions)
    return [node.value for node in named if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def all_messages() -> set[str]:
    written = {message for path in SOURCES for message in messages(path.read_text("utf-8"), "_")}
    cards = {words for card in (*CARDS.values(), *WIRINGS.values()) for words in (card.title, card.hint)}
    known = {words for family in FAMILIES.values() for words in (family.title, family.source.title, family.credit)}
    tables = {*controls.HEADINGS.values(), cache.UNTRAINED, wishes.TOO_LONG, *tree.PAGES.values()}
    tables |= {*searching.METHODS.values(), *searching.HINTS.values()}
    tables |= {*explanation.VARIANTS.values(), *explanation.VERDICTS.values(), explanation.FLAT}
    offers = (*changes.ROWS, *changes.RULES, changes.ON_ONE, changes.BORROWED)
    tables |= {words for offer in offers for words in (offer.title, offer.hint)}
    tables |= {words for table in sights.TABLES for words in table.values()}
    tables |= {*strategies.TITLES.values(), *thresholds.SCORES.values()}
    tables |= {*comparison.MODES.values(), *comparison.LENS_TITLES.values(), *comparison.MISSING.values()}
    evidence = {words for table in definitions.TABLES for words in table} | {*upload.REASONS.values()}
    components = {words for folder in COMPONENTS for words in component.english(folder).values()}
    files = [*SOURCES, *sorted((ROOT / "seq2seq").rglob("*.py"))]
    reasons = {reason for path in files for reason in messages(path.read_text("utf-8"), *IMPOSSIBLE)}
    return written | cards | known | tables | evidence | components | reasons


def test_a_reason_is_told_with_what_is_put_into_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_", lambda message: text.translate(message, "zh"))
    known = Problem.of(Impossible("no piece is called {piece!r}", piece="{n}"))
    assert words.told(known) == "没有名为 '{n}' 的词元"
    assert words.told(Problem.of(ValueError("{unheard} of"))) == "{unheard} of"


@pytest.mark.parametrize("lang", text.LANGUAGES[1:])
def test_every_message_is_translated(lang: str) -> None:
    assert sorted(all_messages() - text.catalogue(lang).keys()) == []


@pytest.mark.parametrize("lang", text.LANGUAGES[1:])
def test_no_translation_is_left_over(lang: str) -> None:
    assert sorted(text.catalogue(lang).keys() - all_messages()) == []


@pytest.mark.parametrize("lang", text.LANGUAGES[1:])
def test_translations_keep_what_is_filled_in(lang: str) -> None:
    braces = re.compile(r"\{\w+(?:!r)?\}")
    for message, said in text.catalogue(lang).items():
        assert sorted(braces.findall(message)) == sorted(braces.findall(said)), message


MANY = {
    "{n} axes",
    "{n} characters",
    "{n} dimensions",
    "{n} others",
    "{n} pairs",
    "{n} pieces",
    "{n} sentences",
    "{n} shuffles",
    "{n} states",
}
"""What is counted here never is one: limits, widths, whole corpora."""


def test_what_may_be_one_is_not_counted_in_the_plural() -> None:
    count = re.compile(r"\{(?:n|total|steps|sources|units|models|columns|kept|pruned|dropped)\} \w+s\b")
    assert {found for message in all_messages() for found in count.findall(message)} <= MANY


def test_a_piece_has_one_name_in_chinese() -> None:
    assert not [said for said in text.catalogue("zh").values() if re.search("词片|片段", said)]


def test_a_catalogue_may_break_lines_and_quote() -> None:
    source = (
        '# note\nmsgid ""\nmsgstr "header"\n\nmsgid ""\n"a \\"b\\"\\n"\n"c"\nmsgstr "d"\n\nmsgid "open"\nmsgstr ""\n'
    )
    assert text.read_po(source) == {'a "b"\nc': "d"}


@pytest.mark.parametrize(
    ("locale", "lang"), [("zh-CN", "zh"), ("zh", "zh"), ("zh_TW", "zh"), ("de-DE", "en"), (None, "en"), ("", "en")]
)
def test_the_language_closest_to_a_locale(locale: str | None, lang: str) -> None:
    assert text.closest(locale) == lang


def test_what_cannot_be_seen_is_shown_as_its_code_point() -> None:
    assert text.visible("a\u202eb\u0007我 ‮") == "a‹202E›b‹0007›我 ‹202E›"


# -- the recording


def test_the_recording_holds_the_first_sentence_for_every_model(models: Path) -> None:
    rows = json.loads((models / "zh-en" / cache.RECORDED).read_text("utf-8"))
    traces = [DecodeTrace.from_dict(row) for row in rows]
    assert [trace.request.model for trace in traces] == ["zh-en/dot", "zh-en/multi_head"]
    assert {trace.request.text for trace in traces} == {cache.first_sentence("zh-en")}
