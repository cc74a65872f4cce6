"""One territory, or one campus."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from atlas.coverage import Level
from atlas.maps.counts import counts_update
from atlas.maps.focus import drawn_code, unit_bounds
from atlas.maps.update import Focus
from atlas.model.dates import PartialDate
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import french_int
from atlas.model.vocabulary import Evenement, MemberType, Status
from atlas.story.content import Column, Content, KeyFigure, Source, Table
from atlas.story.ground import Ground
from atlas.story.origins import CAMPUS_PAGES, GEOGRAPHY, host
from atlas.story.portrait import Portrait, Side
from atlas.story.portrait_map import portrait_update
from atlas.story.portrait_measure import measure
from atlas.story.portrait_words import portrait_sentence
from atlas.story.scene import MAX_ROWS, Scene, cells
from atlas.story.storyboard import CAMPUS, REFERENCE, UNIT
from atlas.story.territory import AUTO, find, reference_of
from atlas.story.words import campuses, capital, counted, kilometres, listed, people, percent


def territory_view(scene: Scene) -> Content:
    """Portray a territory beside its reference; what the data no longer know is said."""
    engine = scene.ground.engine
    unit = find(engine, scene.setting(UNIT, ""))
    if unit is None:
        return scene.content("Portrait d’un territoire", "Ce territoire n’est pas dans les données.")
    reference = reference_of(engine, unit, scene.setting(REFERENCE, AUTO))
    found = measure(engine, scene.selection, unit, reference, scene.reach)
    columns = ["name", "campuses", "population", "covered_population", "covered_share"]
    level = found.sublevel
    return scene.content(
        capital(unit.title),
        portrait_sentence(found),
        lines=_territory_lines(found),
        figures=_territory_figures(found),
        map_=portrait_update(found),
        map_alt=territory_alt(found),
        table=Table(
            f"{level.plural}, du plus grand nombre d’habitants hors de portée au plus petit",
            (
                Column(level.label),
                Column("Campus", "int"),
                Column("Habitants", "int"),
                Column("À portée", "int"),
                Column("Part", "percent"),
            ),
            cells(found.subunits[columns].head(MAX_ROWS)),
            len(found.subunits),
        ),
        note=(found.definitions["covered"], scene.filter_note, *found.provenance.sentences()),
        sources=(CAMPUS_PAGES, GEOGRAPHY),
    )


def _territory_lines(found: Portrait) -> tuple[str, ...]:
    here = found.territory
    present = [state for state in found.filieres if state.campuses]
    absent = [state.filiere.short_name for state in found.filieres if not state.campuses]
    names = [state.filiere.short_name for state in present]
    reached = found.subunits[found.subunits["out_population"] > 0]
    worst = reached.iloc[0] if len(reached) else None
    return (
        f"{capital(counted(len(names), 'filière présente', 'filières présentes', feminine=True))} : "
        f"{listed(names, 4)}."
        if names
        else "Aucune filière présente.",
        f"{capital(counted(len(absent), 'filière absente', 'filières absentes', feminine=True))} : "
        f"{listed(absent, 4)}."
        if absent
        else "Aucune filière absente.",
        f"Le plus d’habitants hors de portée : {worst['name']} ({french_int(int(worst['out_population']))})."
        if worst is not None
        else "",
        f"Par les seuls campus de la région : {percent(here.own_share)} à portée."
        if here.own_share is not None and here.own_share != here.share
        else "",
    )


def _territory_figures(found: Portrait) -> tuple[KeyFigure, ...]:
    here, other = found.territory, found.reference
    stand = " ".join(found.provenance.sentences())

    def beside(side: Side, value: str) -> str:
        return f"{capital(side.unit.said)} : {value}."

    known = (
        KeyFigure(
            percent(here.share),
            "",
            "des habitants à portée"
            if here.population is None or here.covered is None
            else f"des habitants à portée ({people(here.covered)} sur {people(here.population)})",
            f"{found.definitions['covered']} {beside(other, percent(other.share))} {stand}",
        ),
        KeyFigure(
            kilometres(here.nearest_km),
            "",
            "en moyenne jusqu’au campus le plus proche",
            f"{found.definitions['nearest']} {beside(other, kilometres(other.nearest_km))} {stand}",
        ),
    )
    return (
        KeyFigure(
            french_int(here.campuses),
            french_int(found.in_force),
            "campus en vigueur",
            f"Campus du territoire, sur tous ceux retenus. {beside(other, campuses(other.campuses))} {stand}",
        ),
        *(known if here.share is not None else ()),
    )


def territory_alt(found: Portrait) -> str:
    """Say the map of a territory: its campuses and the share within reach, part by part."""
    rows = found.drawn[found.drawn["covered_share"].notna()].head(20)
    shares = zip(rows["name"], rows["covered_share"], strict=True)
    said = [f"{name} {percent(float(share))}" for name, share in shares]
    told = f" Part des habitants à portée : {listed(said, 20)}." if said else ""
    return f"Carte du territoire : {campuses(found.territory.campuses)} en vigueur.{told}"


def campus_view(scene: Scene) -> Content:
    """Tell what is known of one campus."""
    ground = scene.ground
    rows = ground.catalogue.campuses
    found = np.flatnonzero(ground.atlas.ids == scene.setting(CAMPUS, ""))
    if not len(found):
        return scene.content("Fiche d’un campus", "Ce campus n’est pas dans les données.")
    campus: dict[Any, Any] = rows.iloc[int(found[0])].to_dict()
    members = ground.catalogue.members[ground.catalogue.members["campus_id"] == campus["id"]]
    sources = ground.catalogue.sources
    pages = sources.loc[sources["campus_id"] == campus["id"], "url"].tolist()
    level = Level.DEPARTEMENT if campus["departement_code"] else Level.REGION
    only = scene.ground.atlas.ids == campus["id"]
    update = replace(
        counts_update(ground.atlas, scene.selection, scene.mask | only, level.value, campus["id"]),
        focus=_campus_focus(ground, campus),
    )
    return scene.content(
        str(campus["name"]),
        _campus_sentence(campus, bool(ground.engine.index.is_excellence(scene.day)[only].any())),
        lines=(*_campus_facts(campus), _history_line(ground, campus)),
        map_=update,
        map_alt=f"Carte du campus {campus['name']} : {_seat_text(campus)}.",
        table=_members_table(members),
        note=(_members_line(len(members)), "D’après des sources publiques ; la liste peut être incomplète."),
        sources=[Source(host(url), url) for url in pages],
    )


def _campus_focus(ground: Ground, campus: dict[Any, Any]) -> Focus | None:
    for level, column in (("departement", "departement_code"), ("region", "region_code")):
        code = str(campus[column])
        bounds = unit_bounds(ground.catalogue, level, code) if code else None
        if bounds:
            return Focus(drawn_code(level, code), bounds, level)
    return None


def _campus_sentence(campus: dict[Any, Any], is_excellence: bool) -> str:
    kind = "Campus d’excellence" if is_excellence else "Campus"
    status = Status(campus["status"])
    over = f" ({status.label.lower()})" if status in (Status.MERGED, Status.ENDED) else ""
    filiere = BY_SLUG[campus["filiere"]].name
    where = campus["academie"] or campus["region"]
    return f"{kind}{over} de la filière « {filiere} », {where}."


def _campus_facts(campus: dict[Any, Any]) -> tuple[str, ...]:
    basis = "classée par l’atlas" if campus["sector_basis"] == "classified" else "indiquée par une source"
    return (
        f"{capital(_seat_text(campus))}.",
        f"Académie : {campus['academie'] or 'inconnue'} ; région : {campus['region']}.",
        f"Filière {basis}.",
    )


def _seat_text(campus: dict[Any, Any]) -> str:
    seat = ", ".join(part for part in (campus["host_name"], campus["host_commune"]) if part)
    if not seat:
        return "siège inconnu, position approximative"
    return f"siège : {seat}" + (" (déduit)" if campus["host_basis"] == "inferred" else "")


def _history_line(ground: Ground, campus: dict[Any, Any]) -> str:
    events = ground.catalogue.label_events
    rows = events[events["campus_id"] == campus["id"]].sort_values("date", kind="stable").to_dict("records")
    if not rows:
        return "Date de labellisation inconnue."
    said = [
        f"{Evenement(row['event']).label.lower()} ({PartialDate.parse(row['date']).in_french()})"
        for row in rows
    ]
    return f"Histoire du label : {listed(said, 4)}."


def _members_line(count: int) -> str:
    return f"{capital(counted(count, 'membre connu', 'membres connus'))} du réseau."


def _members_table(members: pd.DataFrame) -> Table:
    kinds = [kind for kind in MemberType if (members["type"] == kind.value).any()]
    names = {kind: members.loc[members["type"] == kind.value, "name"].tolist() for kind in kinds}
    rows = tuple((kind.plural, len(names[kind]), listed(names[kind], 3)) for kind in kinds)
    return Table(
        "Membres connus du réseau",
        (Column("Sorte"), Column("Nombre", "int"), Column("Noms")),
        rows,
        len(rows),
    )
