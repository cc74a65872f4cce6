"""Who is within reach of a campus, and who is not."""

from __future__ import annotations

from typing import Final

import pandas as pd

from atlas.coverage import Coverage, Gaps, Level, coverage, curve, gaps
from atlas.maps.shares import shares_update
from atlas.model.numbers import NBSP, french_int
from atlas.story.content import Chart, Column, Content, KeyFigure, Series, Table
from atlas.story.origins import CAMPUS_PAGES, GEOGRAPHY
from atlas.story.scene import MAX_ROWS, Scene, cells
from atlas.story.words import (
    campuses,
    capital,
    inhabitants,
    is_feminine,
    kilometres,
    listed,
    millions,
    people,
    percent,
    share_of,
    uncounted,
    units,
    verb,
)

_OUT_COLOR: Final = "#c8501e"
_RADII_KM: Final = (20.0, 50.0, 100.0)


def coverage_sentence(found: Coverage, a_campus: str = "un campus") -> str:
    """Say which share of the people is within reach."""
    if found.provenance.is_placeless:
        return uncounted(found.provenance.campuses)
    share, reach = found.covered.value, found.reach
    points = reach.points_text.replace("un campus", a_campus)
    if not share:
        return f"Aucun habitant n’est à {reach.radius_text} au plus {points}."
    near = f"à {reach.radius_text} au plus {points}"
    return f"{percent(share)} des habitants vivent dans une commune située {near}."


def reach_view(scene: Scene) -> Content:
    """Tell who is within reach."""
    atlas, engine = scene.ground.atlas, scene.ground.engine
    found = coverage(engine, scene.selection, scene.level(Level.DEPARTEMENT), scene.reach)
    rows = found.rows[found.rows["population"].notna()].sort_values(
        ["population", "code"], ascending=[False, True]
    )
    columns = ["name", "campuses", "population", "covered_population", "covered_share"]
    drawn = f"Carte de la part des habitants à portée, par {found.level.label.lower()} : "
    alt = drawn + (
        "inconnue, faute de lieu connu."
        if found.covered.value is None
        else f"{percent(found.covered.value)} en tout. {_extremes(rows)}"
    )
    return scene.content(
        "Qui est à portée d’un campus",
        coverage_sentence(found, scene.a_campus),
        # The share of all France by radius says little of the campuses of some territories.
        lines=(
            scene.territory_note or _curve_line(scene),
            _unlocated_line(scene, unknown_units(found)),
        ),
        figures=_figures(found),
        map_=shares_update(atlas, scene.selection, scene.mask, found),
        map_alt=alt,
        table=Table(
            f"{found.level.plural} les plus {'peuplées' if is_feminine(found.level) else 'peuplés'}",
            (
                Column(found.level.label),
                Column("Campus", "int"),
                Column("Habitants", "int"),
                Column("À portée", "int"),
                Column("Part", "percent"),
            ),
            cells(rows[columns].head(MAX_ROWS)),
            len(rows),
        ),
        note=(found.covered.definition, scene.filter_note, *found.provenance.sentences()),
        sources=(CAMPUS_PAGES, GEOGRAPHY),
    )


def _figures(found: Coverage) -> tuple[KeyFigure, ...]:
    stand = " ".join(found.provenance.sentences())
    present = found.presence
    counts = share_of(found.covered)
    return (
        KeyFigure(
            percent(found.covered.value),
            "",
            f"des habitants à portée ({counts})",
            f"{found.covered.definition} {stand}",
        ),
        KeyFigure(
            percent(found.backup.value),
            "",
            "à portée de deux campus ou plus",
            f"{found.backup.definition} {stand}",
        ),
        KeyFigure(
            kilometres(found.nearest.value),
            "",
            "en moyenne jusqu’au campus le plus proche",
            f"{found.nearest.definition} {stand}",
        ),
        KeyFigure(
            french_int(int(present.numerator)),
            french_int(int(present.denominator)),
            f"{found.level.plural.lower()} avec un campus",
            f"{present.definition} {stand}",
        ),
    )


def _extremes(rows: pd.DataFrame) -> str:
    """Units where nobody and where everybody is within reach."""
    known = rows[rows["covered_share"].notna()]
    none = sorted(known.loc[known["covered_share"] == 0, "name"])
    whole = sorted(known.loc[known["covered_share"] == 1, "name"])
    said = []
    if none:
        said.append(f"Personne à portée : {listed(none, 12)}.")
    if whole:
        said.append(f"Tous les habitants à portée : {listed(whole, 12)}.")
    return " ".join(said)


