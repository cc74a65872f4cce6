"""A deck as PDF/UA: tagged, with its language, headings, bookmarks, text alternatives and real tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from atlas.exports.deck_tables import fit
from atlas.exports.deck_words import FONTS, Deck, about, caption, drawn_text, is_number, safe_url
from atlas.model.numbers import NBSP
from atlas.story.content import Content, Table
from atlas.story.words import typeset

_TEMPLATES: Final = Path(__file__).parent / "typst"
_MAP_MM: Final = (172.0, 134.0)
_LEGEND_PT: Final = 10.5
_MM_PT: Final = 72 / 25.4
_TABLE_WIDTH_MM: Final = 263.0
_TABLE_HEIGHT_MM: Final = {True: 125.0, False: 90.0}
"""Alone on its page, or under the lines of its view."""
_SIZES: Final = (14.0, 13.0, 12.0, 11.0, 10.0, 9.5, 9.0, 8.5)


def build(deck: Deck) -> bytes:
    """Return the PDF/UA-1 of a deck, A4 landscape; the same deck gives the same bytes.

    One page a view; a table that repeats a map or a chart follows on a page of its own, once for the
    views that share it.
    """
    import typst

    pictures: dict[str, str] = {}
    shown: dict[Table, str] = {}
    pages = [
        _page(deck, content, f"visual-{rank}", pictures, shown) for rank, content in enumerate(deck.contents)
    ]
    document = drawn_text(json.dumps({"title": typeset(deck.title), "pages": pages}, ensure_ascii=False))
    return bytes(
        typst.compile(
            _TEMPLATES / "deck.typ",
            root=_TEMPLATES,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"deck": document, **pictures},
        )
    )


def _page(
    deck: Deck, content: Content, key: str, pictures: dict[str, str], shown: dict[Table, str]
) -> dict[str, Any]:
    """Return the page of a view; `pictures` and the tables `shown`, with their view, grow as it is made."""
    alt = ""
    if content.map is not None:
        from atlas.exports.picture import map_picture

        data = map_picture(deck.atlas.catalogue, content.map, size_mm=_MAP_MM, kind="svg", text_pt=_LEGEND_PT)
        pictures[key], alt = data.decode(), content.map_alt
    elif content.chart is not None:
        from atlas.exports.charts import chart_svg

        pictures[key], alt = chart_svg(content.chart, 690, 530, 16), content.chart.alt
    has_visual = key in pictures
    table, told = content.table, about(content)
    if table and table in shown:
        told = f"Tableau{NBSP}: à la suite de la vue «{NBSP}{shown[table]}{NBSP}». {told}"
        table = None
    elif table and has_visual:
        shown[table] = content.title
    return {
        "title": content.title,
        "finding": content.finding,
        "lines": list(content.lines),
        "figures": [{"value": f.value, "out_of": f.out_of, "label": f.label} for f in content.figures],
        "visual": key if has_visual else "",
        "alt": alt,
        "table": _table(table, is_alone=has_visual) if table else None,
        "about": told,
        "sources": [{"title": typeset(one.title), "url": safe_url(one)} for one in content.sources],
        "date": typeset(content.footer.date),
        "filters": content.footer.filters,
        "version": content.footer.version,
    }


def _table(table: Table, *, is_alone: bool) -> dict[str, Any]:
    found = fit(table, _TABLE_WIDTH_MM * _MM_PT, _TABLE_HEIGHT_MM[is_alone] * _MM_PT, _SIZES)
    return {
        "caption": caption(table, len(found.rows)),
        "size": found.size,
        "labels": list(found.labels),
        "numbers": [is_number(column.format) for column in table.columns],
        "rows": [list(row) for row in found.rows],
        "widths": list(found.widths),
    }
