"""Charts and tables that PowerPoint and LibreOffice can edit."""

from __future__ import annotations

from typing import Any, Final

from atlas.exports.charts import THICKEST_BAR
from atlas.exports.deck_master import OFFICE_FAMILY, color_of
from atlas.exports.deck_tables import Fit
from atlas.exports.deck_words import DIM, INK, LINE, is_number
from atlas.model.numbers import THIN
from atlas.story.content import Chart, Format, Table
from atlas.story.words import typeset

NUMBER_FORMATS: Final[dict[Format, str]] = {
    "text": "General",
    # The reader's own settings may write thousands in English; a zero has no label.
    "int": f'[>=1000000]0"{THIN}"000"{THIN}"000;[>=1000]0"{THIN}"000;#',
    "percent": f'0.0"{THIN}"%',
    "km": '0.0" km"',
    "points": "+0.0;-0.0;0.0",
}
_NO_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_POINT_EMU: Final = 12700
_CHART_PT: Final = 14
_DENSE_PT: Final = 12
"""Names of many bars: LibreOffice leaves out every other one that stands too close."""
_DATE_PT: Final = 11
"""A day and its month, which are not parted, under a column."""
_LEAST_GAP: Final = 40
_MANY_BARS: Final = 10
_THIN_PART: Final = 0.055
"""Part of the tallest bar under which a number does not stand inside."""


def add_chart(slide: Any, chart: Chart, box: tuple[int, int, int, int]) -> Any:
    """Put a native chart on a slide.

    Parameters
    ----------
    slide : pptx.slide.Slide
    chart : Chart
    box : tuple of int
        Left, top, width, height; EMU.
    """
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    kinds = {
        "bars": XL_CHART_TYPE.BAR_CLUSTERED,
        "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    }
    data = CategoryChartData(  # type: ignore[no-untyped-call]
        number_format=NUMBER_FORMATS[chart.format]
    )
    data.categories = [typeset(category) for category in chart.categories]
    for series in chart.series:
        data.add_series(series.name, series.values)  # type: ignore[no-untyped-call]
    frame = slide.shapes.add_chart(kinds[chart.kind], *box, data)
    describe(frame, "Graphique", chart.alt)
    drawn = frame.chart
    _dress(drawn, chart)
    return drawn


def _dress(drawn: Any, chart: Chart) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    drawn.font.size, drawn.font.name = Pt(_CHART_PT), OFFICE_FAMILY
    drawn.font.color.rgb = color_of(INK)
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.TOP
        drawn.legend.include_in_layout = False
    _dress_axes(drawn, chart)
    plot = drawn.plots[0]
    plot.gap_width = _gap(chart)
    plot.overlap = 100 if chart.kind == "stacked" else 0
    for series, one in zip(plot.series, chart.series, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = color_of(one.color)
        series.format.line.color.rgb = color_of("#ffffff")
        labels = series.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = _label_format(chart), False
        labels.font.size = Pt(_CHART_PT)
        inside = chart.kind == "stacked" and _is_dark(one.color)
        labels.font.color.rgb = color_of("#ffffff" if inside else INK)


def _gap(chart: Chart) -> int:
    """Room between bars, in hundredths of their thickness; the format allows 500 at most."""
    if chart.kind == "stacked" or not chart.categories:
        return _LEAST_GAP
    gap = 1 / (THICKEST_BAR * len(chart.categories)) - len(chart.series)
    return min(max(_LEAST_GAP, round(gap * 100)), 500)


def _label_format(chart: Chart) -> str:
    """Format of the values on bars; one stacked in a part too thin for its type stays unwritten."""
    tallest = max(
        (sum(v or 0 for v in bar) for bar in zip(*(s.values for s in chart.series), strict=True)), default=0
    )
    if chart.kind != "stacked" or chart.format != "int" or tallest >= 1000:
        return NUMBER_FORMATS[chart.format]
    return f'[<{max(1, round(tallest * _THIN_PART))}]"";0'


def _dress_axes(drawn: Any, chart: Chart) -> None:
    from lxml import etree
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    values, categories = drawn.value_axis, drawn.category_axis
    values.has_title = True
    values.axis_title.text_frame.text = chart.axis
    run = values.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(_CHART_PT), False
    run.font.color.rgb = color_of(DIM)
    values.has_major_gridlines = False
    values.minimum_scale = 0
    values.tick_labels.number_format = NUMBER_FORMATS[chart.format]
    values.tick_labels.number_format_is_linked = False
    values.tick_label_position = XL_TICK_LABEL_POSITION.NONE  # every bar bears its value
    values.format.line.fill.background()
    values.major_tick_mark = categories.major_tick_mark = XL_TICK_MARK.NONE
    categories.reverse_order = chart.kind == "bars"
    categories.format.line.color.rgb = color_of(LINE)
    if chart.kind == "stacked":  # dates on several lines are easier to read than slanted
        categories.tick_labels.font.size = Pt(_DATE_PT)
        categories._element.find(f"{{{_C}}}txPr/{{{_A}}}bodyPr").set("rot", "0")
    if chart.kind == "bars":  # left to itself, a chart names every other bar when they are many
        following = categories._element.find(f"{{{_C}}}noMultiLvlLbl")
        following.addprevious(etree.Element(f"{{{_C}}}tickLblSkip", val="1"))
        if len(chart.categories) > _MANY_BARS:
            categories.tick_labels.font.size = Pt(_DENSE_PT)


def add_table(slide: Any, table: Table, fit: Fit, left: int, top: int, alt: str) -> None:
    """Put a native table on a slide, set as `fit` says; lengths in EMU."""
    from pptx.util import Pt

    width = round(sum(fit.widths) * _POINT_EMU)
    frame = slide.shapes.add_table(
        len(fit.rows) + 1, len(table.columns), left, top, width, round(sum(fit.heights) * _POINT_EMU)
    )
    describe(frame, "Tableau", alt)
    grid = frame.table
    grid._tbl.tblPr.find(f"{{{_A}}}tableStyleId").text = _NO_STYLE
    grid.horz_banding = False
    grid.first_col = not is_number(table.columns[0].format)
    for column, points in zip(grid.columns, fit.widths, strict=True):
        column.width = round(points * _POINT_EMU)
    texts = (fit.labels, *fit.rows)
    for line, (row, points) in enumerate(zip(grid.rows, fit.heights, strict=True)):
        row.height = round(points * _POINT_EMU)
        for cell, text, column in zip(row.cells, texts[line], table.columns, strict=True):
            _dress_cell(cell, text, Pt(fit.size), is_head=not line, is_number=is_number(column.format))


def _dress_cell(cell: Any, text: str, size: int, *, is_head: bool, is_number: bool) -> None:
    from lxml import etree
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    pad = round(size * 0.45)
    cell.margin_left = cell.margin_right = round(size * 0.6)
    cell.margin_top = cell.margin_bottom = round(pad * 0.6)
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if is_head else MSO_ANCHOR.TOP
    cell.text = text
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.bold = size, is_head
        run.font.color.rgb = color_of(DIM if is_head else INK)
    border = etree.SubElement(cell._tc.get_or_add_tcPr(), f"{{{_A}}}lnB")
    border.set("w", str(19050 if is_head else 6350))
    fill = etree.SubElement(border, f"{{{_A}}}solidFill")
    etree.SubElement(fill, f"{{{_A}}}srgbClr", val=(INK if is_head else LINE)[1:])


def describe(shape: Any, name: str, alt: str) -> None:
    """Name a shape and give it its text alternative."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", f"{name} {properties.get('id')}")
    properties.set("descr", alt)


def _is_dark(color: str) -> bool:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140
