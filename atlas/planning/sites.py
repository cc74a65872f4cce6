"""The best sites for new campuses: chosen, counted and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from atlas.coverage import Basis, Level, geodesic_km
from atlas.model.numbers import NBSP, french_decimal, french_int, french_percent, plural
from atlas.model.vocabulary import MemberType
from atlas.planning.exact import Progress, State
from atlas.planning.greedy import greedy_choice
from atlas.planning.problem import MAX_SITES, Problem

NEARBY_KM: Final = 30.0
"""Within which members of networks are « nearby »."""


@dataclass(frozen=True)
class Plan:
    """Sites in the order in which each adds most people.

    Attributes
    ----------
    problem : Problem
        What was asked.
    rows : DataFrame
        ``rank`` (from 1), ``code``, ``name`` (commune), ``gain_population``, ``cumulative_population``
        (int: people newly reached), ``cumulative_share`` (float: people reached today and newly, over all
        people).
    asked : int
        Sites asked for.
    progress : Progress or None
        Value, bound and gap of the exact solve; None for the greedy.
    notice : str
        In French, why there are fewer sites than asked; empty otherwise.
    """

    problem: Problem
    rows: pd.DataFrame
    asked: int
    progress: Progress | None
    notice: str

    @property
    def status(self) -> str:
        """How good the sites are, in French, never more than what is proven."""
        if self.progress is None:
            return "choix glouton, sans preuve d’optimalité"
        return status_text(self.progress)


def status_text(progress: Progress) -> str:
    """Say a progress in French: optimal, or how far from the bound at most, rounded up."""
    if progress.state is State.OPTIMAL:
        return "optimal"
    if progress.state is State.FAILED:
        return "calcul exact en échec, sans preuve"
    gap = f"{french_decimal(np.ceil(progress.gap * 10_000 - 1e-9) / 100, 2)}{NBSP}%"
    if progress.state is State.STOPPED:
        return f"arrêté à {gap}{NBSP}: à moins de {gap} de l’optimum"
    return f"à moins de {gap} de l’optimum"


def greedy(problem: Problem, sites: int, max_per_region: int | None = None) -> Plan:
    """Choose sites one after the other, each time the one that adds most people.

    Parameters
    ----------
    problem : Problem
        From :func:`~atlas.planning.problem.build_problem`.
    sites : int
        Sites wanted, 1 to `MAX_SITES`.
    max_per_region : int, optional
        Largest number of sites in one région.

    Raises
    ------
    ValueError
        In French, for a number of sites outside the bounds.
    """
    return plan_of(
        problem, greedy_choice(problem.cover, _checked(sites), max_per_region), sites, max_per_region
    )


def curve_of_gain(problem: Problem, max_per_region: int | None = None) -> pd.DataFrame:
    """Return the rows of the greedy plan of `MAX_SITES` sites: gain by number of sites."""
    return greedy(problem, MAX_SITES, max_per_region).rows


def _checked(sites: int) -> int:
    if not 1 <= sites <= MAX_SITES:
        raise ValueError(f"le nombre de sites va de 1 à {MAX_SITES}, et non {sites}")
    return sites


def plan_of(
    problem: Problem,
    chosen: Sequence[int],
    asked: int,
    max_per_region: int | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Make the plan of chosen candidates, the one that adds most people first."""
    cover, left = problem.cover, problem.cover.weight.copy()
    waiting, order, gains = sorted(chosen), [], []
    while waiting:
        best = max(waiting, key=lambda one: (int(left[cover.of(one)].sum()), -one))
        gains.append(int(left[cover.of(best)].sum()))
        left[cover.of(best)] = 0
        order.append(best)
        waiting.remove(best)
    communes = problem.engine.catalogue.communes.iloc[problem.communes[order]]
    cumulative = np.cumsum(np.array(gains, np.int64))
    rows = pd.DataFrame(
        {
            "rank": np.arange(1, len(order) + 1),
            "code": communes["code"].array,
            "name": communes["name"].array,
            "gain_population": np.array(gains, np.int64),
            "cumulative_population": cumulative,
            "cumulative_share": (problem.reached + cumulative) / max(1, problem.people),
        }
    )
    return Plan(problem, rows, asked, progress, _notice(problem, len(order), asked, max_per_region))


