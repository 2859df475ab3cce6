"""What no file of the house does, read from the syntax trees: pickle, print, keep globals, store while it runs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.sources import APP, LIBRARY, ROOT, expect_none, imports_outside, nodes, offence, room


def calls(path: Path, *names: str) -> Iterator[str]:
    """Where any of these functions, as it is written, is called."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in names:
            yield offence(path, node.lineno, f"calls {name}")


PICKLING = [ROOT / "pages" / "ui" / "engine" / "results.py", ROOT / "seq2seq" / "evaluation" / "child_process.py"]
"""One weighs results by their pickles, the other talks in pickles with a process of its own: none reads a file so."""


def test_nothing_is_pickled() -> None:
    forbidden = ("torch.load", "torch.save", "np.save", "np.load", "eval", "exec")
    expect_none(
        imports_outside(PICKLING, LIBRARY + APP, "pickle"),
        imports_outside([], LIBRARY + APP, "cloudpickle", "dill", "joblib", "shelve", "marshal"),
        (message for path in LIBRARY + APP for message in calls(path, *forbidden)),
    )


def test_only_the_command_line_prints() -> None:
    others = [path for path in LIBRARY if room(path) not in ("cli", "commands") and path.name != "__main__.py"]
    expect_none(message for path in others for message in calls(path, "print"))


def test_nothing_is_global() -> None:
    expect_none(
        offence(path, node.lineno, f"declares {', '.join(node.names)} global")
        for path in LIBRARY + APP
        for node in nodes(path)
        if isinstance(node, ast.Global)
    )


PURE = {"forward", "score", "step", "prepare", "encode", "start", "loss", "logits", "centre"}
TRUNK = [path for path in LIBRARY if room(path) in {"attention", "model", "decoding"}]


def running(path: Path) -> list[ast.FunctionDef]:
    """The functions that run while a model reads or decodes: those of the contract, and their helpers."""
    functions = [node for node in nodes(path) if isinstance(node, ast.FunctionDef)]
    helper = re.compile(r"_(?!_|initialise)")
    return [node for node in functions if node.name in PURE or helper.match(node.name)]


def stored(function: ast.FunctionDef) -> list[str]:
    """The attributes that are assigned in it."""
    targets = []
    for node in ast.walk(function):
        targets += getattr(node, "targets", None) or [getattr(node, "target", None)]
    parts = [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]
    return [ast.unparse(part) for part in parts if isinstance(part, ast.Attribute)]


def test_nothing_is_stored_while_a_model_runs() -> None:
    expect_none(
        offence(path, function.lineno, f"{function.name} stores {attribute}")
        for path in TRUNK
        for function in running(path)
        for attribute in stored(function)
    )


def test_what_runs_is_found_and_what_it_would_store() -> None:
    """So that the test above cannot pass by looking past everything."""
    names = {function.name for path in TRUNK for function in running(path)}
    assert {
        "forward",
        "score",
        "step",
        "prepare",
        "encode",
        "start",
        "loss",
        "_step_by_step",
        "_advance_cells",
    } <= names
    (bad,) = ast.parse("def score(self):\n    self.last, n = 1, 2\n    self.count += 1\n    self.x: int = 3").body
    assert isinstance(bad, ast.FunctionDef)
    assert stored(bad) == ["self.last", "self.count", "self.x"]
