"""Atlas des campus: page settings and navigation.

Streamlit runs this file as the script of every session (``__name__ == "__main__"``); its web
server imports it once to find ``app``.
"""

import streamlit as st
from streamlit import App

from atlas.ui import loaded
from atlas.ui.routes import routes
from atlas.ui.server import server_settings

if __name__ == "__main__":
    st.set_page_config(page_title="Carte · Atlas des campus", layout="wide", initial_sidebar_state="auto")
    st.navigation(
        [st.Page("pages/carte.py", title="Carte", url_path="carte", default=True)], position="hidden"
    ).run()
else:
    app = App(__file__, routes=routes(), **server_settings(warm_up=[loaded.current]))
