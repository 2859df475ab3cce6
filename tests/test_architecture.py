"""The import law of the house, and other things that hold for every file, read from the syntax trees."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.sources import (
    APP,
    LIBRARY,
    PAGES,
    ROOT,
    expect_none,
    first_imports,
    imports,
    imports_at_once,
    imports_outside,
    nodes,
    offence,
    packages,
    room,
    tree,
)

ROOMS = (
    *(
        "allocator",
        "reasons",
        "records",
        "edits",
        "config",
        "cards",
        "variants",
        "symbols",
        "notation",
        "links",
        "tokens",
    ),
    *("examples", "small", "families", "catalog", "plain", "penalties", "tree", "trace", "merging", "anatomy"),
    "significance",
    *("metrics", "effect", "placebo", "suite", "wordclass", "projections", "layouts", "paths", "chinese"),
    *("agreement", "firsts", "evidence", "compare"),
    *("figures", "tables", "data", "seen", "phrasebook", "batch", "tokenizer", "reading"),
    *("attention", "encoder", "decoder", "model", "borrow", "search", "beam", "batched", "zoo", "translate", "forcing"),
    "strategies",
    *(
        "dissect",
        "importance",
        "whatif",
        "evaluate",
        "ensemble",
        "align",
        "lexical",
        "states",
        "gates",
        "maps",
        "measure",
        "report",
        "history",
        "verify",
    ),
    *("resume", "training", "bench"),
    *("notebook", "options", "cli", "commands", "__main__"),
)
"""seq2seq/ from the ground up: a room imports only rooms before it."""

LATER = {("cli", "commands")}
"""The one exception: the command line imports what a command does once it knows that there is one."""

FLOORS = {
    "attention": (
        "scorer",
        "registry",
        "normalize",
        "edits",
        "content",
        "mechanism",
        "location",
        "additive",
        "__init__",
    ),
    "anatomy": (
        *("rounding", "terms", "parts", "content", "position", "weighing"),
        *("arithmetic", "encoding", "predicting", "whole", "__init__"),
    ),
    "evidence": ("sentences", "tables", "__init__"),
    "phrasebook": ("templates", "pairs", "__init__", "__main__"),
    "commands": ("printing", "asking", "making", "__init__"),
    "figures": (
        "style",
        "names",
        "columns",
        "alignment",
        "distances",
        "thresholds",
        "suite",
        "history",
        "evidence",
        "strategies",
        "terminal",
        "results",
        "__init__",
    ),
}
"""Rooms of several files, each likewise from the ground up."""

WITH_TORCH = {
    *("batch", "attention", "encoder", "decoder", "model", "borrow", "search", "beam", "batched", "zoo", "translate"),
    *(
        "importance",
        "whatif",
        "evaluate",
        "ensemble",
        "states",
        "gates",
        "maps",
        "measure",
        "resume",
        "training",
        "bench",
        "commands",
    ),
}
"""Who may name torch: the trunk and what drives it. All others stay importable in an instant."""


# -- who imports whom


def test_every_room_has_its_place() -> None:
    rooms = {room(path) for path in LIBRARY} - {"__init__"}
    assert rooms == set(ROOMS)
    assert len(ROOMS) == len(rooms)
    assert {name: {path.stem for path in LIBRARY if path.parent.name == name} for name in FLOORS} == {
        name: set(floors) for name, floors in FLOORS.items()
    }


def test_the_map_names_every_room() -> None:
    drawn = ast.get_docstring(tree(ROOT / "seq2seq" / "__init__.py")) or ""
    assert {name for name in ROOMS if not re.search(rf"\b{name}\b", drawn)} <= {"__main__"}


def test_imports_are_absolute() -> None:
    expect_none(
        offence(path, node.lineno, "imports from a relative place")
        for path in LIBRARY + APP
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.level
    )


def rooms_below(path: Path) -> set[str]:
    """The rooms that a file may import from: its own, those before it, and the exceptions; `__init__` none."""
    here = room(path)
    if here == "__init__":
        return set()
    return {*ROOMS[: ROOMS.index(here) + 1], *(high for low, high in LATER if low == here)}


def test_a_lower_room_never_imports_a_higher_one() -> None:
    expect_none(
        offence(path, each.line, f"imports {each.name}")
        for path in LIBRARY
        for each in imports(path)
        if each.room and each.room not in rooms_below(path)
    )


def higher_floors(name: str, number: int) -> Iterator[str]:
    """What a file of a room imports from the room's files that do not stand below it."""
    path = ROOT / "seq2seq" / name / f"{FLOORS[name][number]}.py"
    inside = [each for each in imports(path) if each.name.startswith(f"seq2seq.{name}.")]
    for each in inside:
        if each.name.split(".")[2] not in FLOORS[name][:number]:
            yield offence(path, each.line, f"imports {each.name}")


