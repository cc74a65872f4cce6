"""Tables of the page « Données et méthode »: plain HTML, with a caption, scrolling within themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from atlas.model.numbers import french_int, french_percent
from atlas.ui.markup import Html, scrolled, tag, text

NUMBER: Final = "number"


def html_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[Html]],
    caption: str,
    numbers: Iterable[int] = (),
    extra_class: str = "",
) -> Html:
    """Table of cells that are already markup; the first names its row.

    Parameters
    ----------
    headings : sequence of str
        French names of the columns.
    rows : iterable of sequences of Html
        Cells, escaped by :func:`~atlas.ui.markup.text` or made by :func:`~atlas.ui.markup.tag`.
    caption : str
        What the table holds; also the name of the region that scrolls.
    numbers : iterable of int
        Columns set to the right.
    extra_class : str
        Further class of the table.
    """
    right = frozenset(numbers)

    def cell(name: str, rank: int, content: Html, **attributes: str) -> Html:
        classes = {"class_": NUMBER} if rank in right else {}
        return tag(name, content, **attributes, **classes)

    head = tag("tr", *(cell("th", rank, text(said), scope="col") for rank, said in enumerate(headings)))
    body = (
        tag(
            "tr",
            tag("th", row[0], scope="row"),
            *(cell("td", rank, content) for rank, content in enumerate(row[1:], start=1)),
        )
        for row in rows
    )
    table = tag(
        "table",
        tag("caption", tag("span", text(caption))),
        tag("thead", head),
        tag("tbody", *body),
        class_=f"atlas-table atlas-method {extra_class}".strip(),
    )
    return scrolled(table, caption)


def share(part: int, whole: int) -> Html:
    """Part of a whole: share, then numerator and denominator."""
    if not whole:
        return text("—")
    counted = f"{french_int(part)} sur {french_int(whole)}"
    return text(french_percent(part / whole)) + tag("small", text(counted))
