"""The load test itself: what it types is new, what it waits for comes, and what it finds is judged."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import islice
from statistics import median
from typing import Any

import pytest
from streamlit.proto.Common_pb2 import StringArray

from seq2seq.config.places import PRETRAINED
from seq2seq.text.tokenizer import Tokenizer
from tests.load.sentences import unique_sentences
from tests.load.server import SMALLEST, Server, started
from tests.load.session import visiting
from tests.load.table import Row, missed, ratio


@pytest.fixture(scope="module")
def app() -> Iterator[Server]:
    """The app, as one visitor after the other finds it."""
    with started() as server:
        yield server


def test_sentences_are_new_and_have_about_twelve_pieces() -> None:
    texts = list(islice(unique_sentences(), 6000))
    tokenizer = Tokenizer.load(PRETRAINED / "zh-en" / "source.model")
    assert len(set(texts)) == 6000
    assert 10 <= median(len(tokenizer.encode(text).pieces) for text in texts[:200]) <= 13


def test_what_is_more_than_asked_is_missed() -> None:
    rows = [Row("within", 3.0, "ms", 3.0), Row("free", 100.0), ratio("beyond", 6.2, 2.0, 3.0)]
    assert missed(rows) == [Row("beyond", 3.1, "x", 3.0)]
    assert "MISSED, asked: at most 3" in str(rows[2]) and "asked" not in str(rows[1])


@pytest.mark.slow
def test_a_visitor_without_a_browser_is_answered(app: Server) -> None:
    async def visit() -> None:
        with started(SMALLEST) as smallest:
            for server in (app, smallest):
                async with visiting(server.address) as visitor:
                    before = visitor.received
                    assert 0 < await visitor.type("我昨天在图书馆看见你的朋友。") < 60
                    assert 0 < visitor.received - before <= 15 * 1024
                    assert not visitor.exceptions
            async with visiting(app.address, "compare", "shown=dot*cosine") as visitor:
                await visitor.type("她看书。")
                assert visitor.pages["compare"] == visitor.page
                assert not visitor.known  # a browser drops what it keeps, also while an answer refers to it
                assert not visitor.exceptions

    asyncio.run(visit())


@pytest.mark.slow
def test_a_choice_runs_the_regions_that_show_it_and_no_others(app: Server) -> None:
    """What is sent again says what ran again."""
    sentence = {"text", "stage-0"}
    dot = StringArray(data=["Dot product"])

    async def visit() -> None:
        async with visiting(app.address) as visitor:
            everything = dict(visitor.widgets)
            scorers = {key for key in everything if key.startswith("scorer-")}

            async def drawn(key: str, **value: Any) -> set[str]:
                visitor.widgets = {key: everything[key]}
                await visitor.change(key, **value)
                return set(visitor.widgets)

            assert await drawn("text", string_value="我昨天在图书馆看见你的朋友。") == {
                *sentence,
                "examples-row",
                "hint-walk",
            }
            assert await drawn("text", string_value="我昨天在图书馆看见你的老师。") == sentence
            assert await drawn("scorer-content", string_array_value=dot) == {
                *sentence,
                *scorers,
                "formula",
                "thumb",
            }
            assert await drawn("grain", string_array_value=StringArray(data=["Pieces"])) == {*sentence, "grain"}
            assert "scorer=dot" in visitor.query and "grain=pieces" in visitor.query
            everywhere = {
                *sentence,
                *(key for key in scorers if key != "scorer-variant-en"),
                "family-zh",
                "method",
                "lang",
                "window",
                "examples-row",
            }
            assert everywhere <= await drawn("lang", string_array_value=StringArray(data=["中文"]))
            assert not visitor.exceptions

    asyncio.run(visit())


@pytest.mark.slow
def test_a_sentence_never_runs_the_frame(app: Server) -> None:
    async def visit() -> None:
        for page in ("compare", "step", "what-if", "beam", "states", "gradients"):
            async with visiting(app.address, page) as visitor:
                frame = {"lang", "window"}
                assert frame <= {*visitor.widgets}
                field = visitor.widgets["text"]
                for text in ("她看书。", "他没有钱。"):
                    visitor.widgets = {"text": field}
                    await visitor.type(text)
                    assert len(visitor.widgets) > 1 and not frame & {*visitor.widgets}, page
                assert not visitor.exceptions

    asyncio.run(visit())


@pytest.mark.slow
def test_a_file_reaches_the_server(app: Server) -> None:
    async def visit() -> None:
        async with visiting(app.address, "evidence", "pieces=1") as visitor:  # opens the section of sentences
            await visitor.upload("pairs-0", "pairs.tsv", "我爱你。\tI love you.\n".encode())
            assert "cancel" in visitor.widgets and not visitor.exceptions

    asyncio.run(visit())
