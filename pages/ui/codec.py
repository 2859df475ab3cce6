"""How choices are written in a URL, and read from one. A reader raises ValueError for what makes no sense."""

from __future__ import annotations

from seq2seq.config import SearchConfig

LONGEST_TEXT = 2000
"""More characters than this are not taken from a URL or a keyboard."""
PENALTY, TEMPERATURE, TOP_K, SEED = (0.0, 2.0), (0.1, 2.0), (0, 100), (0, 999)
"""The ranges one can choose from; a top k of 0 means all pieces."""
BEAM = (2, 10)
STEPS = (1, 200)


def write_search(search: SearchConfig) -> str:
    """`greedy`, `beam_5_1.0` (size, length penalty) or `sample_0.8_20_7` (temperature, top k, seed)."""
    if search.temperature > 0:
        return f"sample_{search.temperature}_{search.top_k}_{search.seed}"
    return f"beam_{search.beam}_{search.length_penalty}" if search.beam > 1 else "greedy"


def parse_search(written: str) -> SearchConfig:
    match written.split("_"):
        case ["greedy"]:
            return SearchConfig()
        case ["beam", size, penalty]:
            return SearchConfig(
                beam=_whole(size, BEAM),
                length_penalty=_number(penalty, PENALTY),
            )
        case ["sample", temperature, top_k, seed]:
            return SearchConfig(
                temperature=_number(temperature, TEMPERATURE),
                top_k=_whole(top_k, TOP_K),
                seed=_whole(seed, SEED),
            )
    raise ValueError(f"no search is written {written!r}")


def write_step(step: int) -> str:
    """Steps count from 1 where people see them."""
    return str(step + 1)


def parse_step(written: str) -> int:
    return _whole(written, STEPS) - 1


def parse_text(written: str) -> str:
    if len(written) > LONGEST_TEXT:
        raise ValueError(f"more than {LONGEST_TEXT} characters")
    return written


def _whole(written: str, limits: tuple[int, int]) -> int:
    _number(written, limits)
    return int(written)


def _number(written: str, limits: tuple[float, float]) -> float:
    low, high = limits
    if not low <= float(written) <= high:
        raise ValueError(f"{written} does not lie between {low} and {high}")
    return float(written)
