"""How choices are written in a URL and read from it. All parsers raise ValueError for invalid text."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from urllib.parse import quote, unquote

from pages.ui.address.branches import Branch, BranchHistory
from seq2seq.config.edit_codec import parse_edits, parse_pieces, write_edits, write_pieces
from seq2seq.config.schema import SearchConfig
from seq2seq.trace import links

LONGEST_TEXT = 2000
"""The largest number of characters accepted from a URL or a text field."""
LONGEST_LINK = 2000
"""The largest number of characters of a query that all browsers and messengers accept."""
LONGEST_NAME = 24
PENALTY, TEMPERATURE, TOP_K, SEED = (0.0, 2.0), (0.1, 2.0), (0, 100), (0, 999)
COVERAGE, TOP_P = (0.0, 2.0), (0.05, 1.0)
"""The ranges of the settings of a search. A top k of 0 and a top p of 1 mean all pieces."""
BEAM_LIMITS = (2, 10)
UNKNOWN = "_unk"
BETWEEN = "*"
"""Separates names. A URL contains it without percent-encoding."""
NAME = r"[a-z_]+(?:@[a-z_]+)?"


def write_search(search: SearchConfig) -> str:
    """Write `greedy`, `beam_5_1.0` (size, length penalty) or `sample_0.8_20_7` (temperature, top k, seed). The coverage
    penalty or top p follows if it is set, and `_unk` if the unknown piece may be output."""
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
                beam=parse_integer(size, BEAM_LIMITS),
                length_penalty=parse_number(penalty, PENALTY),
                coverage_penalty=parse_number(coverage[0], COVERAGE) if coverage else 0.0,
            )
        case ["sample", temperature, top_k, seed, *nucleus] if len(nucleus) <= 1:
            return SearchConfig(
                temperature=parse_number(temperature, TEMPERATURE),
                top_k=parse_integer(top_k, TOP_K),
                seed=parse_integer(seed, SEED),
                top_p=parse_number(nucleus[0], TOP_P) if nucleus else 1.0,
            )
    raise ValueError(f"no search is written {written!r}")


def write_ordinal(index: int) -> str:
    """Write an index as a number from 1, as people count steps, pieces, heads, units and groups."""
    return str(index + 1)


def write_percent(share: float) -> str:
    return str(round(share * 100))


def write_flag(on: bool) -> str:
    return str(int(on))


def parse_flag(written: str) -> bool:
    if written not in ("0", "1"):
        raise ValueError(f"{written!r} is neither 0 nor 1")
    return written == "1"


def write_names(names: tuple[str, ...]) -> str:
    return BETWEEN.join(names)


def write_alias(name: str) -> str:
    """Write a name so that nobody reads it off an address."""
    return sha256(name.encode()).hexdigest()[:6]


def parse_reference_links(written: str) -> str:
    """Read word alignment links and write them in the canonical order of `seq2seq.trace.links`."""
    return links.format_links(links.parse_links(parse_text(written)))


def parse_text(written: str) -> str:
    if len(written) > LONGEST_TEXT:
        raise ValueError(f"more than {LONGEST_TEXT} characters")
    written.encode()  # raises UnicodeEncodeError, a ValueError, for half a character
    return written


def parse_filled(written: str) -> str:
    if not written.strip():
        raise ValueError("nothing is written")
    return parse_text(written)


def write_branches(history: BranchHistory) -> str:
    """Write the number of the active branch, after a point that of its base unless that is the original, and for each
    branch an exclamation mark and `parent*prefix*edits*name`."""
    numbers = f"{history.active}.{history.base}" if history.base else str(history.active)
    return "!".join([numbers, *map(_write_branch, history.branches)])


def parse_branches(written: str) -> BranchHistory:
    numbers, *branches = written.split("!")
    history = BranchHistory(tuple(map(_parse_branch, branches)))
    if any(branch.parent > number for number, branch in enumerate(history.branches)):
        raise ValueError("the parent of a branch has a lower number")
    active, _, base = numbers.partition(".")
    limits = (0, len(branches))
    return history.look(parse_integer(active, limits)).compare(parse_integer(base or "0", limits))


def _write_branch(branch: Branch) -> str:
    parts = (str(branch.parent), write_pieces(branch.prefix), write_edits(branch.edits), quote(branch.name, safe=" "))
    return "*".join(part.replace("!", "%21").replace("*", "%2A") for part in parts)


def _parse_branch(written: str) -> Branch:
    """Read one branch; its percent-encoding is decoded with its pieces and its name."""
    parent, prefix, edits, name = written.split("*")
    named = unquote(name)[:LONGEST_NAME]
    return Branch(parse_integer(parent, (0, LONGEST_LINK)), parse_pieces(prefix), parse_edits(edits), named)


def parse_integer(written: str, limits: tuple[float, float]) -> int:
    parse_number(written, limits)
    return int(written)


def parse_number(written: str, limits: tuple[float, float]) -> float:
    low, high = limits
    if not low <= float(written) <= high:
        raise ValueError(f"{written} does not lie between {low} and {high}")
    return float(written)
