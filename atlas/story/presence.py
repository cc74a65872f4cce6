"""Where the campuses are: what a campus is, the map, and filière by filière."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from atlas.coverage import Level, by_filiere
from atlas.data.atlas import Atlas
from atlas.data.selecting import Mask
from atlas.maps.counts import counts_update, unit_counts
from atlas.maps.focus import looked_at
from atlas.model.filiere import BY_SLUG, FILIERES
from atlas.model.numbers import NBSP, french_int, plural
from atlas.model.selection import Selection
from atlas.story.content import Chart, Column, Content, KeyFigure, Series, Table
from atlas.story.origins import CAMPUS_PAGES, GEOGRAPHY, calls_source, official_source
from atlas.story.scene import MAX_ROWS, Scene, campus_of, cells
from atlas.story.words import campuses, capital, counted, is_feminine, listed, percent, units, verb

BAR: Final = "#1f4e8c"


def held(atlas: Atlas, level: str, mask: Mask) -> tuple[int, int]:
    """Units of a level that have a campus, and units in all."""
    codes = atlas.unit_names[level]
    return len(codes.keys() & set(atlas.unit_codes[level][mask].tolist())), len(codes)


MOST_NAMED: Final = 3
"""More units than these with the same count are no finding."""


def presence_sentence(atlas: Atlas, selection: Selection, mask: Mask) -> str:
    """Say in how many académies and régions the campuses of a Selection are, `mask` among all."""
    what = campus_of(selection)
    shown = int(mask.sum())
    if not shown:
        return "Aucun campus ne correspond à ces filtres."
    (academies, all_academies), (regions, all_regions) = (
        held(atlas, level, mask) for level in ("academie", "region")
    )
    of_region = f"{units(regions, Level.REGION)} sur {all_regions}"
    outside = _outside(atlas, mask)
    of_academie = f"{units(academies, Level.ACADEMIE)} sur {all_academies}"
    where = f"{of_academie}{',' if outside else ' et'} {of_region}{outside}"
    if regions and not academies:
        where = f"{of_region}{outside}, sans académie connue"
    if not academies and not regions:
        return f"{campuses(shown)} {verb(shown, 'est en vigueur', 'sont en vigueur')}, hors des académies."
    return f"{plural(shown, what, what)} {verb(shown, 'est présent', 'sont présents')} dans {where}."


def _outside(atlas: Atlas, mask: Mask) -> str:
    """Collectivities that are no région and have a campus of a mask, as « et en Polynésie française »."""
    codes = set(atlas.unit_codes["region"][mask].tolist())
    names = atlas.catalogue.collectivites.set_index("code")["name"]
    held_names = sorted(names[names.index.isin(codes)])
    return f" et en {listed(held_names)}" if held_names else ""


def definition(scene: Scene) -> Content:
    """Tell what a campus is, with the size of the network known."""
    atlas, engine = scene.ground.atlas, scene.ground.engine
    excellent = scene.mask & engine.index.is_excellence(scene.day)
    members = atlas.catalogue.members["campus_id"].isin(atlas.ids[scene.mask]).sum()
    filieres = len(set(atlas.filieres[scene.mask].tolist()))
    state = f"{scene.footer.date}."
    count = scene.count
    figures = (
        KeyFigure(
            french_int(count),
            "",
            f"campus {'connu' if count < 2 else 'connus'} en vigueur",
            f"Campus que des sources publiques nomment. {state} {_official(scene, 'campuses')}",
        ),
        KeyFigure(
            french_int(int(excellent.sum())),
            french_int(count),
            "avec la mention excellence",
            f"Campus dont la mention est connue à cette date. {state} {_official(scene, 'excellence')}",
        ),
        KeyFigure(
            french_int(filieres),
            french_int(len(FILIERES)),
            "filière présente" if filieres < 2 else "filières présentes",
            f"Filières officielles qui ont au moins un campus. {state}",
        ),
        KeyFigure(
            french_int(int(members)),
            "",
            "membre connu des réseaux" if members < 2 else "membres connus des réseaux",
            "Établissements, entreprises et organismes que les sources nomment ; les listes publiées sont "
            "rarement complètes.",
        ),
    )
    return scene.content(
        "Ce qu’est un campus",
        "Un campus des métiers et des qualifications est un réseau labellisé, et non un lieu unique.",
        lines=(
            "Lycées, CFA, enseignement supérieur, laboratoires et entreprises d’un territoire forment "
            "ensemble pour une filière.",
            "Du CAP au plus haut niveau, en formation initiale et continue.",
            "Un siège, l’établissement support ; des membres répartis sur le territoire.",
            "Le recteur et le président de la région portent le projet ; le label est accordé par arrêté, "
            "pour un temps limité.",
            "La mention excellence distingue certains campus.",
        ),
        figures=figures,
        note=(_official(scene, "campuses"), scene.filter_note),
        sources=(*calls_source(scene), *official_source(scene, "campuses"), CAMPUS_PAGES),
    )


def _official(scene: Scene, column: str) -> str:
    official = scene.officials.get(column)
    if official is None:
        return ""
    return f"Dernier total officiel : {french_int(official.count)} au {official.date.in_french()}."


def campus_map(scene: Scene) -> Content:
    """Tell where the campuses are, unit by unit."""
    atlas, level = scene.ground.atlas, scene.level(Level.REGION).value
    one = Level(level).label.lower()
    counts = unit_counts(atlas, level, scene.mask)
    known = looked_at(atlas, scene.selection, level)
    names = {code: name for code, name in atlas.unit_names[level].items() if known is None or code in known}
    rows = pd.DataFrame(
        {"name": list(names.values()), "campuses": [counts.get(code, 0) for code in names]}
    ).sort_values(["campuses", "name"], ascending=[False, True], ignore_index=True)
    empty = sorted(rows.loc[rows["campuses"] == 0, "name"])
    unlocated = int(np.count_nonzero(scene.mask & ~atlas.is_located))
    of_selection = campus_of(scene.selection)
    without = f"{capital(units(len(empty), Level(level)))} sans {of_selection}"
    return scene.content(
        "La carte des campus",
        presence_sentence(atlas, scene.selection, scene.mask),
        lines=(
            _most_line(rows, Level(level)) if len(rows) > 1 else "",
            f"{without} : {listed(empty)}." if empty else f"{without}." if known is None else "",
            f"{capital(campuses(unlocated))} sans position précise, en tirets sur la carte."
            if unlocated
            else "",
        ),
        map_=counts_update(atlas, scene.selection, scene.mask, level),
        map_alt=f"Carte des campus par {one}. {_counts_text(rows)}",
        table=Table(
            f"Campus en vigueur par {one}",
            (Column(capital(one)), Column("Campus", "int")),
            cells(rows.head(MAX_ROWS)),
            len(rows),
        ),
        note=(scene.filter_note, *scene.provenance(Level(level)).sentences()),
        sources=(CAMPUS_PAGES, GEOGRAPHY),
    )


def _most_line(rows: pd.DataFrame, level: Level) -> str:
    """Units that hold most campuses, of rows in that order."""
    most = int(rows["campuses"].iloc[0])
    names = sorted(rows.loc[rows["campuses"] == most, "name"])
    if not most or len(names) > MOST_NAMED:
        return ""
    if len(names) == 1:
        return f"{names[0]} en compte le plus : {campuses(most)}."
    each = "chacune" if is_feminine(level) else "chacun"
    return f"{listed(names)} en comptent le plus : {campuses(most)} {each}."


def _counts_text(rows: pd.DataFrame) -> str:
    said = [f"{name} {count}" for name, count in rows.itertuples(index=False) if count]
    if not said:
        return "Aucun campus."
    return f"Campus : {listed(said, 20)}."


def matrix(scene: Scene) -> Content:
    """Tell filière by filière in how many units it is, and whom it reaches."""
    engine, level = scene.ground.engine, scene.level(Level.REGION)
    found = by_filiere(engine, scene.selection, level, scene.reach)
    measured = engine.units[level].is_measured
    total = int(measured.sum())
    records = []
    for slug, rows in found.rows.groupby("filiere", sort=False):
        of_filiere = int((scene.mask & engine.index.masks["filieres"][str(slug)]).sum())
        held_units = int((rows["campuses"].to_numpy()[measured] > 0).sum())
        covered = rows["covered_population"].sum(min_count=1)
        share = np.nan if pd.isna(covered) else float(covered) / float(rows["population"].sum())
        records.append((BY_SLUG[str(slug)].short_name, of_filiere, held_units, share))
    table = pd.DataFrame(records, columns=["name", "campuses", "units", "share"]).sort_values(
        ["units", "campuses", "name"], ascending=[False, False, True], ignore_index=True
    )
    plural_level = level.plural.lower()
    return scene.content(
        "Filière par filière",
        _matrix_finding(table, level, total),
        lines=_matrix_lines(scene, table),
        chart=Chart(
            "bars",
            tuple(table["name"]),
            (Series(f"{level.plural} avec un campus", BAR, tuple(float(n) for n in table["units"])),),
            f"{plural_level} avec au moins un campus, sur {total}",
            "int",
            f"{level.plural} avec au moins un campus, sur {total}, par filière : "
            + ", ".join(f"{row.name} {row.units}" for row in table.itertuples(index=False))
            + ".",
        ),
        table=Table(
            f"Filières : campus, {plural_level} et habitants à {scene.reach.radius_text} au plus",
            (
                Column("Filière"),
                Column("Campus", "int"),
                Column(f"{level.plural} sur {total}", "int"),
                Column("Habitants à portée", "percent"),
            ),
            cells(table),
            len(table),
        ),
        note=(
            "La filière est le plus souvent classée par l’atlas d’après l’intitulé du campus.",
            scene.filter_note,
            *found.provenance.sentences(),
        ),
        sources=(CAMPUS_PAGES, GEOGRAPHY),
    )


def _matrix_finding(table: pd.DataFrame, level: Level, total: int) -> str:
    present = table[table["campuses"] > 0]
    if present.empty:
        return "Aucune filière n’a de campus parmi ceux retenus."
    first, last = present.iloc[0], present.iloc[-1]
    sentence = f"La filière « {first['name']} » est dans {units(int(first['units']), level)} sur {total}"
    if last["units"] == first["units"]:
        return f"{sentence}."
    return f"{sentence}, « {last['name']} » dans {units(int(last['units']), level)}."


def _matrix_lines(scene: Scene, table: pd.DataFrame) -> tuple[str, ...]:
    absent = sorted(table.loc[table["campuses"] == 0, "name"])
    present = table[table["share"].notna() & (table["campuses"] > 0)]
    return (
        f"{capital(counted(len(absent), 'filière', feminine=True))} sans campus : {listed(absent)}."
        if absent
        else "",
        _shares_line(scene, present.sort_values("share", ascending=False, kind="stable")),
        _placeless_line(table),
    )


def _shares_line(scene: Scene, by_share: pd.DataFrame) -> str:
    """Filières that reach most and fewest people, of rows in that order."""
    if by_share.empty:
        return ""
    best, least = by_share.iloc[0], by_share.iloc[-1]
    near = f"à {scene.reach.radius_text} au plus"
    if not best["share"]:
        return f"Aucun habitant {near} d’un campus de ces filières."
    shares = f"Habitants {near} : {percent(best['share'])} pour « {best['name']} »"
    if least["share"] < best["share"]:
        fewest = percent(least["share"]) if least["share"] else "aucun"
        shares += f", {fewest} pour « {least['name']} »"
    return f"{shares}."


def _placeless_line(table: pd.DataFrame) -> str:
    names = table.loc[table["share"].isna(), "name"].tolist()
    if not names:
        return ""
    quoted = listed([f"«{NBSP}{name}{NBSP}»" for name in names])
    return f"Habitants à portée inconnus, faute de lieu connu : {quoted}."
