"""Atlas des campus: the pages, and the server that shows them.

Streamlit runs this file as the script of every session (``__name__ == "__main__"``); its web
server imports it once to find ``app``.
"""

from streamlit import App

from atlas.ui import loaded, navigation
from atlas.ui.routes import routes
from atlas.ui.server import server_settings

if __name__ == "__main__":
    navigation.run()
else:
    app = App(__file__, routes=routes(), **server_settings(warm_up=[loaded.prepare]))
