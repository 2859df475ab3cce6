"""Rooms in the page: the door, and the line that every page has."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.app import open_page, opened


def room_data(app: AppTest) -> dict[str, Any]:
    (proto,) = [each.proto for each in app.get("bidi_component") if each.proto.component_name == "gaze.room_panel"]
    return json.loads(proto.bytes)


def test_the_door_is_a_page() -> None:
    app = open_page("rooms")
    assert "gaze.room_door" in {each.proto.component_name for each in app.get("bidi_component")}


@pytest.mark.parametrize("page", ["translate", "step", "lessons"])
def test_every_page_knows_the_room_in_its_address(page: str) -> None:
    data = room_data(open_page(page, {"room": "cdhjpq", "hide": "sidebar*pages"}))
    assert (data["code"], data["hide"]) == ("cdhjpq", ["sidebar", "pages"])
    assert data["link"].endswith("?room=cdhjpq") and set("".join(data["modules"])) == {"0", "1"}
    assert "dot" in {scorer["value"] for scorer in data["scorers"]}


def test_without_a_room_there_is_nothing_to_say() -> None:
    assert room_data(opened())["code"] == ""
    assert room_data(opened({"room": "1!x"}))["code"] == ""


def test_rooms_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_ROOMS", "0")
    assert room_data(opened({"room": "cdhjpq"}))["code"] == ""
