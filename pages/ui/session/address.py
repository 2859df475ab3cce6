"""How choices are written in a URL, and read from one. A reader raises ValueError for what makes no sense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, unquote

from pages.ui.session.branches import Branch, BranchHistory
from seq2seq.config.edit_codec import parse_edits, parse_pieces, write_edits, write_pieces
from seq2seq.config.schema import MAX_PIECES, SearchConfig
from seq2seq.trace import links

LONGEST_TEXT = 2000
"""More characters than this are not taken from a URL or a keyboard."""
LONGEST_LINK = 2000
"""Characters of a query: what every browser and messenger carries."""
LONGEST_NAME = 24
PENALTY, TEMPERATURE, TOP_K, SEED = (0.0, 2.0), (0.1, 2.0), (0, 100), (0, 999)
COVERAGE, TOP_P = (0.0, 2.0), (0.05, 1.0)
"""The ranges one can choose from; a top k of 0, and a top p of 1, mean all pieces."""
BEAM_LIMITS = (2, 10)
_STEPS = (1, 200)
UNITS = (1, 4096)
PIECES, HEADS = (1, MAX_PIECES), (1, 64)
HEAT = (1 / 32, 32.0)
"""The softmax temperatures one can choose."""
UNKNOWN = "_unk"
BETWEEN = "*"
"""Stands between names, since addresses keep it as it is."""
NAME = r"[a-z_]+(?:@[a-z_]+)?"
LOOKS = {
    "draw": re.compile("ribbons"),
    "sort": re.compile("entropy|probability|bleu|chrf|distance|aer|precision|recall"),
    "pins": re.compile(rf"{NAME}(?:\*{NAME})*"),
    "large": re.compile(NAME),
    "pair": re.compile(rf"{NAME}\*{NAME}"),
    "offset": re.compile("-1|1"),
    "threshold": re.compile("[0-9]{1,2}|100"),
}
"""What can be chosen among the panels of Compare without asking Python; what is not written is as at first."""
DRAWINGS = {
    "view": re.compile("ribbons|matrix"),
    "head": re.compile("[1-9]|[1-5][0-9]|6[0-4]"),
    "flip": re.compile("[01]"),
    "numbers": re.compile("1"),
    "least": re.compile("[0-9]|[1-4][0-9]|50"),
}
"""The same of the stage: what is seen, which head, which way it stands, numbers, the least weight in percent."""
BUCKETS = (1, 5)
"""The numbers of the groups of sentences of like length, from 1."""


def write_search(search: SearchConfig) -> str:
    """`greedy`, `beam_5_1.0` (size, length penalty) or `sample_0.8_20_7` (temperature, top k, seed); behind them, where
    there is one, the coverage penalty or top p; at the end `_unk`, where the unknown piece may be said."""
    if search.unknown:
        return write_search(replace(search, unknown=False)) + UNKNOWN
    if search.temperature > 0:
        nucleus = f"_{search.top_p}" if search.top_p < 1 else ""
        return f"sample_{search.temperature}_{search.top_k}_{search.seed}{nucleus}"
    coverage = f"_{search.coverage_penalty}" if search.coverage_penalty > 0 else ""
    return f"beam_{search.beam}_{search.length_penalty}{coverage}" if search.beam > 1 else "greedy"


def parse_search(written: str) -> SearchConfig:
    known = written.removesuffix(UNKNOWN)
    return replace(_parse_search(known), unknown=known != written)


def _parse_search(written: str) -> SearchConfig:
    match written.split("_"):
        case ["greedy"]:
            return SearchConfig()
        case ["beam", size, penalty, *coverage] if len(coverage) <= 1:
            return SearchConfig(
                beam=_whole(size, BEAM_LIMITS),
                length_penalty=_number(penalty, PENALTY),
                coverage_penalty=_number(coverage[0], COVERAGE) if coverage else 0.0,
            )
        case ["sample", temperature, top_k, seed, *nucleus] if len(nucleus) <= 1:
            return SearchConfig(
                temperature=_number(temperature, TEMPERATURE),
                top_k=_whole(top_k, TOP_K),
                seed=_whole(seed, SEED),
                top_p=_number(nucleus[0], TOP_P) if nucleus else 1.0,
            )
    raise ValueError(f"no search is written {written!r}")


def write_step(step: int) -> str:
    """Steps count from 1 where people see them."""
    return str(step + 1)


def parse_step(written: str) -> int:
    return _whole(written, _STEPS) - 1


def parse_unit(written: str) -> int:
    return _whole(written, UNITS) - 1


def parse_piece(written: str) -> int:
    return _whole(written, PIECES) - 1


def parse_head(written: str) -> int:
    return _whole(written, HEADS) - 1


def parse_heat(written: str) -> float:
    return _number(written, HEAT)


def write_names(names: tuple[str, ...]) -> str:
    return BETWEEN.join(names)


def parse_reference_links(written: str) -> str:
    """Links as `seq2seq.trace.links` writes them, in the one order it writes them in."""
    return links.format_links(links.parse_links(parse_text(written)))


def parse_look(written: str) -> str:
    """What the panels of Compare write themselves, as `draw-ribbons.pins-dot*cosine`."""
    return _parts(written, LOOKS)


def parse_drawing(written: str) -> str:
    """What the stage writes itself, as `view-matrix.head-2`."""
    return _parts(written, DRAWINGS)


def _parts(written: str, known: Mapping[str, re.Pattern[str]]) -> str:
    """Only known things, once each."""
    parts = [part.partition("-") for part in written.split(".")] if written else []
    names = [name for name, _, _ in parts]
    if len(set(names)) < len(names) or not all(name in known and known[name].fullmatch(x) for name, _, x in parts):
        raise ValueError(f"nothing is written {written!r}")
    return written


def read_gold_look(look: str) -> tuple[int, float | None]:
    """Of a look: which row an output piece's links are read from, counted from its own, and the least weight of a
    link; None where only the heaviest counts."""
    chosen = dict(part.split("-", 1) for part in look.split(".") if part)
    return int(chosen.get("offset", 0)), int(chosen["threshold"]) / 100 if "threshold" in chosen else None


def write_bucket(bucket: int | None) -> str:
    return "" if bucket is None else str(bucket + 1)


def parse_bucket(written: str) -> int | None:
    return _whole(written, BUCKETS) - 1 if written else None


def parse_text(written: str) -> str:
    if len(written) > LONGEST_TEXT:
        raise ValueError(f"more than {LONGEST_TEXT} characters")
    return written


def parse_reference(written: str) -> str:
    if not written.strip():
        raise ValueError("a reference says something")
    return parse_text(written)


def write_branches(forest: BranchHistory) -> str:
    """The number of the branch in view, and behind a point that of the one it is compared with, unless that is the
    original; then for each branch `parent*prefix*edits*name`, an exclamation mark before it.

    Raises ValueError if that would not fit in a link."""
    looked = f"{forest.active}.{forest.base}" if forest.base else str(forest.active)
    return "!".join([looked, *map(_write_branch, forest.grown)])


def parse_branches(written: str) -> BranchHistory:
    looked, *branches = written.split("!")
    forest = BranchHistory(tuple(map(_parse_branch, branches)))
    if any(branch.parent > number for number, branch in enumerate(forest.grown)):
        raise ValueError("a branch grows from one before it")
    active, _, base = looked.partition(".")
    return forest.look(_whole(active, (0, len(branches)))).compare(_whole(base or "0", (0, len(branches))))


def _write_branch(branch: Branch) -> str:
    parts = (str(branch.parent), write_pieces(branch.prefix), write_edits(branch.edits), quote(branch.name, safe=" "))
    return "*".join(part.replace("!", "%21").replace("*", "%2A") for part in parts)


def _parse_branch(written: str) -> Branch:
    """What is quoted in pieces and names is unquoted with them."""
    parent, prefix, edits, name = written.split("*")
    named = unquote(name)[:LONGEST_NAME]
    return Branch(_whole(parent, (0, LONGEST_LINK)), parse_pieces(prefix), parse_edits(edits), named)


def _whole(written: str, limits: tuple[int, int]) -> int:
    _number(written, limits)
    return int(written)


def _number(written: str, limits: tuple[float, float]) -> float:
    low, high = limits
    if not low <= float(written) <= high:
        raise ValueError(f"{written} does not lie between {low} and {high}")
    return float(written)
