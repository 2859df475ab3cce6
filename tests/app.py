"""What page tests need: the app under AppTest, and what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

APP = Path(__file__).resolve().parent.parent / "app.py"


def opened(query: dict[str, str] | None = None, locale: str | None = None, path: Path = APP) -> AppTest:
    app = AppTest.from_file(str(path), default_timeout=60)
    app.query_params.update(query or {})
    if locale:
        app.context = {"locale": locale}
    return app.run()


def open_page(name: str, query: dict[str, str] | None = None, unfolded: Iterable[str] = ()) -> AppTest:
    """A page in its frame, as an address opens it, with the sections of these keys unfolded in its first run."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params.update(query or {})
    for key in unfolded:
        app.session_state[key] = True
    app._page_hash = calc_hash(name)
    return healthy(app.run())


def healthy(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


ASIDE = tuple(
    f"gaze.{name}" for name in ("formula", "hint", "lesson_panel", "foot_bar", "plan_bar", "room_panel", "window")
)
"""Components that stand beside what a page is about."""


def components(app: AppTest) -> list[Any]:
    """What a page is about."""
    return [component for component in app.get("bidi_component") if component.proto.component_name not in ASIDE]


def stage(app: AppTest) -> dict[str, Any]:
    """What the stage was given."""
    (component,) = components(app)
    return json.loads(component.proto.bytes)


def told(app: AppTest) -> dict[str, Any]:
    """The choices that the stage was given, without the numbers of reports."""
    return {name: value for name, (value, _) in stage(app)["choices"].items()}


def stage_is_drawn(app: AppTest) -> bool:
    return len(components(app)) == 1


def words(app: AppTest) -> str:
    """All that is said as plain text."""
    return "\n".join(text.value for text in app.main.text)


def drawn(app: AppTest, key: str) -> str:
    """The key of a widget that may stand in a popover: a new one once another widget has chosen for it."""
    renewed = f"{key}-renewed"
    return f"{key}-{app.session_state[renewed]}" if renewed in app.session_state else key


def choose(app: AppTest, key: str, value: str) -> AppTest:
    return healthy(app.button_group(key=drawn(app, key)).set_value(value).run())
