"""The import law of the house, and other things that hold for every file, read from the syntax trees."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ROOMS = (
    *("allocator", "reasons", "records", "edits", "config", "cards", "symbols", "notation", "links", "tokens"),
    *("examples", "small", "families", "catalog", "plain", "penalties", "tree", "trace", "merging", "anatomy"),
    *("metrics", "effect", "wordclass", "projections", "layouts", "paths", "chinese"),
    *("agreement", "significance", "firsts", "evidence", "compare"),
    *("figures", "tables", "data", "phrasebook", "batch", "tokenizer", "reading"),
    *("attention", "encoder", "decoder", "model", "borrow", "search", "beam", "batched", "zoo", "translate", "forcing"),
    "strategies",
    *("dissect", "whatif", "evaluate", "ensemble", "align", "states", "gates", "maps", "measure", "report", "history"),
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
        "alignment",
        "distances",
        "thresholds",
        "suite",
        "history",
        "evidence",
        "strategies",
        "terminal",
        "__init__",
    ),
}
"""Rooms of several files, each likewise from the ground up."""

WITH_TORCH = {
    *("batch", "attention", "encoder", "decoder", "model", "borrow", "search", "beam", "batched", "zoo", "translate"),
    *(
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


def sources(*places: str) -> list[Path]:
    found = [path for place in places for path in sorted(ROOT.glob(place)) if "__pycache__" not in path.parts]
    assert found, places
    return found


LIBRARY = sources("seq2seq/**/*.py")
APP = sources("app.py", "pages/**/*.py")


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_file = pytest.mark.parametrize("path", LIBRARY + APP, ids=label)
every_library_file = pytest.mark.parametrize("path", LIBRARY, ids=label)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(node: ast.AST) -> Iterator[str]:
    """Dotted names of all modules imported in it, and of all that is taken from them."""
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            yield from (alias.name for alias in each.names)
        elif isinstance(each, ast.ImportFrom):
            assert each.level == 0, "imports are absolute"
            yield from (f"{each.module}.{alias.name}" for alias in each.names)


def room(path: Path) -> str:
    return path.relative_to(ROOT / "seq2seq").parts[0].removesuffix(".py")


def imported_rooms(node: ast.AST) -> set[str]:
    parts = (name.split(".") for name in imports(node))
    return {names[1] for names in parts if names[0] == "seq2seq" and len(names) > 1}


def packages(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports(tree(path))}


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


@every_library_file
def test_a_lower_room_never_imports_a_higher_one(path: Path) -> None:
    if room(path) == "__init__":
        assert not imported_rooms(tree(path))
        return
    here = ROOMS.index(room(path))
    allowed = {*ROOMS[: here + 1], *(high for low, high in LATER if low == room(path))}
    assert imported_rooms(tree(path)) <= allowed


@pytest.mark.parametrize("name", FLOORS)
def test_files_of_a_room_import_only_what_stands_below_them(name: str) -> None:
    for number, floor in enumerate(FLOORS[name]):
        found = imports(tree(ROOT / "seq2seq" / name / f"{floor}.py"))
        inside = {each.split(".")[2] for each in found if each.startswith(f"seq2seq.{name}.")}
        assert inside <= set(FLOORS[name][:number]), floor


def test_exceptions_are_imported_within_a_function() -> None:
    for low, high in LATER:
        found = tree(ROOT / "seq2seq" / f"{low}.py")
        top = [node for node in found.body if isinstance(node, ast.Import | ast.ImportFrom)]
        assert high not in {name for node in top for name in imported_rooms(node)}
        assert high in imported_rooms(found)


@every_library_file
def test_only_the_trunk_and_what_drives_it_names_torch(path: Path) -> None:
    assert not packages(path) & {"torch", "safetensors"} or room(path) in WITH_TORCH


def test_no_room_is_granted_torch_in_vain() -> None:
    users = {room(path) for path in LIBRARY if "torch" in packages(path)}
    assert users == WITH_TORCH


@every_file
def test_streamlit_stays_in_the_app(path: Path) -> None:
    assert "streamlit" not in packages(path) or path in APP


@every_file
def test_plotly_stays_in_figures_and_the_apps_charts(path: Path) -> None:
    assert "plotly" not in packages(path) or {"figures", "ui"} & set(path.parts)


@every_file
def test_sentencepiece_stays_in_the_tokenizer(path: Path) -> None:
    assert "sentencepiece" not in packages(path) or label(path) == "seq2seq/tokenizer.py"


@every_file
def test_scikit_learn_stays_in_two_rooms_and_is_imported_when_it_is_asked_for(path: Path) -> None:
    top = [node for node in tree(path).body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not {name.partition(".")[0] for node in top for name in imports(node)} & {"sklearn", "scipy"}
    assert not packages(path) & {"sklearn", "scipy"} or room(path) in ("layouts", "compare")


@every_file
def test_nobody_builds_on_the_tests(path: Path) -> None:
    assert not packages(path) & {"tests", "conftest", "tiny", "pytest", "hypothesis"}


@pytest.mark.parametrize("path", APP, ids=label)
def test_the_app_imports_torch_in_one_place_and_only_when_it_must(path: Path) -> None:
    top = {name for node in tree(path).body if isinstance(node, ast.Import | ast.ImportFrom) for name in imports(node)}
    assert not [name for name in top if name.startswith("torch")]
    assert "torch" not in packages(path) or label(path) == "pages/ui/cache.py"


@pytest.mark.parametrize("path", sources("app.py", "pages/*.py"), ids=label)
def test_a_page_is_thin(path: Path) -> None:
    """No tensor, no figure, no state of the session: those live in pages/ui and in the library."""
    assert not packages(path) & {"torch", "numpy", "plotly", "safetensors"}
    names = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    assert not names & {"session_state", "query_params"}


# -- sizes and words


@every_file
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 260


@every_file
def test_a_function_fits_on_a_screen(path: Path) -> None:
    long = [
        f"{node.name}: {lines}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and (lines := (node.end_lineno or 0) - node.lineno + 1) > 45
    ]
    assert not long


@every_file
def test_a_file_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree(path)) or not tree(path).body
