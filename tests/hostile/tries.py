"""Hostile tries: inputs drawn from a seed, and the rule that each ends in a result or in a clear word."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan
from random import Random
from typing import Any, TypeVar

Input = TypeVar("Input")

TEXTS = (
    *(
        "",
        " ",
        "\0",
        "\n\t\r",
        "\ud800",
        "我\udfff爱",
        "\u202eevil",
        "\ufeff",
        "e" + "\u0301" * 40,
        "👩‍👩‍👧‍👦",
        "▁",
        "</s>",
        "<unk>",
    ),
    *(
        "x" * 5000,
        "我" * 300,
        "我爱你。",
        "{0}",
        "{reason!r}",
        "%s%n",
        "%",
        "%FF",
        "~",
        "!0*1*2",
        "../../etc/passwd",
        "<b>&amp;",
    ),
    *("nan", "1e400", "-0", "0x10", "１２", "0-0 1-1", "*" * 50, "_" * 50, "dot@x", "zh-en/additive", "true", "null"),
)
NUMBERS = (
    0,
    1,
    -1,
    2,
    63,
    64,
    65,
    199,
    10**9,
    10**9 + 1,
    2**63,
    -(2**63),
    10**400,
    0.0,
    -0.0,
    0.5,
    1e308,
    5e-324,
    nan,
    inf,
    -inf,
)


def run_tries(
    count: int, draw: Callable[[Random], Input], use: Callable[[Input], object], *clear: type[Exception]
) -> None:
    """Use what is drawn from each of the seeds 0, 1, …; any error but those that are `clear` fails, with seed and
    input."""
    for seed in range(count):
        value = draw(Random(seed))
        try:
            use(value)
        except clear:
            continue
        except Exception as error:
            raise AssertionError(f"seed {seed}: {shorten(value)}") from error


def shorten(value: object) -> str:
    written = ascii(value)
    return written if len(written) < 2000 else f"{written[:2000]}… ({len(written)} characters)"


def draw_text(random: Random) -> str:
    """A text that hardly anybody types, or two of them joined, or a cut one."""
    text = random.choice(TEXTS)
    other = random.choice(TEXTS)
    return random.choice(
        (text, text + other, text[: len(text) // 2], chr(random.randrange(0x110000)) * random.randrange(4))
    )


def draw_scalar(random: Random) -> Any:
    return random.choice((None, True, False, random.choice(NUMBERS), draw_text(random), random.randrange(100)))


def draw_json(random: Random, levels: int = 4) -> Any:
    """A value as JSON has them, or nearly so."""
    if levels == 0 or random.random() < 0.5:
        return draw_scalar(random)
    inner = [draw_json(random, levels - 1) for _ in range(random.randrange(4))]
    return inner if random.random() < 0.5 else {draw_text(random): value for value in inner}


def draw_either(random: Random, usual: object, share: float = 0.2) -> Any:
    """Most often the usual value, otherwise any."""
    return draw_json(random) if random.random() < share else usual
