"""Hostile requests to the library: each ends in a trace, or in a word that is translated into every language."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pages.ui.address.languages import LANGUAGES, read_catalogue
from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.config import edit_codec
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import EDITS, forms
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import SEARCH_LIMITS, ModelConfig, Request, SearchConfig, TrainConfig
from seq2seq.decoding.translate import prefix_pieces, translate
from seq2seq.trace.trace import DecodeTrace, NothingToTranslate
from tests import tiny
from tests.hostile.tries import draw_either, draw_json, draw_text, run_tries

SCORERS = ("dot", "additive", "location", "local_p", "multi_head", "none")
TRANSLATED = {lang: {str(message.id) for message in read_catalogue(lang)} for lang in LANGUAGES[1:]}
"""The messages that each language has."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.build(tmp_path_factory.mktemp("models"), scorers=SCORERS)


@pytest.fixture(scope="module")
def bundles(root: Path) -> list[Bundle]:
    return [load_bundle(f"zh-en/{scorer}", root) for scorer in SCORERS]


def draw_edit(random: Random) -> Any:
    edit = random.choice(list(EDITS.values()))
    usual = {"scorer": random.choice((*SCORERS, *CARDS, "dot@x", "scaled", "cosine")), "weights": [0.5, 0.5]}
    usual |= {"value": 2.0, "power": 0.5, "normalizer": "sparsemax", "piece": draw_text(random)}
    fields = {name: draw_either(random, usual.get(name, random.randrange(5))) for name in forms(edit)}
    return draw_either(random, {"kind": edit.kind} | fields, share=0.05)


def draw_search(random: Random) -> Any:
    usual = {"beam": random.choice((1, 1, 3)), "max_steps": random.choice((1, 2, 3))}
    names = random.sample(list(SEARCH_LIMITS), k=random.randrange(3))
    return usual | {
        name: draw_either(random, random.choice(SEARCH_LIMITS[name])) for name in names if name not in usual
    }


def draw_request(random: Random) -> Any:
    request = {
        "model": "zh-en/additive",
        "text": random.choice(("我爱你。", draw_text(random))),
        "prefix": [draw_text(random) for _ in range(random.choice((0, 0, 0, 1)))],
        "edits": [draw_edit(random) for _ in range(random.choice((0, 1, 1, 2)))],
        "search": draw_search(random),
    }
    return {name: draw_either(random, value, share=0.03) for name, value in request.items()}


def test_a_request_is_read_or_refused() -> None:
    run_tries(3000, draw_request, Request.from_dict, ValueError)


def test_settings_are_read_or_refused() -> None:
    def draw(random: Random) -> Any:
        kind, needed = random.choice(
            ((ModelConfig, ("source_vocab", "target_vocab")), (SearchConfig, ()), (TrainConfig, ()))
        )
        names = random.sample(list(kind.__dataclass_fields__), k=3)
        return kind, dict.fromkeys(needed, 9) | {name: draw_json(random) for name in names}

    run_tries(1500, draw, lambda drawn: drawn[0].from_dict(drawn[1]), ValueError)


def test_edits_in_links_are_read_or_refused() -> None:
    codes = [edit.code for edit in EDITS.values()]

    def draw(random: Random) -> str:
        parts = ["_".join((random.choice(codes), draw_text(random))) for _ in range(random.randrange(1, 4))]
        return "~".join(random.choice((part, f"{part}-{random.randrange(5)}")) for part in parts)

    run_tries(2500, draw, edit_codec.parse_edits, ValueError)


def refusal(bundle: Bundle, request: Request) -> str:
    """Why the request is not translated; nothing where it is."""
    try:
        assert isinstance(translate(bundle, request), DecodeTrace)
    except InvalidRequest as error:
        return error.template
    return ""


@pytest.mark.slow
def test_a_request_is_translated_or_refused_with_a_word_in_every_language(bundles: list[Bundle]) -> None:
    def draw(random: Random) -> tuple[Bundle, Request] | None:
        try:
            return random.choice(bundles), Request.from_dict(draw_request(random))
        except ValueError:
            return None

    def use(drawn: tuple[Bundle, Request] | None) -> None:
        if drawn:
            outcomes[refusal(*drawn)] += 1

    outcomes = Counter[str]()
    run_tries(2000, draw, use, NothingToTranslate)
    assert outcomes[""] > 500 and len(outcomes) >= 8
    for messages in TRANSLATED.values():
        assert outcomes.keys() <= messages


def test_words_become_pieces_or_are_refused(bundles: list[Bundle]) -> None:
    run_tries(500, draw_text, lambda text: prefix_pieces(bundles[0], "我爱你", text), InvalidRequest)
