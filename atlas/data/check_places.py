"""Checks of places: each name and code exists, and they agree with one another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import pandas as pd

from atlas.data.check_cells import Finding, record
from atlas.data.columns import INSEE_PATTERN, Table
from atlas.data.errors import Problems
from atlas.data.reading import Row, Rows
from atlas.data.schema import TABLES
from atlas.data.territories import Territories

_MARGIN_DEG: Final = 0.2
"""Simplified borders and piers: a seat on the coast may lie a little outside its région's box."""

_INSEE: Final = re.compile(INSEE_PATTERN)
_FIND_CODE: Final = "chercher le code de la commune sur insee.fr (ce n’est pas le code postal)"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees, WGS 84."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, lat: float, lon: float) -> bool:
        """Tell whether the point lies in the rectangle or very near."""
        return (
            self.south - _MARGIN_DEG <= lat <= self.north + _MARGIN_DEG
            and self.west - _MARGIN_DEG <= lon <= self.east + _MARGIN_DEG
        )


class PlaceChecker:
    """The checks of places, with the tables of geography that they look into.

    Parameters
    ----------
    territories : Territories
        Geography of France.
    problems : Problems
        Where errors are recorded.
    """

    def __init__(self, territories: Territories, problems: Problems) -> None:
        self.territories = territories
        self.problems = problems
        self.boxes = _region_boxes(territories)

    def check_campuses(self, rows: Rows) -> None:
        """Check région, académie, commune and own position of each campus."""
        for row in rows.rows:
            if not row.is_ragged:
                region_code = self._check_region(row)
                academie_code = self._check_academie(row, region_code)
                self._check_host(row, region_code, academie_code)
                self._check_position(row, region_code)

    def check_members(self, rows: Rows) -> None:
        """Check the commune of each member."""
        for row in rows.rows:
            if not row.is_ragged:
                self._check_insee(TABLES["members"], row, "insee")

    def _tell(self, row: Row, column: str, finding: Finding) -> None:
        record(TABLES["campuses"], row, column, finding, self.problems)

    def _check_region(self, row: Row) -> str:
        name = row.cells["region"]
        known = self.territories.region_codes
        if name and name not in known:
            remedy = "choisir une région de geography/units.csv"
            self._tell(row, "region", Finding("unknown-region", "cette région n’existe pas", remedy, known))
        return known.get(name, "")

    def _check_academie(self, row: Row, region_code: str) -> str:
        name = row.cells["academie"]
        known = self.territories.academie_codes
        if name and name not in known:
            remedy = "choisir une académie de geography/academies.csv"
            self._tell(
                row, "academie", Finding("unknown-academie", "cette académie n’existe pas", remedy, known)
            )
        code = known.get(name, "")
        if code and region_code and self.territories.academie_regions[code] != region_code:
            problem = f"cette académie n’est pas dans la région « {row.cells['region']} »"
            remedy = "corriger l’académie ou la région"
            self._tell(row, "academie", Finding("academie-outside-region", problem, remedy))
        return code

    def _check_host(self, row: Row, region_code: str, academie_code: str) -> None:
        cells = row.cells
        if bool(cells["host_insee"]) != bool(cells["host_commune"]):
            problem = "host_commune et host_insee vont ensemble, et un seul des deux est rempli"
            empty = "host_commune" if cells["host_insee"] else "host_insee"
            self._tell(row, empty, Finding("incomplete-host", problem, "remplir les deux, ou les vider"))
        if cells["host_basis"] and not (cells["host_name"] or cells["host_commune"]):
            problem = "l’origine du siège est donnée, mais aucun siège"
            remedy = "donner host_name ou host_commune, ou vider la cellule"
            self._tell(row, "host_basis", Finding("basis-without-host", problem, remedy))
        commune_code = self._check_insee(TABLES["campuses"], row, "host_insee")
        if not commune_code:
            return
        actual_region, actual_academie = self.territories.parents_of(commune_code)
        if region_code and actual_region != region_code:
            problem = f"cette commune n’est pas dans la région « {cells['region']} »"
            self._tell(row, "host_insee", Finding("commune-outside-region", problem, _FIND_CODE))
        elif academie_code and actual_academie != academie_code:
            problem = f"cette commune n’est pas dans l’académie « {cells['academie']} »"
            self._tell(row, "host_insee", Finding("commune-outside-academie", problem, _FIND_CODE))

    def _check_insee(self, table: Table, row: Row, column: str) -> str:
        insee = row.cells[column]
        code = self.territories.commune_code(insee)
        # A value that is no code at all is told by the check of its form.
        if _INSEE.fullmatch(insee) and not code:
            finding = Finding("unknown-commune", "aucune commune n’a ce code INSEE", _FIND_CODE)
            record(table, row, column, finding, self.problems)
        return code

    def _check_position(self, row: Row, region_code: str) -> None:
        texts = [row.cells.get(column, "") for column in ("host_lat", "host_lon")]
        if not any(texts):
            return
        if not all(texts):
            problem = "host_lat et host_lon vont ensemble, et une seule des deux est remplie"
            self._tell(
                row, "host_lat", Finding("incomplete-position", problem, "remplir les deux, ou les vider")
            )
            return
        try:
            lat, lon = map(float, texts)
        except ValueError:
            return  # told by the check of its form
        boxes = self.boxes.values()
        place = " ; ".join(text[:20] for text in texts)
        if not any(box.contains(lat, lon) for box in boxes):
            swapped = any(box.contains(lon, lat) for box in boxes)
            remedy = "latitude et longitude semblent inversées" if swapped else "vérifier les deux valeurs"
            problem = f"la position ({place}) est hors de France"
            self._tell(row, "host_lat", Finding("position-outside-france", problem, remedy))
        elif region_code and not self.boxes[region_code].contains(lat, lon):
            problem = f"la position ({place}) est hors de la région « {row.cells['region']} »"
            remedy = "corriger la position ou la région"
            self._tell(row, "host_lat", Finding("position-outside-region", problem, remedy))


def _region_boxes(territories: Territories) -> dict[str, Box]:
    units = territories.units
    frames = pd.concat([units[units["level"] == "region"], territories.collectivites])
    columns = (frames[name] for name in ("code", "west", "south", "east", "north"))
    return {code: Box(*edges) for code, *edges in zip(*columns, strict=True)}
