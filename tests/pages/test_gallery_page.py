"""The page Broken attention under AppTest: pictures of faults, diagnoses, and what an address opens."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.features.gallery.cases import shuffled_faults
from seq2seq.analysis.faults import FAULTS
from tests.app import healthy, open_page, words


def diagnosed(app: AppTest, fault: str) -> AppTest:
    return healthy(app.radio[0].set_value(fault).run())


def test_the_order_depends_on_the_seed_alone() -> None:
    assert shuffled_faults(7) == shuffled_faults(7) != shuffled_faults(8)
    assert sorted(shuffled_faults(7)) == sorted(FAULTS)


@pytest.mark.parametrize("case", range(len(FAULTS)))
def test_every_picture_opens_by_its_address_and_is_diagnosed(case: int) -> None:
    fault = shuffled_faults(3)[case]
    app = open_page("gallery", {"seed": "3", "case": str(case + 1)})
    assert app.get("plotly_chart") and not app.success and not app.info
    wrong = next(name for name in FAULTS if name != fault)
    assert FAULTS[wrong].sign in diagnosed(app, wrong).info[0].value
    right = diagnosed(app, fault)
    assert FAULTS[fault].title in right.success[0].value and not right.info
    assert bool(app.get("link_button")) == bool(FAULTS[fault].thread)


@pytest.mark.parametrize(
    ("fault", "scorer", "title"),
    [
        ("padding", "general", "General (bilinear)"),
        ("padding", "location", "Scaled dot product"),  # scores by position: the first that scores by content
        ("unscaled", "additive", "Scaled dot product"),  # no other function is scaled
    ],
)
def test_the_picture_is_of_the_chosen_function_if_that_can_have_the_fault(fault: str, scorer: str, title: str) -> None:
    case = shuffled_faults(3).index(fault) + 1
    app = open_page("gallery", {"seed": "3", "case": str(case), "scorer": scorer})
    assert any(caption.value.endswith(f"· {title}") for caption in app.caption)


def test_going_on_leads_through_all_pictures_with_nothing_chosen() -> None:
    app = diagnosed(open_page("gallery"), "axis")
    assert app.button(key="back").disabled
    app = healthy(app.button(key="next").click().run())
    assert app.query_params["case"] == "2" and app.radio[0].value is None
    last = open_page("gallery", {"case": str(len(FAULTS))})
    assert last.button(key="next").disabled


def test_another_order_begins_at_its_beginning() -> None:
    app = healthy(open_page("gallery", {"case": "4"}).button(key="shuffle").click().run())
    assert "case" not in app.query_params and int(app.query_params["seed"]) > 0


def test_in_chinese_and_with_nonsense() -> None:
    app = open_page("gallery", {"lang": "zh", "case": "10", "seed": "x"})
    assert "这个注意力错在哪里？" in app.subheader[0].value
    assert "case=10" in words(app) and "seed=x" in words(app)