def test_files_of_a_room_import_only_what_stands_below_them() -> None:
    expect_none(
        each for name, floors in FLOORS.items() for number in range(len(floors)) for each in higher_floors(name, number)
    )


def test_exceptions_are_imported_within_a_function() -> None:
    for low, high in LATER:
        path = ROOT / "seq2seq" / f"{low}.py"
        assert high not in {each.room for each in first_imports(path)}
        assert high in {each.room for each in imports(path)}


def test_only_the_trunk_and_what_drives_it_names_torch() -> None:
    allowed = [path for path in LIBRARY if room(path) in WITH_TORCH]
    expect_none(imports_outside(allowed, LIBRARY, "torch", "safetensors"))


def test_no_room_is_granted_torch_in_vain() -> None:
    users = {room(path) for path in LIBRARY if "torch" in packages(path)}
    assert users == WITH_TORCH


def test_streamlit_stays_in_the_app() -> None:
    expect_none(imports_outside(APP, LIBRARY + APP, "streamlit"))


def test_plotly_stays_in_figures_and_the_apps_charts() -> None:
    allowed = [path for path in LIBRARY + APP if {"figures", "ui"} & {*path.relative_to(ROOT).parts}]
    expect_none(imports_outside(allowed, LIBRARY + APP, "plotly"))


def test_sentencepiece_stays_in_the_tokenizer() -> None:
    expect_none(imports_outside([ROOT / "seq2seq" / "tokenizer.py"], LIBRARY + APP, "sentencepiece"))


def test_scikit_learn_stays_in_two_rooms_and_is_imported_when_it_is_asked_for() -> None:
    allowed = [path for path in LIBRARY if room(path) in ("layouts", "compare")]
    expect_none(
        imports_outside(allowed, LIBRARY + APP, "sklearn", "scipy"),
        imports_at_once(LIBRARY + APP, "sklearn", "scipy"),
    )


def test_nobody_builds_on_the_tests() -> None:
    expect_none(imports_outside([], LIBRARY + APP, "tests", "conftest", "tiny", "pytest", "hypothesis"))


def test_the_app_imports_torch_in_one_place_and_only_when_it_must() -> None:
    expect_none(
        imports_outside([ROOT / "pages" / "ui" / "cache.py"], APP, "torch"),
        imports_at_once(APP, "torch"),
    )


def test_a_page_is_thin() -> None:
    """No tensor, no figure, no state of the session: those live in pages/ui and in the library."""
    expect_none(
        imports_outside([], PAGES, "torch", "numpy", "plotly", "safetensors"),
        (
            offence(path, node.lineno, f"uses {node.attr}")
            for path in PAGES
            for node in nodes(path)
            if isinstance(node, ast.Attribute) and node.attr in ("session_state", "query_params")
        ),
    )


# -- sizes and words


def test_a_file_can_be_read_in_one_go() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in LIBRARY + APP}
    expect_none(offence(path, length, f"{length} lines") for path, length in lengths.items() if length > 260)


def long_functions(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef) and (lines := (node.end_lineno or 0) - node.lineno + 1) > 45:
            yield offence(path, node.lineno, f"{node.name} has {lines} lines")


def test_a_function_fits_on_a_screen() -> None:
    expect_none(each for path in LIBRARY + APP for each in long_functions(path))


def test_a_file_says_what_it_is_for() -> None:
    expect_none(
        offence(path, 1, "says nothing of what it is for")
        for path in LIBRARY + APP
        if tree(path).body and not ast.get_docstring(tree(path))
    )
