"""Charts as SVG, for paper and for the page that opens without network."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, Final

from atlas.exports.deck_words import DIM, FAMILY, FONTS, INK, LINE, cell_text
from atlas.story.content import Chart

THICKEST_BAR: Final = 0.1
"""Thickness of a horizontal bar in parts of the chart's height: one alone is no slab."""
_LOCALE: Final = {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", "\u00a0€"]}


@lru_cache(maxsize=64)
def chart_svg(chart: Chart, width: int = 640, height: int = 380, size: int = 15) -> str:
    """Draw a chart whose every value can be read without its colours.

    Parameters
    ----------
    chart : Chart
    width, height : int
        Size of the whole picture, pixels.
    size : int
        Type, pixels.

    Returns
    -------
    str
        SVG; its texts stay texts.
    """
    import vl_convert

    _register_fonts()
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 4,
        "data": {"values": _rows(chart)},
        "config": _look(size),
        **_BUILDERS[chart.kind](chart, size),
    }
    return str(vl_convert.vegalite_to_svg(spec, format_locale=_LOCALE))


@cache
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))


def _rows(chart: Chart) -> list[dict[str, Any]]:
    """One row a value; the text beside it is the one of the table, none where the value is unknown."""
    return [
        {
            "category": category,
            "series": series.name,
            "rank": rank,
            "value": value,
            "text": "" if value is None else cell_text(value, chart.format),
        }
        for rank, series in enumerate(chart.series)
        for category, value in zip(chart.categories, series.values, strict=True)
    ]


def _look(size: int) -> dict[str, Any]:
    return {
        "font": FAMILY,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {
            "labelColor": INK,
            "titleColor": DIM,
            "gridColor": "#eaeef2",
            "domainColor": LINE,
            "ticks": False,
            "labelFontSize": size,
            "titleFontSize": size,
            "titleFontWeight": "normal",
            "labelPadding": 6,
        },
        "legend": {
            "labelColor": INK,
            "labelFontSize": size,
            "title": None,
            "orient": "top",
            "labelLimit": 0,
            "columns": 2,
        },
    }


def _color(chart: Chart) -> dict[str, Any]:
    names = [series.name for series in chart.series]
    return {
        "field": "series",
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names, "range": [series.color for series in chart.series]},
        **({} if len(names) > 1 else {"legend": None}),
    }


def _bars(chart: Chart, size: int) -> dict[str, Any]:
    y: dict[str, Any] = {
        "field": "category",
        "type": "nominal",
        "sort": list(chart.categories),
        "axis": {"title": None, "labelLimit": 260, "domain": False},
    }
    # Room at the right of the longest bar for its value.
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domainMax": 1.18 * _largest(chart), "nice": False},
        "axis": {"title": chart.axis, "labels": False, "grid": False, "domain": False},
    }
    thickness = min(1.0, THICKEST_BAR * len(chart.categories) * len(chart.series))
    offset = {"yOffset": {"field": "rank", "type": "nominal"}} if len(chart.series) > 1 else {}
    shared = {"y": y, "x": x, **offset}
    return {
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": thickness}},
                "encoding": {**shared, "color": _color(chart)},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": size, "color": INK},
                "encoding": {**shared, "text": {"field": "text"}},
            },
        ]
    }


def _stacked(chart: Chart, size: int) -> dict[str, Any]:
    x = {
        "field": "category",
        "type": "nominal",
        "sort": list(chart.categories),
        "axis": {"title": None, "labelAngle": 0, "labelExpr": "split(datum.label, ' ')"},
    }
    y = {"field": "value", "type": "quantitative", "stack": "zero"}
    dark = [series.name for series in chart.series if _is_dark(series.color)]
    return {
        "layer": [
            {
                "mark": {"type": "bar", "stroke": "#ffffff", "strokeWidth": 1},
                "encoding": {
                    "x": x,
                    "y": y | {"axis": {"title": chart.axis, "labels": False, "grid": False, "domain": False}},
                    "color": _color(chart),
                    "order": {"field": "rank"},
                },
            },
            {
                "transform": [{"filter": f"datum.value > {_largest_stack(chart) * 0.035}"}],
                "mark": {"type": "text", "fontSize": size - 1},
                "encoding": {
                    "x": x,
                    "y": y | {"bandPosition": 0.5},
                    "detail": {"field": "series"},
                    "order": {"field": "rank"},
                    "text": {"field": "text"},
                    "color": {
                        "condition": {
                            "test": {"field": "series", "oneOf": dark},
                            "value": "#ffffff",
                        },
                        "value": INK,
                    },
                },
            },
        ]
    }


_BUILDERS: Final = {"bars": _bars, "stacked": _stacked}


def _largest(chart: Chart) -> float:
    return max((value or 0 for series in chart.series for value in series.values), default=0) or 1


def _largest_stack(chart: Chart) -> float:
    columns = zip(*(series.values for series in chart.series), strict=True)
    return max((sum(value or 0 for value in column) for column in columns), default=0) or 1


def _is_dark(color: str) -> bool:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140
