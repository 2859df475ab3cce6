"""The page Broken code under AppTest: listings, what came of them, diagnoses, mended lines, what an address opens."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from seq2seq.experiments.clinic.collection import CASES, DIAGNOSES, NAMES, read_listing, read_outcomes
from tests.app import healthy, open_page, words


def codes(app: AppTest) -> list[str]:
    return [code.value for code in app.code]


def number(name: str) -> str:
    return str(NAMES.index(name) + 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_listing_opens_by_its_number_and_is_diagnosed(name: str) -> None:
    """Before the diagnosis nothing of the mended version is there; after it, both versions with what they did."""
    case, outcomes, listing = CASES[name], read_outcomes()[name], read_listing(name)
    app = open_page("broken-code", {"listing": number(name)})
    assert codes(app)[0] == listing.source("broken").strip() and not app.success and not app.info
    said = [text.value for text in app.text]
    assert case.expected in said and case.seen in said and case.change not in said
    added = [line[1:].strip() for line in listing.lines if line.startswith("+")]
    assert not [line for line in added for code in codes(app)[:1] if line in code.splitlines()]
    assert any(outcomes["broken"].traceback in code for code in codes(app))
    assert len(app.get("plotly_chart")) == bool(outcomes["broken"].losses) + bool(outcomes["broken"].matrix)

    wrong = next(choice for choice in case.choices if choice != name)
    app = healthy(app.radio[0].set_value(wrong).run())
    assert DIAGNOSES[wrong].sign in app.info[0].value and not app.success and "version" not in app.query_params

    app = healthy(app.radio[0].set_value(name).run())
    assert DIAGNOSES[name].title in app.success[0].value and not app.info and not app.radio
    assert app.query_params["version"] == "difference"
    assert codes(app)[0] == f"--- Broken\n+++ Mended\n{listing.difference}" and case.change in words(app)
    printed = [outcomes[version].printed.strip() for version in ("broken", "mended")]
    assert all(any(text in code for code in codes(app)) for text in printed)
    assert len(app.get("plotly_chart")) == bool(outcomes["broken"].losses) + 2 * bool(outcomes["broken"].matrix)


def test_an_address_opens_any_version_and_the_answer_can_be_hidden_again() -> None:
    listing = read_listing("no-end")
    app = open_page("broken-code", {"listing": number("no-end"), "version": "mended"})
    assert codes(app)[0] == listing.source("mended").strip()
    assert DIAGNOSES["no-end"].title in app.success[0].value
    app = healthy(app.button_group[0].set_value("broken").run())
    assert codes(app)[0] == listing.source("broken").strip() and app.query_params["version"] == "broken"
    app = healthy(app.button(key="cover").click().run())
    assert "version" not in app.query_params and app.radio[0].value is None and not app.success


def test_going_on_covers_the_answer() -> None:
    app = open_page("broken-code", {"version": "difference"})
    assert app.button(key="back").disabled and app.success
    app = healthy(app.button(key="next").click().run())
    assert app.query_params["listing"] == "2" and "version" not in app.query_params
    assert app.radio[0].value is None and not app.success
    assert open_page("broken-code", {"listing": str(len(NAMES))}).button(key="next").disabled


def test_what_is_imported_can_be_read_where_something_is() -> None:
    assert not open_page("broken-code").expander
    app = open_page("broken-code", {"listing": number("softmax-axis")})
    assert "class Translator(nn.Module)" in app.expander[0].code[0].value


def test_in_chinese_and_with_nonsense() -> None:
    app = open_page("broken-code", {"lang": "zh", "listing": "99", "version": "x"})
    assert "这段代码错在哪里？" in app.subheader[0].value and app.radio[0].label == "你的诊断"
    assert "用到的名称没有导入" in app.radio[0].options
    assert "listing=99" in words(app) and "version=x" in words(app)
