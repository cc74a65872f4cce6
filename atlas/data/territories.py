"""The geography of France that every catalogue shares, from ``data/geography``."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pandas as pd

PROJECT_DATA: Final = Path(__file__).resolve().parents[2] / "data"
GEOGRAPHY: Final = PROJECT_DATA / "geography"

_COUNTS: Final = ("population", "communes", "departements")
_DEGREES: Final = (
    "lat",
    "lon",
    "seat_lat",
    "seat_lon",
    "label_lat",
    "label_lon",
    "west",
    "south",
    "east",
    "north",
)


@dataclass(frozen=True)
class Territories:
    """Territorial units and how they nest. Shared by all sessions: nobody may change the tables.

    Attributes
    ----------
    communes : DataFrame
        One row a commune of today, by code; ``code`` is a column. Coordinates in degrees, WGS 84.
    aliases : mapping of str to str
        Codes of communes merged away, associated, delegated or of municipal arrondissements, and
        the code of the commune of today.
    units : DataFrame
        Units of each ``level``: epci, departement, academie, region, region_2015, academie_2019.
    collectivites : DataFrame
        Collectivities outside the régions and académies (Polynésie française).
    academies : DataFrame
        Académies of today and their départements.
    """

    communes: pd.DataFrame
    aliases: Mapping[str, str]
    units: pd.DataFrame
    collectivites: pd.DataFrame
    academies: pd.DataFrame

    @cached_property
    def commune_codes(self) -> frozenset[str]:
        """Codes of the communes of today."""
        return frozenset(self.communes["code"])

    @cached_property
    def region_codes(self) -> Mapping[str, str]:
        """Code of each région or collectivity by name."""
        regions = self.units[self.units["level"] == "region"]
        codes = dict(zip(regions["name"], regions["code"], strict=True))
        return MappingProxyType(
            codes | dict(zip(self.collectivites["name"], self.collectivites["code"], strict=True))
        )

    @cached_property
    def academie_codes(self) -> Mapping[str, str]:
        """Code of each académie by name; a collectivity, which has a vice-rectorat, counts as one."""
        codes = dict(zip(self.academies["name"], self.academies["code"], strict=True))
        return MappingProxyType(codes | {name: slug(name) for name in self.collectivites["name"]})

    @cached_property
    def academie_regions(self) -> Mapping[str, str]:
        """Code of the région of each académie, by code."""
        regions = dict(zip(self.academies["code"], self.academies["region_code"], strict=True))
        ours = zip(self.collectivites["name"], self.collectivites["code"], strict=True)
        return MappingProxyType(regions | {slug(name): code for name, code in ours})

    @cached_property
    def commune_parents(self) -> Mapping[str, tuple[str, str]]:
        """Codes of the région and académie of each commune of today."""
        columns = (self.communes[name] for name in ("code", "region_code", "academie_code"))
        return MappingProxyType(
            {code: (region, academie) for code, region, academie in zip(*columns, strict=True)}
        )

    @cached_property
    def communes_by_code(self) -> pd.DataFrame:
        """The communes of today, with their code as index."""
        return self.communes.set_index("code")

    @cached_property
    def commune_points(self) -> pd.DataFrame:
        """``lat`` and ``lon`` (degrees, WGS 84) by commune code, seats of collectivities included."""
        seats = self.collectivites.set_index("seat_insee")[["seat_lat", "seat_lon"]]
        return pd.concat(
            [self.communes_by_code[["lat", "lon"]], seats.set_axis(["lat", "lon"], axis="columns")]
        )

    def collectivite_of(self, insee: str) -> str:
        """Return the code of the collectivity that a commune's code belongs to, or ''."""
        prefix = insee[:3]
        return prefix if prefix in self.collectivite_codes else ""

    @cached_property
    def collectivite_codes(self) -> frozenset[str]:
        """Codes of the collectivities outside the régions."""
        return frozenset(self.collectivites["code"])

    def commune_code(self, insee: str) -> str:
        """Return the code of the commune of today behind any commune code, '' when there is none.

        The communes of a collectivity are not listed here: any code with its prefix is taken.
        """
        if insee in self.commune_codes:
            return insee
        if self.collectivite_of(insee):
            return insee
        return self.aliases.get(insee, "")

    def parents_of(self, commune_code: str) -> tuple[str, str]:
        """Return the codes of the région and académie of a commune of today."""
        collectivite = self.collectivite_of(commune_code)
        if not collectivite:
            return self.commune_parents[commune_code]
        names = self.collectivites.set_index("code")["name"]
        return collectivite, slug(names[collectivite])


def slug(name: str) -> str:
    """Return a name as a code.

    Examples
    --------
    >>> slug("Polynésie française")
    'polynesie-francaise'
    """
    ascii_name = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return "-".join("".join(char if char.isalnum() else " " for char in ascii_name).split())


@lru_cache(maxsize=1)
def load_territories() -> Territories:
    """Read ``data/geography`` once; the same object is given to all.

    The files are built and checked by the project, so a fault in them is a bug, not a user's error:
    whatever exception it raises is left to pass.
    """
    aliases = _read("commune_aliases")
    return Territories(
        communes=_read("communes"),
        aliases=MappingProxyType(dict(zip(aliases["code"], aliases["commune_code"], strict=True))),
        units=_read("units"),
        collectivites=_read("collectivites"),
        academies=_read("academies"),
    )


def _read(name: str) -> pd.DataFrame:
    """Read one file: codes and names as text, empty where unknown, and numbers."""
    frame = pd.read_csv(GEOGRAPHY / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8")
    for column in frame.columns.intersection(list(_DEGREES)):
        frame[column] = pd.to_numeric(frame[column], errors="coerce").astype(float)
    for column in frame.columns.intersection(list(_COUNTS)):
        frame[column] = pd.to_numeric(frame[column], errors="coerce").fillna(0).astype("int64")
    return frame
