"""What the browser writes in the address by itself is what Python reads there."""

import re
from pathlib import Path

import pytest

from pages.ui.session import address as codec
from pages.ui.session.view import PROPERTIES

TABLE = (Path(__file__).parent.parent / "pages" / "ui" / "components" / "shared" / "choices.js").read_text("utf-8")


def names(table: str) -> set[str]:
    """The names of a table of choices.js as the address has them."""
    entries = TABLE.partition(f"export const {table} = {{\n")[2].partition("\n};")[0]
    return set(re.findall(r"^  (\w+): \{ form:", entries, re.MULTILINE))


@pytest.mark.parametrize(("table", "known"), [("LOOKS", codec.LOOKS), ("DRAWINGS", codec.DRAWINGS)])
def test_both_know_the_same_parts(table: str, known: dict[str, object]) -> None:
    assert names(table) == set(known)


def test_python_reads_every_parameter_that_the_browser_writes() -> None:
    written = names("PARAMETERS")
    assert written == {"step", "links", "reveal", "look", "drawing"}
    assert written <= {each.param for each in PROPERTIES.values()}
