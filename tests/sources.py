"""For tests of the code itself: the project's Python files as syntax trees, and reports of what breaks a rule."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def sources(*places: str) -> list[Path]:
    paths = [path for place in places for path in sorted(ROOT.glob(place)) if "__pycache__" not in path.parts]
    assert paths, places
    return paths


LIBRARY = sources("seq2seq/**/*.py")
APP = sources("app.py", "pages/**/*.py")
PAGES = sources("app.py", "pages/*.py")


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """The module or folder at the top of seq2seq/ that this file is or lies in."""
    return path.relative_to(ROOT / "seq2seq").parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of a file's tree."""
    return tuple(ast.walk(tree(path)))


@dataclass(frozen=True)
class Import:
    """A module that is imported or, dotted, something that is taken from one."""

    name: str
    line: int

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]

    @property
    def room(self) -> str:
        """The room of the library, "" if it is none."""
        first, _, rest = self.name.partition(".")
        return rest.partition(".")[0] if first == "seq2seq" else ""


def imports_among(statements: Iterable[ast.AST]) -> Iterator[Import]:
    for node in statements:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@cache
def imports(path: Path) -> tuple[Import, ...]:
    """All imports of a file, those within functions too."""
    return tuple(imports_among(nodes(path)))


def first_imports(path: Path) -> list[Import]:
    """Those that run as soon as the file is imported."""
    return list(imports_among(tree(path).body))


def packages(path: Path) -> set[str]:
    return {imported.package for imported in imports(path)}


def offence(path: Path, line: int, what: str) -> str:
    return f"{label(path)}:{line}: {what}"


def imports_outside(allowed: Iterable[Path], files: Iterable[Path], *names: str) -> Iterator[str]:
    """Every import of these packages in a file other than those that are allowed it."""
    for path in sorted(set(files) - set(allowed)):
        yield from (
            offence(path, imported.line, f"imports {imported.name}")
            for imported in imports(path)
            if imported.package in names
        )


def imports_at_once(files: Iterable[Path], *names: str) -> Iterator[str]:
    """Every import of these packages that does not wait within a function until it is needed."""
    for path in files:
        early = (imported for imported in first_imports(path) if imported.package in names)
        yield from (offence(path, imported.line, f"imports {imported.name} at once") for imported in early)


def expect_none(*offences: Iterable[str]) -> None:
    """Fails with all of them, one a line."""
    all_offences = [message for rule_offences in offences for message in rule_offences]
    assert not all_offences, "\n".join(["", *all_offences])
