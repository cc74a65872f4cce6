"""The presenter: a storyboard as one page with live maps, for the room's screen and for a USB key.

Every view is laid out once; the script only shows the next one, so that moving on costs nothing. The
page asks nothing of any server.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path

from atlas.exports.deck_words import Deck, caption, cell_text, is_number, notes, safe_url, sources_line
from atlas.exports.html_charts import chart_svg
from atlas.exports.html_map import Html, document, shared_data
from atlas.maps.static_geometry import ATTRIBUTION
from atlas.maps.update import MapUpdate, script_json
from atlas.model.numbers import NBSP
from atlas.story.content import Content, KeyFigure, Table
from atlas.story.origins import host

_OWN = Path(__file__).parent / "html"
_HELP = (
    ("→ ou Page suiv.", "vue suivante"),
    ("← ou Page préc.", "vue précédente"),
    ("Début, Fin", "première, dernière vue"),
    ("un nombre puis Entrée", "cette vue"),
    ("T", "tableau de la vue, ou retour"),
    ("↑, ↓", "défiler, dans un long tableau ou sur un petit écran"),
    ("Maj + flèches, +, −", "déplacer, agrandir, réduire la carte"),
    ("O", "fenêtre de l’orateur"),
    ("F", "plein écran"),
    ("Échap", "quitter"),
)
_LETTERS = "Raccourcis à une lettre"


def build(deck: Deck, back: str = "") -> bytes:
    """Return the page of a deck; the same deck gives the same bytes.

    Parameters
    ----------
    deck : Deck
        Views, in order.
    back : str
        Address that Escape leads to; without one, the page has no way out, as on a USB key.

    Returns
    -------
    bytes
        UTF-8 HTML. The fragment ``#vue=3`` opens the third view, ``#orateur`` the speaker's window.
    """
    count = len(deck.contents)
    slides = "".join(_slide(rank, content, count) for rank, content in enumerate(deck.contents, start=1))
    updates = [content.map for content in deck.contents if content.map]
    body = (
        f'<main class="deck" id="deck" tabindex="-1" data-back="{escape(back)}"><h1 class="hidden">'
        f"{escape(deck.title)}</h1>{slides}{_empty(count)}</main>{_bar(count, bool(back))}{_speaker()}"
        f"{_help()}"
        f'<p class="hidden" id="told" role="status"></p>{_maps(updates, deck)}'
    )
    return document(
        f"{deck.title} – Atlas des campus",
        body,
        style="\n" + (_OWN / "slides.css").read_text(encoding="utf-8"),
        scripts=[(_OWN / "slides.js").read_text(encoding="utf-8")],
    )


def _maps(updates: list[MapUpdate], deck: Deck) -> Html:
    return shared_data(deck.atlas, updates) if updates else ""


def _slide(rank: int, content: Content, count: int) -> Html:
    kind = (
        "map"
        if content.map
        else content.chart.kind
        if content.chart
        else "table"
        if content.table
        else "text"
    )
    behind = content.table if content.table and (content.map or content.chart) else None
    footer = content.footer
    said = " · ".join(part for part in (footer.date, footer.filters, footer.version) if part)
    label = escape(f"Vue {rank} sur {count}{NBSP}: {content.title}")
    return (
        f'<section class="slide" id="vue-{rank}" data-kind="{kind}" aria-label="{label}" tabindex="-1">'
        f'<header><p class="kicker">{escape(content.title)}</p><h2>{escape(content.finding)}</h2></header>'
        f'<div class="body">{_visual(rank, content)}{_told(content)}</div>'
        f"{_behind(behind)}"
        f'<footer><p>{escape(said)}</p><p class="sources">{_sources(content)}</p></footer>'
        f'<aside class="note" hidden>{_paragraphs(notes(content))}</aside></section>'
    )


def _visual(rank: int, content: Content) -> Html:
    if content.map:
        data = {
            "title": content.map_alt,
            "attribution": ATTRIBUTION,
            "update": json.loads(content.map.to_script()),
        }
        return (
            f'<div class="visual frame" data-map="deck-{rank}"><div class="live-map"></div></div>'
            f'<script type="application/json" id="atlas-data-deck-{rank}">{script_json(data)}</script>'
        )
    if content.chart:
        return f'<div class="visual">{chart_svg(content.chart)}</div>'
    if content.table:
        return f'<div class="visual fit">{_table(content.table)}</div>'
    return ""


def _told(content: Content) -> Html:
    figures = "".join(map(_figure, content.figures))
    lines = "".join(f"<li>{escape(line)}</li>" for line in content.lines)
    picked = '<p class="picked" aria-live="polite"></p>' if content.map else ""
    if not (figures or lines or picked):
        return ""
    return (
        '<div class="told">'
        + (f'<div class="figures">{figures}</div>' if figures else "")
        + (f"<ul>{lines}</ul>" if lines else "")
        + f"{picked}</div>"
    )


def _figure(figure: KeyFigure) -> Html:
    out_of = f"<small>{NBSP}/ {escape(figure.out_of)}</small>" if figure.out_of else ""
    return (
        f'<div class="figure" title="{escape(figure.definition)}"><p class="value">{escape(figure.value)}'
        f'{out_of}</p><p class="label">{escape(figure.label)}</p></div>'
    )


def _behind(table: Table | None) -> Html:
    return f'<div class="behind fit" hidden>{_table(table)}</div>' if table else ""


def _table(table: Table) -> Html:
    kinds = [' class="number"' if is_number(column.format) else "" for column in table.columns]
    head = "".join(
        f'<th scope="col"{kind}>{escape(column.label)}</th>'
        for kind, column in zip(kinds, table.columns, strict=True)
    )
    rows = []
    for row in table.rows:
        texts = [
            escape(cell_text(value, column.format)) for value, column in zip(row, table.columns, strict=True)
        ]
        others = "".join(f"<td{kind}>{text}</td>" for kind, text in zip(kinds[1:], texts[1:], strict=True))
        rows.append(f'<tr><th scope="row">{texts[0]}</th>{others}</tr>')
    return (
        f'<table data-total="{table.total_rows}" data-caption="{escape(table.caption)}">'
        f"<caption>{escape(caption(table))}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _sources(content: Content) -> Html:
    links = [
        f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer" title="{escape(one.title)}">'
        f"{escape(host(url))}</a>"
        if (url := safe_url(one))
        else escape(one.title)
        for one in content.sources
    ]
    if not links:
        return ""
    prefix = sources_line(content.sources).partition(":")[0]
    return f"{escape(prefix)}: {' · '.join(links)}"


def _paragraphs(text: str) -> Html:
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n") if part)


def _empty(count: int) -> Html:
    if count:
        return ""
    return (
        '<section class="slide" id="vue-1" data-kind="text" tabindex="-1"><header>'
        "<h2>Cette séance n’a encore aucune vue.</h2></header></section>"
    )


def _bar(count: int, has_way_out: bool) -> Html:
    buttons: Iterable[tuple[str, str, str]] = (
        ("previous", "Vue précédente", "←"),
        ("next", "Vue suivante", "→"),
        ("table", "Tableau", "Tableau"),
        ("speaker", "Fenêtre de l’orateur", "Orateur"),
        ("full", "Plein écran", "Plein écran"),
        ("help", "Touches", "Touches"),
        ("letters", _LETTERS, _LETTERS),
        *((("leave", "Quitter", "Quitter"),) if has_way_out else ()),
    )
    made = "".join(
        f'<button type="button" data-do="{action}" aria-label="{label}">{shown}</button>'
        for action, label, shown in buttons
    )
    return (
        f'<nav class="bar" aria-label="Séance">{made}</nav><div class="progress" aria-hidden="true">'
        f'<svg width="100%" height="100%" preserveAspectRatio="none" viewBox="0 0 {max(count, 1)} 1">'
        f'<rect id="done" width="1" height="1"/></svg></div><p class="rank" id="rank" aria-hidden="true"></p>'
    )


def _speaker() -> Html:
    return (
        '<section class="desk" aria-label="Notes de l’orateur" hidden><p class="clock">'
        '<span id="clock"></span> <span id="elapsed"></span> '
        '<button type="button" data-do="restart">Remettre à zéro</button></p>'
        '<p class="then" id="then"></p><div id="note" tabindex="0"></div></section>'
    )


def _help() -> Html:
    rows = "".join(f"<dt>{escape(key)}</dt><dd>{escape(does)}</dd>" for key, does in _HELP)
    return (
        f'<dialog class="help" aria-label="Touches"><h2>Touches</h2><dl>{rows}</dl>'
        f"<p>Le bouton «{NBSP}{_LETTERS}{NBSP}» coupe ou rétablit T, O, F, ? et les nombres.</p>"
        '<form method="dialog"><button>Fermer</button></form></dialog>'
    )
