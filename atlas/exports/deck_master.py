"""The slides' master: one sober look, made from python-pptx's own template."""

from __future__ import annotations

import copy
from typing import Any, Final

from atlas.exports.deck_words import BRAND, DIM, INK, LINE

WIDTH_IN: Final = 13.333
HEIGHT_IN: Final = 7.5
MARGIN_IN: Final = 0.6
INNER_IN: Final = WIDTH_IN - 2 * MARGIN_IN
TOP_IN: Final = 1.95
BOTTOM_IN: Final = 6.38
"""Between these two, what a slide shows."""
TITLE_BOX: Final = (MARGIN_IN, 0.76, INNER_IN, 1.08)
"""Left, top, width, height; inches."""
KICKER: Final = 13
TEXT: Final = 14
SOURCES: Final = 15
"""Indexes of the layout's placeholders."""
TITLE_PT: Final = 28
OFFICE_FAMILY: Final = "Arial"
"""Typeface of slides: they carry no font, and every office suite has this one or a twin of its widths."""

_EMU: Final = 914400
_THEME_COLORS: Final = {
    "dk1": INK,
    "lt1": "#ffffff",
    "dk2": BRAND,
    "lt2": "#f3f1ec",
    "accent1": BRAND,
    "accent2": "#c8501e",
    "accent3": "#75a1d2",
    "accent4": "#57606a",
    "accent5": "#a02c78",
    "accent6": "#2b7a3f",
    "hlink": BRAND,
    "folHlink": "#5b4bb5",
}
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
_BOXES: Final = {
    "title": TITLE_BOX,
    "body": (MARGIN_IN, TOP_IN, INNER_IN, BOTTOM_IN - TOP_IN),
    "dt": (MARGIN_IN, 6.93, 4.3, 0.32),
    "ftr": (MARGIN_IN + 4.35, 6.93, 7.05, 0.32),
    "sldNum": (WIDTH_IN - MARGIN_IN - 0.7, 6.93, 0.7, 0.32),
}


def new_presentation() -> Any:
    """Return an empty presentation with its one layout, « Vue »: title, question, text, sources, footer."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH_IN), Inches(HEIGHT_IN)
    layouts = deck.slide_layouts
    kept = layouts.get_by_name("Title Only")
    for layout in [one for one in layouts if one is not kept]:
        layouts.remove(layout)
    _drop_thumbnail(deck)
    _theme(deck.slide_master)
    _master(deck.slide_master)
    _layout(kept)
    return deck


def color_of(value: str) -> Any:
    """Colour ``#rrggbb`` as python-pptx wants it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(value[1:])  # type: ignore[no-untyped-call]


def copy_footers(slide: Any, texts: dict[str, str]) -> None:
    """Give a slide the layout's date, footer and number, which python-pptx leaves out."""
    for shape in slide.slide_layout.placeholders:
        kind = shape.element.find(f".//{{{_P}}}ph").get("type")
        if kind not in {"dt", "ftr", "sldNum"}:
            continue
        element = copy.deepcopy(shape.element)
        element.nvSpPr.cNvPr.set("id", str(max(one.shape_id for one in slide.shapes) + 1))
        slide.shapes._spTree.append(element)
        if kind in texts:
            _write(element, texts[kind])
        _small_print(element)


def _drop_thumbnail(deck: Any) -> None:
    package = deck.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            package._rels.pop(key)
    for key, relation in list(deck.part.rels.items()):
        if relation.reltype.endswith("/printerSettings"):
            deck.part.rels.pop(key)


def _theme(master: Any) -> None:
    """Write colours and typeface into the theme."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE

    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    scheme = theme.find(f".//{{{_A}}}clrScheme")
    scheme.set("name", "Atlas")
    for name, color in _THEME_COLORS.items():
        slot = scheme.find(f"{{{_A}}}{name}")
        slot.clear()
        etree.SubElement(slot, f"{{{_A}}}srgbClr", val=color[1:])
    for latin in theme.iterfind(f".//{{{_A}}}fontScheme/*/{{{_A}}}latin"):
        latin.attrib.update({"typeface": OFFICE_FAMILY, "panose": "020B0604020202020204"})
    theme.set("name", "Atlas des campus")
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _master(master: Any) -> None:
    for shape in master.placeholders:
        kind = shape.element.find(f".//{{{_P}}}ph").get("type")
        _place(shape, _BOXES[kind])
        _no_inset(shape)
        if kind in {"dt", "ftr", "sldNum"}:
            _style(shape, size=11, color=DIM, align="l" if kind == "dt" else "r")
    styles = master.element.find(f"{{{_P}}}txStyles")
    title = styles.find(f"{{{_P}}}titleStyle/{{{_A}}}lvl1pPr")
    title.set("algn", "l")
    title.find(f"{{{_A}}}defRPr").attrib.update({"sz": str(TITLE_PT * 100), "b": "1"})
    _line_spacing(title, 95)
    body = styles.find(f"{{{_P}}}bodyStyle/{{{_A}}}lvl1pPr")
    body.attrib.update({"marL": "0", "indent": "0"})
    body.find(f"{{{_A}}}defRPr").set("sz", "2000")
    for bullet in body.findall(f"{{{_A}}}buFont") + body.findall(f"{{{_A}}}buChar"):
        body.remove(bullet)
    _rule(master)


def _rule(master: Any) -> None:
    """Draw the hairline over the footer; a master's shapes can only be added as XML."""
    from pptx.oxml import parse_xml

    x, y, width = (round(value * _EMU) for value in (MARGIN_IN, 6.88, INNER_IN))
    master.shapes._spTree.append(
        parse_xml(
            f'<p:cxnSp xmlns:p="{_P}" xmlns:a="{_A}"><p:nvCxnSpPr><p:cNvPr id="90" name="Filet"/>'
            "<p:cNvCxnSpPr/>"
            f'<p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
            f'<a:ext cx="{width}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
            f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{LINE[1:]}"/></a:solidFill></a:ln>'
            "</p:spPr></p:cxnSp>"
        )
    )


