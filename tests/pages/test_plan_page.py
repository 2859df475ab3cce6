"""Plans in the page: what is handed to the browser as a view is added or a plan is taken."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from streamlit.testing.v1 import AppTest

from pages.ui.frame.plans.sources import shipped_plan
from tests.app import healthy, open_page


def data_of(app: AppTest, name: str) -> dict[str, Any]:
    (proto,) = [each.proto for each in app.get("bidi_component") if each.proto.component_name == f"gaze.{name}"]
    return json.loads(proto.bytes)


def test_a_view_is_added_as_a_link_has_it_but_for_what_is_each_visitors_own() -> None:
    app = open_page("step", {"q": "我喝茶。", "step": "2", "hide": "sidebar", "lang": "zh", "room": "cdhjpq"})
    assert data_of(app, "plan_bar")["added"] is None
    healthy(app.button(key="add").click().run())
    added = data_of(app, "plan_bar")["added"]
    assert added["address"] == f"/step?q={quote('我喝茶。')}&step=2&hide=sidebar"
    healthy(app.button(key="add").click().run())
    assert data_of(app, "plan_bar")["added"]["id"] != added["id"]


def test_a_view_whose_address_no_file_can_hold_is_not_added() -> None:
    app = open_page("step", {"q": "爱" * 300})
    healthy(app.button(key="add").click().run())
    assert data_of(app, "plan_bar")["added"]["address"] == ""


def test_the_bar_knows_where_it_must_not_be_seen() -> None:
    data = data_of(open_page("step", {"room": "cdhjpq", "wall": "1"}), "plan_bar")
    assert (data["room"], data["wall"]) == ("cdhjpq", True)


def test_the_page_offers_what_ships_and_the_lessons() -> None:
    data = data_of(open_page("plan"), "plan_page")
    assert [len(data["ready"][kind]) for kind in ("shipped", "path", "lesson")] == [5, 5, 17]
    attention = shipped_plan("attention", "en")
    assert data["ready"]["shipped"][0] == {
        "name": "attention",
        "title": attention.name,
        "minutes": 45,
        "stops": len(attention.stops),
    }


def test_its_own_page_is_no_stop() -> None:
    assert "add" not in {button.key for button in open_page("plan").button}
