"""What components report: real reports become values, and no report at all becomes an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.ui.address import reports
from pages.ui.address.reports import ComponentReport, Numbered, Undo, choice_report
from pages.ui.address.view import all_choices
from pages.ui.features.beam import beam
from pages.ui.features.beam.beam import BeginWith, SendTo
from pages.ui.features.compare import panels
from pages.ui.features.compare.panels import ReplaceScorer, ShowAll, ShowEncoders, ShowFew
from pages.ui.features.what_if import branching
from pages.ui.features.what_if.branching import (
    ChangeEdit,
    CompareWith,
    CopyBranch,
    DropEdit,
    ForcePiece,
    ForceWords,
    LookAt,
    NameBranch,
    PruneBranch,
    Redo,
    Reset,
)
from pages.ui.frame.foot_bar import MENU_CHOICE, ChooseScorer, GoTo
from pages.ui.frame.hint import HINT_ENDED, Dismiss, Follow
from pages.ui.kit.component import FOLDER
from seq2seq.config.edits import EDITS, Flatten, ReplaceWeights, forms

ALL_REPORTS = [
    *map(choice_report, all_choices()),
    *(MENU_CHOICE, HINT_ENDED),
    *(
        value
        for module in (reports, branching, beam, panels)
        for value in vars(module).values()
        if isinstance(value, ComponentReport)
    ),
]
READERS = {"what if": branching.read_what_if, "tree": beam.read_tree, "panels": panels.read_panels}

ACTIONS: list[tuple[str, dict[str, Any], object]] = [
    ("what if", {"kind": "undo"}, Undo()),
    ("what if", {"kind": "redo"}, Redo()),
    ("what if", {"kind": "reset"}, Reset()),
    ("what if", {"kind": "change", "edit": {"kind": "flatten", "step": None}}, ChangeEdit(Flatten())),
    (
        "what if",
        {"kind": "change", "edit": {"kind": "replace_weights", "weights": [0.9, 0.1, 0], "step": 2}},
        ChangeEdit(ReplaceWeights((0.9, 0.1, 0), 2)),
    ),
    ("what if", {"kind": "say", "step": 2, "piece": "▁money"}, ForcePiece(2, "▁money")),
    ("what if", {"kind": "write", "step": 0, "words": "She loves"}, ForceWords(0, "She loves")),
    ("what if", {"kind": "drop", "number": 1}, DropEdit(1)),
    ("what if", {"kind": "compare", "number": 0}, CompareWith(0)),
    ("what if", {"kind": "look", "number": 2}, LookAt(2)),
    ("what if", {"kind": "name", "name": "爱"}, NameBranch("爱")),
    ("what if", {"kind": "copy"}, CopyBranch()),
    ("what if", {"kind": "prune", "number": 1}, PruneBranch(1)),
    ("tree", {"kind": "branch", "pieces": ["▁He"], "word": ""}, BeginWith(("▁He",), "")),
    ("tree", {"kind": "undo"}, Undo()),
    ("tree", {"kind": "send", "page": "pages/step.py", "pieces": ["▁He"]}, SendTo("pages/step.py", ("▁He",))),
    ("panels", {"kind": "all"}, ShowAll()),
    ("panels", {"kind": "readers"}, ShowEncoders()),
    ("panels", {"kind": "few"}, ShowFew()),
    ("panels", {"kind": "replace", "old": "dot", "new": "cosine"}, ReplaceScorer("dot", "cosine")),
]


@pytest.mark.parametrize(("page", "raw", "action"), ACTIONS)
def test_an_action_is_read(page: str, raw: dict[str, Any], action: object) -> None:
    assert READERS[page]({**raw, "at": 1}) == action


KINDS_IN_JAVASCRIPT = {
    "what if": ("what_if/types.js", "WhatIfAction"),
    "tree": ("beam/types.js", "TreeRequest"),
    "panels": ("compare/types.js", "PanelsAction"),
}


@pytest.mark.parametrize("page", READERS)
def test_javascript_asks_for_what_python_reads(page: str) -> None:
    path, name = KINDS_IN_JAVASCRIPT[page]
    (types,) = re.findall(
        rf"@typedef ((?:(?!@typedef).)*) {name} \*/", (FOLDER / "features" / path).read_text("utf-8"), re.DOTALL
    )
    kinds_sent = {kind for kinds in re.findall(r"kind: ([^},]+)", types) for kind in re.findall(r'"(\w+)"', kinds)}
    assert kinds_sent == {raw["kind"] for of, raw, _ in ACTIONS if of == page}


@pytest.mark.parametrize(
    ("report", "raw", "value"),
    [
        (choice_report("step"), 199, 199),
        (choice_report("piece"), 3, 3),
        (choice_report("piece"), None, None),
        (choice_report("head"), 0, 0),
        (choice_report("temperature"), 2, 2.0),
        (choice_report("unit"), 4095, 4095),
        (choice_report("close"), True, True),
        (choice_report("reveal"), False, False),
        (choice_report("drawing"), "view-matrix.head-2", "view-matrix.head-2"),
        (choice_report("look"), "draw-ribbons.pins-dot*cosine", "draw-ribbons.pins-dot*cosine"),
        (choice_report("links"), "1-1 0-0", "0-0 1-1"),
        (reports.SENTENCE_OPENED, ["他没有钱", 4], "他没有钱"),
        (MENU_CHOICE, {"kind": "page", "value": "pages/beam.py", "at": 7}, Numbered(7, GoTo("pages/beam.py"))),
        (MENU_CHOICE, {"kind": "scorer", "value": "dot", "at": 8}, Numbered(8, ChooseScorer("dot"))),
        (HINT_ENDED, {"kind": "act"}, Follow()),
        (HINT_ENDED, {"kind": "dismiss"}, Dismiss()),
    ],
)
def test_a_report_is_read(report: ComponentReport[Any], raw: object, value: object) -> None:
    read: list[object] = []
    report.listener(read.append).hear(raw)
    assert read == [value]


@pytest.mark.parametrize(
    ("report", "raw"),
    [
        (choice_report("step"), 200),
        (choice_report("step"), -2),
        (choice_report("step"), 1.5),
        (choice_report("step"), "1"),
        (choice_report("piece"), -1),
        (choice_report("piece"), 64),
        (choice_report("temperature"), float("nan")),
        (choice_report("temperature"), 10**400),
        (choice_report("unit"), 1.0),
        (choice_report("close"), [True]),
        (choice_report("close"), float("inf")),
        (choice_report("look"), "draw-cubes"),
        (choice_report("links"), "0-0 1"),
        (reports.SENTENCE_OPENED, ["x" * 2001, 1]),
        (reports.SENTENCE_OPENED, ["\ud800", 1]),
        (reports.SENTENCE_OPENED, []),
        (MENU_CHOICE, {"kind": "page", "value": "pages/beam.py"}),
        (HINT_ENDED, {"kind": "shout"}),
    ],
)
def test_what_is_no_report_is_ignored(report: ComponentReport[Any], raw: object) -> None:
    read: list[object] = []
    report.listener(read.append).hear(raw)
    assert read == []


def test_an_error_of_who_listens_is_not_taken_for_a_bad_report() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        reports.SENTENCE_OPENED.listener(int).hear(["", 1])


@pytest.mark.parametrize(
    ("selection", "bucket"),
    [
        ({"selection": {"points": [{"customdata": [1.2, 9, 2]}]}}, 2),
        ({"selection": {"points": [{"customdata": [1.2, 9, 2.0]}, {}]}}, 2),
        ({"selection": {"points": []}}, None),
        ({"selection": {"points": [{"customdata": [1.2, 9, 5]}]}}, None),
        ({"selection": {"points": [{"customdata": "abc"}]}}, None),
        ({"selection": None}, None),
    ],
)
def test_a_pressed_point_tells_its_bucket(selection: object, bucket: int | None) -> None:
    assert reports.pressed_bucket(selection, 5) == bucket


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        ([(2, "source")], 2),
        ([], None),
        ([(3, "source")], None),
        ([(-1, "source")], None),
        ([("2", "source")], None),
        (5, None),
    ],
)
def test_a_pressed_cell_tells_its_row(cells: object, row: int | None) -> None:
    assert reports.pressed_row({"selection": {"cells": cells}}, 3) == row


# -- anything at all

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters())
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
KINDS = sorted({raw["kind"] for _, raw, _ in ACTIONS} | {"page", "scorer", "act", "dismiss"})
FIELDS = sorted({name for _, raw, _ in ACTIONS for name in raw} - {"kind"} | {"value", "at"})
NEARLY_EDITS = st.sampled_from(list(EDITS.values())).flatmap(
    lambda edit: st.fixed_dictionaries({"kind": st.just(edit.kind)}, optional=dict.fromkeys(forms(edit), JSON))
)
NEARLY_ACTIONS = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS)}, optional=dict.fromkeys(FIELDS, JSON) | {"edit": NEARLY_EDITS, "at": st.integers()}
)


@given(raw=JSON | NEARLY_ACTIONS | st.lists(NEARLY_ACTIONS, max_size=3))
def test_no_report_is_an_error(raw: object) -> None:
    for report in ALL_REPORTS:
        report.listener(lambda _: None).hear(raw)
    assert reports.pressed_bucket(raw, 5) in (None, *range(5))
    assert reports.pressed_row(raw, 3) in (None, *range(3))


@given(raw=NEARLY_ACTIONS, read=st.sampled_from(list(READERS.values())))
def test_no_action_is_an_error(raw: object, read: Callable[[object], object]) -> None:
    try:
        read(raw)
    except ValueError:
        return