def _curve_line(scene: Scene) -> str:
    if not scene.count or scene.unlocated(scene.reach.basis) == scene.count:
        return ""
    rows = curve(scene.ground.engine, scene.selection, scene.reach.basis, radii_km=_RADII_KM).rows
    shares = zip(rows["radius_km"], rows["covered_share"], strict=True)
    return f"Selon le rayon : {', '.join(f'{percent(share)} à {km:.0f}{NBSP}km' for km, share in shares)}."


def unknown_units(found: Coverage) -> tuple[str, ...]:
    """Units whose people are counted, but not those within reach: none of their campuses has a point."""
    rows = found.rows
    is_hidden = rows["population"].notna() & rows["covered_population"].isna()
    return () if found.provenance.is_placeless else tuple(sorted(rows.loc[is_hidden, "name"]))


def _unlocated_line(scene: Scene, unknown: tuple[str, ...]) -> str:
    """Say how many campuses have no point, and in which units nobody knows who is within reach for that."""
    count = scene.unlocated(scene.reach.basis)
    if not count:
        return ""
    said = f"{capital(campuses(count))} sans position précise, hors du calcul"
    return f"{said} ; part inconnue : {listed(list(unknown))}." if unknown else f"{said}."


def gaps_sentence(found: Gaps, a_campus: str = "un campus") -> str:
    """Say how many people are out of reach, and where they are most."""
    out = found.out
    if found.provenance.is_placeless:
        return uncounted(found.provenance.campuses)
    where = " des territoires choisis" if found.is_part else ""
    if found.rows.empty or not out.numerator:
        return f"Tous les habitants{where} sont à portée d’{a_campus}."
    if out.numerator == out.denominator:
        return f"Aucun habitant{where} n’est à portée d’{a_campus}."
    first = found.rows.iloc[0]
    out_of_reach = verb(round(out.numerator), "est", "sont")
    return (
        f"{capital(inhabitants(out.numerator))} sur {millions(out.denominator)}{where} "
        f"({percent(out.numerator / out.denominator)}) {out_of_reach} hors de portée d’{a_campus} ; le plus "
        f"grand nombre : {first['name']} ({people(first['out_population'])})."
    )


def gaps_view(scene: Scene) -> Content:
    """Tell where people are out of reach."""
    level, reach = scene.level(Level.DEPARTEMENT), scene.reach
    found = gaps(scene.ground.engine, scene.selection, level, reach)
    shown = found.rows[found.rows["out_population"] > 0].head(MAX_ROWS)
    whole = found.rows[
        (found.rows["out_population"] == found.rows["population"]) & (found.rows["population"] > 0)
    ]
    said = zip(shown["name"], shown["out_population"], strict=True)
    alt = ", ".join(f"{name} {french_int(int(out))}" for name, out in said)
    chart = Chart(
        "bars",
        tuple(shown["name"]),
        (Series("Habitants hors de portée", _OUT_COLOR, tuple(float(n) for n in shown["out_population"])),),
        f"habitants à plus de {reach.radius_text}",
        "int",
        f"Habitants hors de portée, {level.plural.lower()} où ils sont le plus nombreux : {alt}.",
    )
    columns = ["name", "population", "out_population", "out_share", "campuses"]
    out = found.out.numerator
    return scene.content(
        "Où il n’y a pas de campus à portée",
        gaps_sentence(found, scene.a_campus),
        lines=(
            _without_reach(whole, level),
            _half_line(found, level) if out and len(found.rows) else "",
            _unlocated_line(scene, found.unknown),
        ),
        chart=chart if len(shown) else None,
        table=Table(
            f"{level.plural}, du plus grand nombre d’habitants hors de portée au plus petit",
            (
                Column(level.label),
                Column("Habitants", "int"),
                Column("Hors de portée", "int"),
                Column("Part", "percent"),
                Column("Campus", "int"),
            ),
            cells(shown[columns]),
            len(found.rows),
        ),
        note=(found.out.definition, scene.filter_note, *found.provenance.sentences()),
        sources=(CAMPUS_PAGES, GEOGRAPHY),
    )


def _without_reach(whole: pd.DataFrame, level: Level) -> str:
    names = sorted(whole["name"])
    if not names:
        return ""
    return f"{units(len(names), level)} sans un seul habitant à portée : {listed(names, 5)}."


def _half_line(found: Gaps, level: Level) -> str:
    """How few units hold half of the people out of reach."""
    running = found.rows["out_population"].cumsum()
    half = int((running < found.out.numerator / 2).sum()) + 1
    if half < 2 or half > len(running):  # one does, or those without a rank are more than half
        return ""
    who = inhabitants(float(running.iloc[half - 1]))
    return f"{units(half, level)} réunissent la moitié des habitants hors de portée ({who})."
