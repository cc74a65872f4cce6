"""Distance from each commune to the nearest campuses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from atlas.coverage.engine import Basis, Engine
from atlas.coverage.geodesic import Kilometres
from atlas.data.selecting import Mask
from atlas.model.numbers import NBSP, french_decimal

DEFAULT_RADIUS_KM: Final = 30.0

OWN_DEFINITION: Final = (
    "Définition propre à l’atlas, sur la population d’aujourd’hui\u00a0: aucun texte officiel ne définit la "
    "couverture par la distance."
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What « within reach » means.

    Attributes
    ----------
    radius_km : float
        Largest geodesic distance, included; finite, 0 or more.
    basis : Basis
        From the commune's reference point to the seat of the campus, or to the nearest of its seat
        and members.

    Raises
    ------
    ValueError
        In French, for a radius that is no distance.
    """

    radius_km: float = DEFAULT_RADIUS_KM
    basis: Basis = Basis.SEAT

    def __post_init__(self) -> None:
        if not (math.isfinite(self.radius_km) and self.radius_km >= 0):
            raise ValueError(f"le rayon est une distance en km, positive ou nulle, et non {self.radius_km}")

    @property
    def radius_text(self) -> str:
        """Radius in French, ``30 km`` or ``7,5 km``."""
        digits = len(f"{self.radius_km:.3f}".rstrip("0").partition(".")[2])
        return f"{french_decimal(self.radius_km, digits)}{NBSP}km"

    @property
    def points_text(self) -> str:
        """Points of the campus, in French, as the end of a sentence."""
        if self.basis is Basis.SEAT:
            return "du siège d’un campus"
        return "du siège ou d’un membre du réseau d’un campus"


def nearest_km(engine: Engine, mask: Mask, basis: Basis, count: int = 3) -> Kilometres:
    """Return the distances from each commune to its nearest campuses.

    Each campus counts once, by the nearest of its points.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    mask : ndarray of bool, shape (campuses,)
        Campuses looked at; those without a point reach nobody.
    basis : Basis
        Points of the campuses.
    count : int
        How many campuses.

    Returns
    -------
    ndarray of float32, shape (count, communes)
        Kilometres, nearest first; infinite where there are fewer campuses.
    """
    nearest = np.full((count, len(engine.population)), np.inf, np.float32)
    farther, spare = np.empty_like(nearest[0]), np.empty_like(nearest[0])
    km = engine.sites.km(basis)
    for campus in np.flatnonzero(mask):
        candidate = km[campus]
        if candidate is None:
            continue
        # Insert the campus in its rank, and push the farther one on to the next rank.
        for rank in range(count):
            if rank < count - 1:
                np.maximum(nearest[rank], candidate, out=farther)
            np.minimum(nearest[rank], candidate, out=nearest[rank])
            candidate, farther, spare = farther, spare, farther
    return nearest