def _layout(layout: Any) -> None:
    layout.name = "Vue"
    layout.element.attrib.pop("type", None)
    for shape in layout.placeholders:
        _french(shape)
    for index, name, box, size, color, bold in (
        (KICKER, "Question", (MARGIN_IN, 0.36, INNER_IN, 0.36), 18, BRAND, True),
        (TEXT, "Texte", _BOXES["body"], 20, INK, False),
        (SOURCES, "Sources", (MARGIN_IN, 6.45, INNER_IN, 0.4), 11, DIM, False),
    ):
        layout.shapes._spTree.append(_body(index, name, box, size, color, bold))


def _body(index: int, name: str, box: tuple[float, ...], size: int, color: str, bold: bool) -> Any:
    from pptx.oxml import parse_xml

    x, y, width, height = (round(value * _EMU) for value in box)
    zero = 'lIns="0" tIns="0" rIns="0" bIns="0"'
    parts = (
        f'<p:sp xmlns:p="{_P}" xmlns:a="{_A}"><p:nvSpPr><p:cNvPr id="{index + 10}" name="{name}"/>',
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>',
        f'<p:nvPr><p:ph type="body" sz="quarter" idx="{index}"/></p:nvPr></p:nvSpPr>',
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm></p:spPr>',
        f"<p:txBody><a:bodyPr {zero}><a:noAutofit/></a:bodyPr><a:lstStyle>",
        '<a:lvl1pPr marL="0" indent="0"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>',
        f'<a:defRPr sz="{size * 100}" b="{int(bold)}">',
        f'<a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>',
        f'<a:p><a:r><a:rPr lang="fr-FR"/><a:t>{name}</a:t></a:r></a:p></p:txBody></p:sp>',
    )
    return parse_xml("".join(parts))


def _place(shape: Any, box: tuple[float, ...]) -> None:
    from pptx.util import Inches

    shape.left, shape.top, shape.width, shape.height = (Inches(value) for value in box)


def _no_inset(shape: Any) -> None:
    body = shape.element.find(f".//{{{_A}}}bodyPr")
    body.attrib.update({"lIns": "0", "tIns": "0", "rIns": "0", "bIns": "0", "anchor": "t"})
    for child in list(body):
        body.remove(child)


def _style(shape: Any, *, size: int, color: str, align: str) -> None:
    from lxml import etree

    level = shape.element.find(f".//{{{_A}}}lvl1pPr")
    level.set("algn", align)
    run = level.find(f"{{{_A}}}defRPr")
    run.set("sz", str(size * 100))
    for child in list(run):
        run.remove(child)
    fill = etree.SubElement(run, f"{{{_A}}}solidFill")
    etree.SubElement(fill, f"{{{_A}}}srgbClr", val=color[1:])


def _line_spacing(level: Any, percent: int) -> None:
    from lxml import etree

    spacing = etree.Element(f"{{{_A}}}lnSpc")
    etree.SubElement(spacing, f"{{{_A}}}spcPct", val=str(percent * 1000))
    level.insert(0, spacing)


def _french(shape: Any) -> None:
    for run in shape.element.iter(f"{{{_A}}}rPr", f"{{{_A}}}endParaRPr"):
        run.set("lang", "fr-FR")
        run.attrib.pop("smtClean", None)


def _small_print(element: Any) -> None:
    """Say the type of a footer on its runs too: LibreOffice forgets the master's for some of them."""
    from lxml import etree

    for run in element.iter(f"{{{_A}}}rPr"):
        run.set("sz", "1100")
        for child in list(run):
            run.remove(child)
        fill = etree.SubElement(run, f"{{{_A}}}solidFill")
        etree.SubElement(fill, f"{{{_A}}}srgbClr", val=DIM[1:])
        etree.SubElement(run, f"{{{_A}}}latin", typeface="+mn-lt")


def _write(element: Any, text: str) -> None:
    """Replace what a copied placeholder says."""
    from lxml import etree

    paragraph = element.find(f".//{{{_A}}}p")
    for child in list(paragraph):
        paragraph.remove(child)
    run = etree.SubElement(paragraph, f"{{{_A}}}r")
    etree.SubElement(run, f"{{{_A}}}rPr", lang="fr-FR")
    etree.SubElement(run, f"{{{_A}}}t").text = text
