"""The two pages of a territory on paper: their link on its page, and the route that writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas.coverage import Basis, Reach
from atlas.exports.sheet import build, file_name, sheet_of
from atlas.story.territory import find
from atlas.ui import loaded, making, territory_settings
from atlas.ui.coverage_settings import BASIS, RADIUS
from atlas.ui.download_route import Params, RequestError, answered, read_address, sent
from atlas.ui.markup import tag, text
from atlas.ui.meeting_store import ground
from atlas.ui.territory_units import CODE, REFERENCE

if TYPE_CHECKING:
    from atlas.ui.frame import Page

_PATH: Final = "api/fiche/territoire.pdf"


def link(here: Page) -> None:
    """Draw the link to the sheet of the territory shown, against its reference."""
    settings = {one.param: [here.view[one.param]] for one in territory_settings.SETTINGS}
    address = f"{_PATH}?{urlencode(here.selection.to_params() | settings, doseq=True)}"
    sheet = tag("a", text("Fiche PDF"), href=address)
    st.html(tag("p", sheet, text(" : ce territoire face à sa référence, deux pages A4 à imprimer.")))


def route() -> Route:
    """Return the route that writes a sheet."""
    return Route(f"/{_PATH}", _sheet)


async def _sheet(asked: Request) -> Response:
    return await answered(asked, _written, making.DECKS)


def _written(params: Params) -> Response:
    selection, values, reasons = read_address(loaded.current(), params, territory_settings.SETTINGS)
    unit = find(ground().engine, values[CODE.param])
    if unit is None and not reasons:
        reasons.append("Le territoire de la fiche manque.")
    if unit is None or reasons:
        raise RequestError(reasons)
    reach = Reach(float(values[RADIUS.param]), Basis(values[BASIS.param]))
    sheet = sheet_of(ground(), selection, unit, values[REFERENCE.param], reach)
    return sent(build(sheet), file_name(ground(), selection, unit), "application/pdf")
