"""The routes that the browser asks beside Streamlit's own."""

from __future__ import annotations

from functools import lru_cache, partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from atlas.data.package import PackageError, data_package
from atlas.maps.campus_rows import campuses_json
from atlas.ui import download_route, loaded, making, meeting_room, territory_sheet


def campuses(request: Request) -> Response:
    """All campuses of one data version; the address changes with the content, so it never expires."""
    atlas = loaded.by_version(request.path_params["version"])
    if atlas is None:
        return JSONResponse({"detail": "Cette version des données n’est plus en mémoire."}, status_code=404)
    return Response(
        campuses_json(atlas),
        media_type="application/json",
        headers={"Cache-Control": "private, max-age=31536000, immutable"},
    )


async def package(request: Request) -> Response:
    """The whole data as a zip."""
    version = request.path_params["version"]
    refuse = partial(JSONResponse, {"detail": making.FULL})
    return await making.LIGHT_FILES.answer(request, partial(_package, version), refuse)


def _package(version: str) -> Response:
    try:
        content = _zipped(version)
    except PackageError:
        told = "Les données ont changé depuis l’affichage de cette page : rechargez-la."
        return JSONResponse({"detail": told}, status_code=404)
    return Response(
        content,
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="atlas-des-campus_donnees_{version}.zip"',
            "Cache-Control": "private, max-age=31536000, immutable",
        },
    )


@lru_cache(maxsize=2)
def _zipped(version: str) -> bytes:
    atlas = loaded.by_version(version)
    if atlas is None:
        raise PackageError("this version is no longer in memory")
    return data_package(atlas.catalogue)


def routes() -> list[BaseRoute]:
    """Routes to mount beside Streamlit's."""
    return [
        Route("/api/campuses/{version}.json", campuses),
        Route("/api/data/{version}.zip", package),
        download_route.route(),
        meeting_room.route(),
        territory_sheet.route(),
    ]
