"""The import law of the house, and other things that hold for every file, read from the syntax trees."""

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from graphlib import TopologicalSorter
from pathlib import Path

from tests.sources import (
    APP,
    LIBRARY,
    PAGES,
    ROOT,
    expect_none,
    imports,
    imports_among,
    imports_at_once,
    imports_outside,
    nodes,
    offence,
    room,
    tree,
)

ROOMS = (
    *("config", "trace", "text", "data", "attention", "model", "checkpoints", "decoding"),
    *("analysis", "evaluation", "training", "experiments", "figures", "notebook", "cli", "__main__"),
)
"""seq2seq/ from the ground up: a room imports only rooms before it."""

APP_ROOMS = ("streamlit_compat", "engine", "address", "kit", "features", "frame", "server")
"""pages/ui/ likewise."""

WITHOUT_TORCH = {
    *("config", "trace", "text", "data", "figures", "notebook"),
    *("analysis/decay", "analysis/effect", "analysis/faults", "analysis/invariants", "analysis/paths"),
    *("analysis/projections", "analysis/step_explainer", "analysis/suite"),
    *("checkpoints/catalog", "__main__", "cli/parser", "training/live/report", "training/live/settings"),
    *("evaluation/alignment_metrics", "evaluation/compare", "evaluation/metrics", "evaluation/significance"),
    *("evaluation/tables", "evaluation/training_record", "evaluation/verdicts"),
    *("experiments/clinic/collection", "experiments/records", "experiments/results"),
}
"""Who may not name torch, so that the first screen comes before it: rooms, folders and modules."""


# -- who imports whom


def app_room(path: Path) -> str:
    """The folder of pages/ui/ that this file lies in."""
    return path.relative_to(ROOT / "pages" / "ui").parts[0]


WORK = ROOT / "pages" / "ui" / "engine" / "work.py"
"""Has the library's functions once more, for a model by its name."""
APP_FILES = [path for path in APP if (ROOT / "pages" / "ui") in path.parents and path.parent.name != "ui"]


def test_every_room_has_its_place() -> None:
    assert {room(path) for path in LIBRARY} - {"__init__"} == set(ROOMS)
    assert {app_room(path) for path in APP_FILES} == set(APP_ROOMS)


def test_the_map_names_every_room() -> None:
    diagram = ast.get_docstring(tree(ROOT / "seq2seq" / "__init__.py")) or ""
    assert {name for name in ROOMS if not re.search(rf"\b{name}\b", diagram)} <= {"__main__"}


def test_imports_are_absolute() -> None:
    expect_none(
        offence(path, node.lineno, "imports from a relative place")
        for path in LIBRARY + APP
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.level
    )


def upward(path: Path, package: str, rooms: Sequence[str], here: str) -> Iterator[str]:
    """What a file of the room `here` imports from a room of the package that stands above it."""
    above = {f"{package}.{name}" for name in rooms[rooms.index(here) + 1 :]}
    for imported in imports(path):
        if imported.name == REGISTRY:
            continue
        if any(imported.name == name or imported.name.startswith(f"{name}.") for name in above):
            yield offence(path, imported.line, f"imports {imported.name}")


REGISTRY = "pages.ui.features.FEATURES"
"""The pages, which the address asks for their choices when it is first used."""


def test_a_lower_room_never_imports_a_higher_one() -> None:
    expect_none(
        (message for path in LIBRARY if room(path) in ROOMS for message in upward(path, "seq2seq", ROOMS, room(path))),
        (message for path in APP_FILES for message in upward(path, "pages.ui", APP_ROOMS, app_room(path))),
    )


def test_no_page_imports_another_one() -> None:
    features = ROOT / "pages" / "ui" / "features"
    pages = [path.name for path in features.iterdir() if (path / "__init__.py").is_file()]
    assert len(pages) > 10
    expect_none(
        offence(path, imported.line, f"imports {imported.name}")
        for path in APP_FILES
        if features in path.parents and path.parent != features
        for imported in imports(path)
        for other in pages
        if other not in path.parts and imported.name.startswith(f"pages.ui.features.{other}.")
    )


def test_modules_do_not_import_one_another_in_a_circle() -> None:
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in LIBRARY + APP}
    needs = {
        name: {of for imported in imports(path) if (of := module_of(imported.name, modules))}
        for name, path in modules.items()
    }
    tuple(
        TopologicalSorter({name: imported_modules - {name} for name, imported_modules in needs.items()}).static_order()
    )


def module_of(imported: str, modules: Collection[str]) -> str:
    """The module that is imported, or that it is taken from; "" for one of another project."""
    names = (imported, imported.rpartition(".")[0])
    return next((name for name in names if name in modules), "")


def without_torch(path: Path) -> bool:
    inside = path.relative_to(ROOT / "seq2seq").with_suffix("").as_posix()
    return any(inside == name or inside.startswith(f"{name}/") for name in WITHOUT_TORCH)