def _notice(problem: Problem, found: int, asked: int, max_per_region: int | None) -> str:
    if found >= asked:
        return ""
    if not problem.cover.size:
        return "Aucune commune candidate avec ces limites."
    limit = ""
    if max_per_region is not None:
        most = int(np.minimum(np.bincount(problem.cover.region), max_per_region).sum())
        if most < asked:
            limit = (
                f" La limite de {max_per_region} par région permet au plus {plural(most, 'site')} parmi les "
                "communes candidates."
            )
    sites = plural(found, "site")
    return f"{sites} sur {asked} demandés{NBSP}: aucun autre ne gagnerait d’habitants.{limit}"


@dataclass(frozen=True)
class SiteReasons:
    """Why a site, in facts.

    Attributes
    ----------
    code, name : str
        Commune.
    gain_population : int
        People whom it adds in its place in the plan.
    epci, region : str
        Names of its intercommunalité ('' without) and région.
    nearest_name : str
        Nearest campus of the Selection by the basis asked; '' without any located campus.
    nearest_km : float or None
        Its geodesic distance.
    members : mapping of MemberType to int
        Network members within `NEARBY_KM` whose commune is known, by type, one name once.
    sentence : str
        All that in French.
    """

    code: str
    name: str
    gain_population: int
    epci: str
    region: str
    nearest_name: str
    nearest_km: float | None
    members: dict[MemberType, int]
    sentence: str


def explain(plan: Plan) -> tuple[SiteReasons, ...]:
    """Explain each site of a plan, in its order."""
    return tuple(
        _reasons(plan.problem, code, gain)
        for code, gain in zip(plan.rows["code"], plan.rows["gain_population"].tolist(), strict=True)
    )


def _reasons(problem: Problem, code: str, gain: int) -> SiteReasons:
    engine = problem.engine
    row = engine.units[Level.COMMUNE].row_of[code]
    commune = engine.catalogue.communes.iloc[row]
    units = {level: engine.units[level] for level in (Level.EPCI, Level.REGION)}
    epci, region = (str(one.names[one.of_commune[row]]) for one in units.values())
    km, campus = _nearest(problem, row)
    nearest = engine.catalogue.campuses.iloc[campus] if campus is not None else None
    members = _members_nearby(problem, float(commune["lat"]), float(commune["lon"]))
    name = str(commune["name"])
    parts = [f"{name}{NBSP}: {plural(gain, 'habitant gagné', 'habitants gagnés')}, {epci}, {region}"]
    if nearest is not None and km is not None:
        to = "siège" if problem.reach.basis is Basis.SEAT else "siège ou membre"
        parts.append(
            f"campus le plus proche ({to}){NBSP}: «{NBSP}{nearest['name']}{NBSP}», à {french_decimal(km)}"
            f"{NBSP}km"
        )
    else:
        parts.append("aucun campus localisé dans la sélection")
    named = [
        plural(count, kind.label.lower() if kind is not MemberType.CFA else kind.label, kind.plural.lower())
        for kind, count in members.items()
    ]
    around = ", ".join(named) if named else "aucun connu"
    parts.append(f"membres de réseaux à {NEARBY_KM:.0f}{NBSP}km au plus{NBSP}: {around}")
    return SiteReasons(
        code, name, gain, epci, region,
        "" if nearest is None else str(nearest["name"]),
        km, members, f"{f'{NBSP}; '.join(parts)}.",
    )  # fmt: skip


def _nearest(problem: Problem, commune: int) -> tuple[float | None, int | None]:
    km = problem.engine.sites.km(problem.reach.basis)
    located = [(float(one[commune]), row) for row in np.flatnonzero(problem.mask).tolist()
               if (one := km[row]) is not None]  # fmt: skip
    return min(located) if located else (None, None)


def _members_nearby(problem: Problem, lat: float, lon: float) -> dict[MemberType, int]:
    members = problem.engine.catalogue.members
    members = members[members["lat"].notna()]
    if members.empty:
        return {}
    points = (members[name].to_numpy(float) for name in ("lat", "lon"))
    km = geodesic_km(np.array([lat]), np.array([lon]), *points)[0]
    near = members[km <= NEARBY_KM].drop_duplicates(["type", "name"])
    counts = near["type"].value_counts()
    return {kind: int(counts[kind.value]) for kind in MemberType if kind.value in counts.index}


def share_text(plan: Plan) -> str:
    """Say what the plan reaches, in French, with numerator and denominator."""
    problem = plan.problem
    after = problem.reached + int(plan.rows["gain_population"].sum())
    return (
        f"De {french_percent(problem.reached / max(1, problem.people))} à "
        f"{french_percent(after / max(1, problem.people))} des habitants à portée "
        f"({french_int(after)} sur {french_int(problem.people)})."
    )
