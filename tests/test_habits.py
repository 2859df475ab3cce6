"""What no file of the house does, read from the syntax trees: pickle, print, keep globals, store while it runs."""

import ast
import re
from pathlib import Path

import pytest

from tests.test_architecture import LIBRARY, every_file, every_library_file, label, packages, room, tree


def calls(path: Path) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}


@every_file
def test_nothing_is_pickled(path: Path) -> None:
    assert not packages(path) & {"pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"}
    assert not calls(path) & {"torch.load", "torch.save", "np.save", "np.load", "eval", "exec"}


@every_library_file
def test_only_the_command_line_prints(path: Path) -> None:
    assert "print" not in calls(path) or room(path) in ("cli", "commands") or path.name == "__main__.py"


@every_file
def test_nothing_is_global(path: Path) -> None:
    assert not [node for node in ast.walk(tree(path)) if isinstance(node, ast.Global)]


PURE = {"forward", "score", "step", "prepare", "encode", "start", "loss", "logits", "centre"}
TRUNK = [path for path in LIBRARY if room(path) in {"attention", "encoder", "decoder", "model", "search", "translate"}]


def running(path: Path) -> list[ast.FunctionDef]:
    """The functions that run while a model reads or decodes: those of the contract, and their helpers."""
    found = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    helper = re.compile(r"_(?!_|initialise)")
    return [node for node in found if node.name in PURE or helper.match(node.name)]


def stored(function: ast.FunctionDef) -> list[str]:
    """The attributes that are assigned in it."""
    targets = []
    for node in ast.walk(function):
        targets += getattr(node, "targets", None) or [getattr(node, "target", None)]
    parts = [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]
    return [ast.unparse(part) for part in parts if isinstance(part, ast.Attribute)]


@pytest.mark.parametrize("path", TRUNK, ids=label)
def test_nothing_is_stored_while_a_model_runs(path: Path) -> None:
    assert [(function.name, stored(function)) for function in running(path) if stored(function)] == []


def test_what_runs_is_found_and_what_it_would_store() -> None:
    """So that the test above cannot pass by looking past everything."""
    names = {function.name for path in TRUNK for function in running(path)}
    assert {"forward", "score", "step", "prepare", "encode", "start", "loss", "_edited", "_advance"} <= names
    (bad,) = ast.parse("def score(self):\n    self.last, n = 1, 2\n    self.count += 1\n    self.x: int = 3").body
    assert isinstance(bad, ast.FunctionDef)
    assert stored(bad) == ["self.last", "self.count", "self.x"]