def test_what_the_first_screen_needs_does_not_name_torch() -> None:
    allowed = [path for path in LIBRARY if not without_torch(path)]
    expect_none(imports_outside(allowed, LIBRARY, "torch", "safetensors"))


def test_what_must_do_without_torch_is_there() -> None:
    places = [ROOT / "seq2seq" / name for name in WITHOUT_TORCH]
    assert [place for place in places if not (place.is_dir() or place.with_suffix(".py").is_file())] == []


def test_streamlit_stays_in_the_app() -> None:
    expect_none(imports_outside(APP, LIBRARY + APP, "streamlit"))


def test_what_streamlit_keeps_private_is_used_in_one_folder() -> None:
    """Another release may change it at will; `tests/test_streamlit_compat.py` says what has to be there."""
    compat = ROOT / "pages" / "ui" / "streamlit_compat"
    expect_none(
        offence(path, imported.line, f"imports {imported.name}")
        for path in APP
        if compat not in path.parents
        for imported in imports(path)
        if re.match(r"streamlit\.(runtime|proto|web|config|url_util|components\.v2\.)", imported.name)
    )


def test_plotly_stays_in_figures_and_the_apps_charts() -> None:
    allowed = [path for path in LIBRARY + APP if {"figures", "ui"} & {*path.relative_to(ROOT).parts}]
    expect_none(imports_outside(allowed, LIBRARY + APP, "plotly"))


def test_sentencepiece_stays_in_the_tokenizer() -> None:
    expect_none(imports_outside([ROOT / "seq2seq" / "text" / "tokenizer.py"], LIBRARY + APP, "sentencepiece"))


def test_scikit_learn_stays_in_two_rooms_and_is_imported_when_it_is_asked_for() -> None:
    allowed = [ROOT / "seq2seq" / "analysis" / "projections.py", ROOT / "seq2seq" / "evaluation" / "compare.py"]
    expect_none(
        imports_outside(allowed, LIBRARY + APP, "sklearn", "scipy"),
        imports_at_once(LIBRARY + APP, "sklearn", "scipy"),
    )


def private(path: Path) -> Iterator[str]:
    """Names with an underscore that a file takes from another one, or from a value that is not its own."""
    for imported in imports(path):
        if re.search(r"\._[a-zA-Z]", f".{imported.name}"):
            yield offence(path, imported.line, f"imports {imported.name}")
    for node in nodes(path):
        own = isinstance(node, ast.Attribute) and ast.unparse(node.value).startswith(("self", "cls"))
        if isinstance(node, ast.Attribute) and re.match("_[a-zA-Z]", node.attr) and not own:
            yield offence(path, node.lineno, f"uses {ast.unparse(node)}")


def test_what_another_module_keeps_private_is_not_used() -> None:
    """Of Streamlit, only one package uses it: `tests/test_streamlit_compat.py` says what another release must have."""
    paths = [path for path in LIBRARY + APP if path.parent.name != "streamlit_compat"]
    expect_none(message for path in paths for message in private(path))


def test_nobody_builds_on_the_tests() -> None:
    expect_none(imports_outside([], LIBRARY + APP, "tests", "conftest", "tiny", "pytest", "hypothesis"))


def test_the_app_imports_torch_in_one_place_and_only_when_it_must() -> None:
    expect_none(
        imports_outside([ROOT / "pages" / "ui" / "engine" / "loaded.py"], APP, "torch"),
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


def test_the_state_of_a_session_is_kept_in_few_files() -> None:
    ui = ROOT / "pages" / "ui"
    session = [ui / "address" / "state.py", ui / "address" / "widgets.py", ui / "streamlit_compat" / "widgets.py"]
    expect_none(
        offence(path, node.lineno, f"uses {node.attr}")
        for path in APP
        for node in nodes(path)
        if path not in session and isinstance(node, ast.Attribute) and node.attr in ("session_state", "query_params")
    )


def test_the_app_calls_functions_and_not_their_names() -> None:
    """What is called can be found from where it is called, and its types are checked."""
    named = re.compile(r"seq2seq(\.\w+)+(:\w+)?")
    expect_none(
        imports_outside([], APP, "importlib"),
        (
            offence(path, node.lineno, f"names {node.value}")
            for path in APP
            for node in nodes(path)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and named.fullmatch(node.value)
        ),
    )


def test_work_has_the_names_of_the_library() -> None:
    """Each function there hands the library's function of its own name to the worker."""
    for function in (node for node in tree(WORK).body if isinstance(node, ast.FunctionDef)):
        (imported,) = imports_among(ast.walk(function))
        assert imported.name.startswith("seq2seq.") and imported.name.endswith(f".{function.name}")


# -- words


def test_a_file_says_what_it_is_for() -> None:
    expect_none(
        offence(path, 1, "says nothing of what it is for")
        for path in LIBRARY + APP
        if tree(path).body and not ast.get_docstring(tree(path))
    )
