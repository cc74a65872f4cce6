"""The theme that is remembered is the one that Streamlit works out."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from atlas.ui import server


def told(fill: Callable[..., None]) -> CustomThemeConfig:
    theme = CustomThemeConfig()
    fill(theme)
    fill(theme.light, "theme.light")
    fill(theme.dark, "theme.dark")
    fill(theme.sidebar, "theme.sidebar")
    return theme


def test_each_run_tells_the_theme_of_streamlit() -> None:
    expected = told(server._fill_theme)
    assert server._fill_theme is not server.theme_from_memory
    for _ in range(2):
        assert told(server.theme_from_memory) == expected
    assert expected.HasField("sidebar")
    assert not told(server.theme_from_memory).HasField("dark")


def test_the_server_tells_it_from_memory() -> None:
    server.server_settings()
    assert app_session._populate_theme_msg is server.theme_from_memory
