"""What a browser is told of the theme is made once, and the same."""

import pytest
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from pages.ui.server import theme


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_session, "_populate_theme_msg", app_session._populate_theme_msg)
    theme.look_theme_up_once()


@pytest.mark.usefixtures("looked_up")
@pytest.mark.parametrize("section", ["theme", "theme.light", "theme.dark", "theme.light.sidebar"])
def test_the_theme_is_what_streamlit_makes_of_its_options(section: str) -> None:
    expected, message = CustomThemeConfig(), CustomThemeConfig()
    theme._make(expected, section)
    app_session._populate_theme_msg(message, section)
    assert message == expected


@pytest.mark.usefixtures("looked_up")
def test_the_light_theme_is_that_of_the_configuration() -> None:
    message = CustomThemeConfig()
    app_session._populate_theme_msg(message.light, "theme.light")
    assert message.light.primary_color == "#3457d5"
    assert message.light.background_color == "#ffffff"
