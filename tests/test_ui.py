"""What lies under the pages: choices in the URL, components, the recording."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.ui.address import codec
from pages.ui.address import languages as text
from pages.ui.address.branches import Branch, BranchHistory
from pages.ui.address.choices import Name, Number
from pages.ui.address.view import LONGEST_TITLE, View, all_choices, decode_address, encode_address
from pages.ui.engine import pretrained
from pages.ui.kit import component, definitions, grain, tables
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import Flatten
from seq2seq.config.schema import AlignmentReading, Quality, SearchConfig
from seq2seq.experiments.clinic.collection import CASES
from seq2seq.experiments.records import EXPERIMENT_NAMES
from seq2seq.trace.trace import RECORDED_FILE, DecodeTrace
from tests import sent_types, tiny

ROOT = Path(__file__).resolve().parent.parent
COMPONENTS = sorted(path.parent for path in (ROOT / "pages" / "ui").glob("**/index.js"))


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.build(tmp_path_factory.mktemp("models"), scorers=["dot", "multi_head"])


@pytest.fixture(autouse=True)
def setting(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(models))


# -- the URL

searches = st.one_of(
    st.builds(SearchConfig, unknown=st.booleans()),
    st.builds(
        SearchConfig,
        beam=st.integers(*codec.BEAM_LIMITS),
        length_penalty=st.integers(0, 20).map(lambda tenths: tenths / 10),
        coverage_penalty=st.integers(0, 20).map(lambda tenths: tenths / 10),
        unknown=st.booleans(),
    ),
    st.builds(
        SearchConfig,
        temperature=st.integers(1, 20).map(lambda tenths: tenths / 10),
        top_k=st.integers(*codec.TOP_K),
        seed=st.integers(*codec.SEED),
        top_p=st.integers(1, 20).map(lambda twentieths: twentieths / 20),
        unknown=st.booleans(),
    ),
)


def options(choice: str) -> tuple[str, ...]:
    """The names of which this choice is one."""
    kind = all_choices()[choice]
    assert isinstance(kind, Name)
    return kind.options()


def limits(choice: str) -> tuple[float, float]:
    kind = all_choices()[choice]
    assert isinstance(kind, Number)
    return kind.range


choices = st.fixed_dictionaries(
    {
        "lang": st.sampled_from(text.LANGUAGES),
        "family": st.just("zh-en"),
        "scorer": st.sampled_from(list(CARDS)),
        "text": st.text(max_size=codec.LONGEST_TEXT),
        "search": searches,
        "step": st.none() | st.integers(0, 199),
        "recorded_update": st.none() | st.integers(0, 63),
        "runs": st.lists(st.sampled_from(list(CARDS)), min_size=1, unique=True).map(tuple),
        "reach": st.sampled_from(options("reach")),
        "layer": st.none() | st.integers(0, 15),
        "effect": st.sampled_from(EXPERIMENT_NAMES),
        "history": st.sampled_from(["", "axis-seconds", "draw-ribbons", "axis-seconds.draw-ribbons"]),
        "drawing": st.sampled_from(["", "view-matrix.head-2.flip-0.numbers-1.least-50"]),
        "reveal": st.booleans(),
        "branches": st.sampled_from(
            [
                BranchHistory(),
                BranchHistory().change(Flatten(3)),
                BranchHistory((Branch(0, ("▁I",)), Branch(1, ("!", "~"))), 1),
            ]
        ),
        "show": st.sampled_from(options("show")),
        "layout": st.sampled_from(options("layout")),
        "dims": st.sampled_from(options("dims")),
        "colour": st.sampled_from(options("colour")),
        "rival": st.sampled_from(["", *CARDS]),
        "other": st.text(max_size=codec.LONGEST_TEXT),
        "close": st.booleans(),
        "cells": st.sampled_from(options("cells")),
        "unit": st.integers(0, 4095),
        "begun": st.lists(st.text("▁ab._%~我 ", min_size=1), max_size=5).map(tuple),
        "piece": st.none() | st.integers(0, 63),
        "head": st.integers(0, 63),
        "asked": st.sampled_from(options("asked")),
        "temperature": st.floats(*limits("temperature")),
        "window": st.none() | st.integers(1, 64),
        "sigma": st.none() | st.floats(*limits("sigma")),
        "beta": st.none() | st.floats(*limits("beta")),
        "grain": st.sampled_from(options("grain")),
        "case": st.integers(0, 8),
        "opened": st.integers(0, 999),
        "seed": st.integers(0, 9999),
        "mode": st.sampled_from(options("mode")),
        "lens": st.sampled_from(options("lens")),
        "shown": st.lists(st.sampled_from(list(CARDS)), unique=True).map(tuple),
        "reference": st.text(max_size=codec.LONGEST_TEXT).filter(lambda text: not text or text.strip()),
        "links": st.sampled_from(["", "0-0 1?2", "3-1"]),
        "look": st.sampled_from(
            ["", "draw-ribbons", "sort-aer.pins-dot*local_m.large-dot.pair-dot*none.offset--1.threshold-5"]
        ),
        "against": st.sampled_from(list(CARDS)),
        "quality": st.sampled_from(get_args(Quality)),
        "reading": st.sampled_from(get_args(AlignmentReading)),
        "bucket": st.none() | st.integers(0, 4),
        "order": st.sampled_from(list(definitions.SORT_ORDERS)),
        "present": st.sampled_from(["", "light", "dark"]),
        "lesson": st.sampled_from(["", *options("lesson")]),
        "part": st.integers(0, 39),
        "path": st.sampled_from(["", *options("path")]),
        "stop": st.integers(0, 39),
        "room": st.sampled_from(["", "cdhjpq"]),
        "wall": st.booleans(),
        "blind": st.sampled_from(["", *CARDS]),
        "hide": st.lists(st.sampled_from(options("hide")), unique=True).map(tuple),
        "settings": st.sampled_from(["", "length-10~rate-0.01", "sabotage-"]),
        "race": st.sampled_from([(), ("scorer-none",), ("cell-rnn", "guided-1", "rate-1e-05")]),
        "clock": st.sampled_from(options("clock")),
        "probe": st.integers(0, 7),
        "ask": st.sampled_from(options("ask")),
        "guesses": st.integers(0, 200),
        "box": st.sampled_from(options("box")),
        "position": st.integers(0, 63),
        "entry": st.none() | st.integers(0, 4095),
        "code": st.booleans(),
        "side": st.sampled_from(options("side")),
        "cut": st.sampled_from(options("cut")),
        "size": st.sampled_from(options("size")),
        "listing": st.integers(0, len(CASES) - 1),
        "version": st.sampled_from(options("version")),
        "sheet": st.sampled_from(["", *options("lesson")]),
        "paper": st.sampled_from(options("paper")),
        "assignment": st.text(max_size=LONGEST_TITLE).filter(lambda text: not text or text.strip()),
    }
)


@given(searches)
def test_a_search_survives_the_address(search: SearchConfig) -> None:
    assert codec.parse_search(codec.write_search(search)) == search


@given(values=choices)
def test_all_choices_survive_the_address(values: dict[str, Any]) -> None:
    assert decode_address(encode_address(values)) == (values, ())


@given(
    query=st.dictionaries(st.sampled_from([choice.param for choice in all_choices().values()]) | st.text(), st.text())
)
def test_any_address_gives_a_view_and_names_what_it_ignores(query: dict[str, str]) -> None:
    values, nonsense = decode_address(query)
    view = View.from_values(values)
    assert view.scorer in CARDS and view.lang in text.LANGUAGES and view.family == "zh-en"
    assert len(nonsense) <= len(query)
    assert all(part.partition("=")[0] in query or "=" in part for part in nonsense)


@pytest.mark.parametrize(
    "text_in_address",
    ["", "beam", "beam_1_1.0", "beam_11_1", "beam_5_nan", "sample_0_0_0", "sample_1_0_1e3", "greedy_unk_unk"],
)
def test_a_search_out_of_range_is_refused(text_in_address: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        codec.parse_search(text_in_address)


def test_the_defaults_leave_the_address_empty() -> None:
    values, _ = decode_address({})
    assert encode_address(values) == {}


# -- the bundles of the components


def test_numbers_of_a_table_have_a_minus_sign_and_are_numbers_all_the_same() -> None:
    table = tables.format_columns(pd.DataFrame({"name": ["a-b", "c"], "by": [-0.284, 1.5]}), {"by": "%+.1f"})
    assert table.to_string(delimiter="|").splitlines() == ["|name|by", "0|a-b|−0.3", "1|c|+1.5"]
    assert table.data["by"].tolist() == [-0.284, 1.5]


def test_a_module_comes_behind_what_it_imports(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text('import { b } from "./b.js";\nexport default function () { return b; }\n')
    (tmp_path / "b.js").write_text(
        'import { a } from "./a.js";\nimport { d } from "./d.js";\nexport const b = a + d;\n'
    )
    (tmp_path / "d.js").write_text(
        'import { a } from "./a.js";\nexport const d = a;\n/** @type {any} */ (d).e = a;\n/** Two. */\n'
    )
    (tmp_path / "a.js").write_text("/** One.\n * @type {number}\n */\n// See b.\nexport const a = 1; // kept\n")
    joined, _ = component.join_modules([], {}, tmp_path / "index.js")
    code = [line for line in joined.splitlines() if line]
    assert code == [
        *("const a_0 = (() => {", "const a = 1; // kept", "return { a };", "})();"),
        *(
            "const d_1 = (() => {",
            "const { a } = a_0;",
            "const d = a;",
            "/** @type {any} */ (d).e = a;",
            "return { d };",
            "})();",
        ),
        *("const b_2 = (() => {", "const { a } = a_0;", "const { d } = d_1;"),
        *("const b = a + d;", "return { b };", "})();"),
        "const { b } = b_2;",
        "export default function () { return b; }",
    ]


@pytest.mark.parametrize("folder", COMPONENTS, ids=lambda folder: folder.name)
def test_a_component_is_one_module_with_one_export_which_imports_the_kit_alone(folder: Path) -> None:
    code, kit = component.pack_component(folder), component.pack_kit()
    (line,) = re.findall(r"^import .*", code, re.MULTILINE)
    ((names, file),) = re.findall(r'^import \{ (.*) \} from "\.\./gaze\.kit/(kit-\w+\.js)";$', line)
    assert file == component.hashed_name("kit", kit)
    (exported,) = re.findall(r"^export \{ (.*) \};$", kit.splitlines()[-1])
    assert set(names.split(", ")) <= set(exported.split(", "))
    assert re.findall(r"^export .*", code, re.MULTILINE) == [code[code.index("export default") :].splitlines()[0]]


def test_the_kit_and_each_component_have_their_style_and_their_words_in_every_language() -> None:
    compare = component.FOLDER / "features" / "compare"
    for folder, code in ((component.KIT, component.pack_kit()), (compare, component.pack_component(compare))):
        (line,) = re.findall(r"^const PACKED = (.*);$", code, re.MULTILINE)
        packed = json.loads(line)
        assert packed["style"] == (folder / "style.css").read_text("utf-8")
        words = packed["words"]
        if folder == component.KIT:
            assert (words["en"]["play"], words["zh"]["play"]) == ("Play", "播放")
        else:
            assert (words["en"]["replace"], words["zh"]["few"]) == ("Another function in place of {title}", "精选")


def test_what_the_first_page_fetches_of_ours_is_small() -> None:
    parts = ("stage", "hint", "window", "foot_bar", "room_panel", "formula")
    code = [component.pack_kit(), *(component.pack_component(folder) for folder in COMPONENTS if folder.name in parts)]
    assert len(code) == 1 + len(parts)
    assert sum(len(each.encode()) for each in code) <= 279_000


# -- the recording


def test_the_recording_holds_the_first_sentence_for_every_model(models: Path) -> None:
    rows = json.loads((models / "zh-en" / RECORDED_FILE).read_text("utf-8"))
    traces = [DecodeTrace.from_dict(row) for row in rows]
    assert [trace.request.model for trace in traces] == ["zh-en/dot", "zh-en/multi_head"]
    assert {trace.request.text for trace in traces} == {pretrained.first_sentence("zh-en")}


def test_a_trace_has_what_the_browser_is_told_of_it(models: Path) -> None:
    (body,) = re.findall(r"^interface Trace \{\n(.*?)^\}", sent_types.declarations(), re.MULTILINE | re.DOTALL)
    told = {(name, bool(optional)) for name, optional in re.findall(r"^  (\w+)(\??):", body, re.MULTILINE)}
    rows = json.loads((models / "zh-en" / RECORDED_FILE).read_text("utf-8"))
    sent = [set(DecodeTrace.from_dict(row).to_dict(vectors=False)) for row in rows]
    assert all({name for name, optional in told if not optional} <= names for names in sent)
    assert all(names - {name for name, _ in told} == {"model", *grain.UNDRAWN} - {"swapped"} for names in sent)
