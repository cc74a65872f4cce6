"""Look shared by all charts: typeface, ink, French numbers."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

INK: Final = "#1b1f24"
DIM: Final = "#57606a"
LINE: Final = "#d0d7de"
BRAND: Final = "#1f4e8c"
ACCENT: Final = "#c8501e"

# Vega writes numbers in English: thousands by comma. The rest of the page writes them in French.
FRENCH_INT: Final = "replace(format(datum.value, ','), /,/g, '\u202f')"
FRENCH_PERCENT: Final = "format(datum.value * 100, '.0f') + '\u202f%'"


def styled(chart: Any) -> Any:
    """Apply the look to a finished chart."""
    font = "Source Sans 3, Source Sans, sans-serif"
    return (
        # The page names the chart and gives its figures; Vega would add hundreds of English names.
        chart.configure(font=font, background="transparent", aria=False)
        .configure_mark(aria=False)
        .configure_axis(
            labelColor=DIM,
            titleColor=DIM,
            gridColor="#eaeef2",
            domainColor=LINE,
            tickColor=LINE,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
        .configure_view(stroke=None)
        .configure_legend(
            labelColor=INK, titleColor=DIM, labelFontSize=12, titleFontSize=12, symbolType="square"
        )
    )


def axis(title: str | None, expression: str | None = None, **options: Any) -> alt.Axis:
    """Axis with its title and, if given, an expression for its labels."""
    settings: dict[str, Any] = {"title": title, **options}
    if expression:
        settings["labelExpr"] = expression
    return alt.Axis(**settings)
