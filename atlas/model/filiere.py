"""The twelve official sectors of the label.

Source: names as spelled by the ministry; letters and hue families are the atlas's own, so that a
sector is never told by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Filiere:
    """One official sector.

    Attributes
    ----------
    slug : str
        Stable identifier, used in addresses and on the command line.
    name : str
        Official name, to the letter.
    short_name : str
        Name that fits a legend or a narrow table column.
    letter : str
        One capital letter, printed inside the sector's mark.
    color : str
        Fill of the mark, ``#rrggbb``; white text on it meets 4.5:1.
    """

    slug: str
    name: str
    short_name: str
    letter: str
    color: str


FILIERES: Final[tuple[Filiere, ...]] = (
    Filiere("alimentaire", "Alimentaire, agroalimentaire", "Alimentaire", "A", "#4a7023"),
    Filiere("chimie", "Chimie et biotechnologies", "Chimie, biotechnologies", "C", "#00736b"),
    Filiere("creation", "Création, design, audiovisuel", "Création, design", "D", "#a02c78"),
    Filiere(
        "infrastructures",
        "Infrastructures, bâtiment, éco-construction",
        "Bâtiment, construction",
        "B",
        "#8a5a14",
    ),
    Filiere("materiaux", "Matériaux, matériaux innovants", "Matériaux", "M", "#6d5a4b"),
    Filiere(
        "mobilite",
        "Mobilité, aéronautique, transports terrestres et maritimes",
        "Mobilité, transports",
        "T",
        "#1f5fa8",
    ),
    Filiere("numerique", "Numérique, télécommunications", "Numérique", "N", "#5b4bb5"),
    Filiere(
        "services-personne", "Services à la personne, bien-être", "Services à la personne", "P", "#b3365b"
    ),
    Filiere(
        "services-entreprises", "Services aux entreprises, logistique", "Services, logistique", "L", "#51606e"
    ),
    Filiere("systemes", "Systèmes innovants, mécatronique", "Systèmes, mécatronique", "S", "#24708a"),
    Filiere("tourisme", "Tourisme, gastronomie", "Tourisme, gastronomie", "H", "#b0471c"),
    Filiere("energie", "Transition énergétique, éco-industrie", "Énergie, éco-industrie", "E", "#2b7a3f"),
)

BY_SLUG: Final = MappingProxyType({filiere.slug: filiere for filiere in FILIERES})
BY_NAME: Final = MappingProxyType({filiere.name: filiere for filiere in FILIERES})
