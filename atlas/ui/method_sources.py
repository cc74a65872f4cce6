"""The view « Sources et licences »: where the data, the outlines, the letters and the map come from."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from atlas.data.schema import TABLES
from atlas.model.numbers import NBSP, french_int, plural
from atlas.ui.frame import Page
from atlas.ui.markup import TABLE_ANCHOR, Html, tag, text
from atlas.ui.method_documents import ROOT, document
from atlas.ui.method_tables import html_table, share

_GEOGRAPHY: Final = "data/geography/README.md"
_VENDORED: Final = "static/vendor/README.md"
_SHOWN_HOSTS: Final = 20
_USES: Final = {
    "leaflet": "Dessine la carte dans le navigateur.",
    "@fontsource-variable/source-sans-3": "Caractères des pages.",
    "source-sans": "Caractères des images, diapositives et documents.",
    "axe-core": "Vérifie l’accessibilité, dans les tests seulement.",
}
_URL_COLUMNS: Final = {"sources": "url", "official_totals": "source_url", "label_calls": "source_url"}


def show(here: Page) -> None:
    """Tables, geography, then what is shipped with the application."""
    st.html(TABLE_ANCHOR)
    st.header("Campus et labels", anchor=False)
    st.html(
        tag(
            "p",
            text(
                "Les tables sont faites de pages publiques, citées ligne à ligne. Ce n’est pas la liste du "
                "ministère. Les pages citées gardent leurs droits ; aucune licence n’a été choisie pour les "
                "tables ni pour le code de l’atlas."
            ),
            class_="atlas-document",
        )
    )
    st.html(_hosts(here))
    st.header("Contours et populations", anchor=False)
    st.html(tag("div", document(_GEOGRAPHY, "Sources"), class_="atlas-document"))
    st.header("Défauts des contours, et ce qui en est fait", anchor=False)
    st.html(tag("div", document(_GEOGRAPHY, "Réparations"), class_="atlas-document"))
    st.header("Logiciels et caractères fournis avec l’atlas", anchor=False)
    st.html(
        html_table(
            ("Nom", "Version", "Licence", "Emploi"),
            _vendored(),
            "Fichiers d’autres projets, servis par l’atlas lui-même",
        )
    )


def _hosts(here: Page) -> Html:
    """Sites that are cited most, over all citations."""
    tables = {name: getattr(here.atlas.catalogue, name)[column] for name, column in _URL_COLUMNS.items()}
    hosts = Counter(_host(url) for urls in tables.values() for url in urls)
    total = hosts.total()
    files = ", ".join(
        f"{TABLES[name].title.lower()} ({french_int(len(urls))})" for name, urls in tables.items()
    )
    most = sorted(hosts.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN_HOSTS]
    caption = (
        f"Sites les plus cités{NBSP}: {plural(len(most), 'site')} sur {french_int(len(hosts))}. "
        f"{plural(total, 'citation')} dans les tables{NBSP}: {files}."
    )
    return html_table(
        ("Site", "Citations"),
        [[text(host), share(count, total)] for host, count in most],
        caption,
        numbers=(1,),
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:  # the check of the folder accepts some addresses that this reader does not
        return url


def _vendored() -> list[list[Html]]:
    written = (ROOT / _VENDORED).read_text(encoding="utf-8")
    found = re.findall(r"^## (\S+) (\S+)\n\nLicence ([^;]+);", written, re.MULTILINE)
    return [
        [text(name), text(version), text(licence), text(_USES.get(name, ""))]
        for name, version, licence in found
    ]
