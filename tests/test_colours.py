"""One colour a scoring function: seen on both grounds, told apart without red or green, and the same on every page."""

from itertools import combinations

import numpy as np
import pytest

from seq2seq.config.cards import CARDS, UNKNOWN
from seq2seq.config.variants import scorer_colour
from seq2seq.experiments.records import ExperimentCurve
from seq2seq.figures.experiments import experiment_curves
from seq2seq.figures.gradients import ReachLine, reach_curves

GROUNDS = {False: "#ffffff", True: "#11141b"}
NOBODY, PROTAN, DEUTAN = (
    np.eye(3),
    np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]),
)
"""What is left of linear light without the cones for red or for green (Machado et al. 2009)."""
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_OKLAB = np.array(
    [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
    ]
)


def light(colour: str) -> np.ndarray:
    """A colour as linear light."""
    channels = np.frombuffer(bytes.fromhex(colour.removeprefix("#")), dtype=np.uint8) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(light(colour) @ np.array([0.2126, 0.7152, 0.0722])) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, by: np.ndarray) -> np.ndarray:
    """Where a colour is in OKLab, a space in which equal distances look equal."""
    return TO_OKLAB @ np.cbrt(TO_CONES @ np.clip(by @ light(colour), 0, 1))


@pytest.mark.parametrize("dark", [False, True])
def test_every_function_has_a_colour_that_is_seen(dark: bool) -> None:
    colours = {name: scorer_colour(name, dark) for name in CARDS}
    for name, colour in colours.items():
        assert contrast(colour, GROUNDS[dark]) >= 3, name


@pytest.mark.parametrize("dark", [False, True])
def test_colours_of_two_functions_are_told_apart(dark: bool) -> None:
    """Blue and yellow differ by 0.77; what differs by 0.02 is just told apart."""
    for one, other in combinations(CARDS, 2):
        for eyes in (NOBODY, PROTAN, DEUTAN):
            apart = np.linalg.norm(seen(scorer_colour(one, dark), eyes) - seen(scorer_colour(other, dark), eyes))
            assert apart >= 0.04, (one, other)


def test_a_variant_has_the_colour_of_its_function_and_what_is_unknown_is_grey() -> None:
    assert scorer_colour("additive@copy") == scorer_colour("additive") == "#3457d5"
    assert scorer_colour("mine") == UNKNOWN == scorer_colour("none")


def test_the_lines_of_lenses_and_gradients_have_the_colours_of_their_functions() -> None:
    curves = [ExperimentCurve("spread", line, 1, (1.0, 2.0), (3.0, 4.0)) for line in ("plain", "scaled_dot", "dot")]
    titles = {"plain": "Plain", "scaled_dot": "Scaled", "dot": "Dot"}
    for dark in (False, True):
        lines = experiment_curves(curves, titles, "x", accent="#000001", dark=dark).to_dict()["data"][1::2]
        assert [line["line"]["color"] for line in lines] == [
            "#000001",
            *(scorer_colour(name, dark) for name in ("scaled_dot", "dot")),
        ]
    line = ReachLine(np.ones((1, 2)), np.array([[0, 1]]), scorer_colour("dot"))
    assert reach_curves({"": {"Dot": line}}, "x", "y").to_dict()["data"][1]["line"]["color"] == "#dc4900"
