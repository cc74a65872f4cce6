"""The official targets, and what the figures stand on."""

from __future__ import annotations

from typing import Final

import numpy as np

from atlas.coverage import TargetState, targets
from atlas.coverage.reach import OWN_DEFINITION
from atlas.model.numbers import french_int
from atlas.story.content import Column, Content, Source, Table
from atlas.story.origins import CAMPUS_PAGES, GEOGRAPHY, calls_source, host, official_source
from atlas.story.scene import MAX_ROWS, Scene
from atlas.story.words import campuses, capital, counted, listed, verb

_ANNOUNCED: Final = Source("Annonces officielles aux dates dites (pages absentes des données)", "")


def targets_view(scene: Scene) -> Content:
    """Tell how far the official targets are reached by the campuses known, whatever the filter."""
    scene = scene.at_date_only()
    states = targets(scene.ground.engine, scene.selection.date)
    rows = tuple(
        (
            state.target.text,
            ", ".join(date.in_french() for date in state.target.stated),
            reached_text(state),
            verdict(state),
        )
        for state in states
    )
    return scene.content(
        "Les objectifs officiels",
        _targets_sentence(states),
        lines=tuple(_missing_line(state) for state in states),
        table=Table(
            "Objectifs officiels, jugés sur tous les campus connus",
            (Column("Objectif"), Column("Énoncé en"), Column("Atteint"), Column("État")),
            rows,
            len(rows),
        ),
        note=(
            "Tous filtres levés sauf la date ; d’autres campus, que l’atlas ne connaît pas, peuvent exister.",
            *(state.definition for state in states),
        ),
        sources=(_ANNOUNCED, CAMPUS_PAGES, GEOGRAPHY),
    )


def reached_text(state: TargetState) -> str:
    """What is reached over what is wanted; « — » when the target is not measurable."""
    if state.figure is None:
        return "—"
    return f"{french_int(int(state.figure.numerator))} sur {french_int(int(state.figure.denominator))}"


def verdict(state: TargetState) -> str:
    """State of a target in words."""
    if not state.is_stated:
        return "Pas encore énoncé à cette date"
    return {None: "Non mesurable", True: "Atteint", False: "Non atteint"}[state.is_reached]


def _targets_sentence(states: tuple[TargetState, ...]) -> str:
    judged = [state for state in states if state.is_stated and state.figure is not None]
    if not judged:
        return "Aucun objectif officiel mesurable n’était énoncé à cette date."
    reached = sum(bool(state.is_reached) for state in judged)
    if reached == len(judged):
        what = "L’objectif officiel mesurable est atteint" if reached == 1 else "Tous sont atteints"
        prefix = "" if reached == 1 else f"Objectifs officiels mesurables, {french_int(reached)} en tout : "
        return f"{prefix}{what} par les campus connus."
    if len(judged) == 1:
        return "Le seul objectif officiel mesurable n’est pas atteint par les campus connus."
    verb_ = "n’est atteint" if not reached else verb(reached, "est atteint", "sont atteints")
    return (
        f"Sur {french_int(len(judged))} objectifs officiels mesurables, "
        f"{french_int(reached) if reached else 'aucun'} {verb_} par les campus connus."
    )


def _missing_line(state: TargetState) -> str:
    """Units that a target still misses, when they can be named."""
    if not state.is_stated or state.level is None or state.is_reached or len(state.rows) < 2:
        return ""
    missing = sorted(state.rows.loc[~state.rows["is_reached"], "name"])
    most = 4 if state.target.at_least == 1 else 0
    if not most:
        return ""
    without = verb(len(missing), "non pourvue", "non pourvues")
    return f"{state.target.text} ; {without} : {listed(missing, most)}."


def sources_view(scene: Scene) -> Content:
    """Tell where the figures come from, and what they cannot say."""
    atlas, catalogue = scene.ground.atlas, scene.ground.catalogue
    campuses_table = catalogue.campuses[scene.mask]
    pages = catalogue.sources[catalogue.sources["campus_id"].isin(atlas.ids[scene.mask])]
    sites = {host(url) for url in pages["url"]}
    undated = int(np.count_nonzero(scene.mask & ~scene.ground.engine.is_dated))
    classified = int((campuses_table["sector_basis"] == "classified").sum())
    unlocated = scene.unlocated()
    total = scene.officials.get("campuses")
    rows = (
        ("Campus, labels, membres", _pages_text(len(set(pages["url"])), len(sites))),
        ("Totaux et appels officiels", _official_text(scene)),
        ("Contours des territoires", "IGN Admin Express, Natural Earth (Polynésie française)"),
        ("Communes et populations", "Insee, code officiel géographique et populations municipales"),
    )
    return scene.content(
        "Sources et limites",
        _sources_sentence(scene.count, len(set(pages["url"]))),
        lines=(
            f"Dernier total officiel : {french_int(total.count)} au {total.date.in_french()} ; l’atlas ne "
            "remplace pas la liste du ministère."
            if total
            else "",
            f"{capital(campuses(undated))} sans date de label connue, {campuses(unlocated)} sans position "
            "précise."
            if undated or unlocated
            else "",
            f"Filière de {campuses(classified)} classée par l’atlas, d’après l’intitulé."
            if classified
            else "",
            OWN_DEFINITION,
            "Distances géodésiques (WGS 84), de la commune au siège ; ni routes, ni temps de trajet.",
        ),
        table=Table("D’où viennent les données", (Column("Données"), Column("Origine")), rows, len(rows)),
        note=(scene.filter_note, *scene.provenance().sentences()),
        sources=(
            *official_source(scene, "campuses"),
            *calls_source(scene),
            CAMPUS_PAGES,
            GEOGRAPHY,
        ),
    )


def _pages_text(pages: int, sites: int) -> str:
    if not pages:
        return "aucune page citée"
    return f"{counted(pages, 'page publique', 'pages publiques')} de {counted(sites, 'site')}"


def _official_text(scene: Scene) -> str:
    urls = [
        *scene.ground.catalogue.official_totals["source_url"],
        *scene.ground.catalogue.label_calls["source_url"],
    ]
    names = sorted({host(url) for url in urls if url})
    return listed(names, MAX_ROWS) or "aucune page citée"


def _sources_sentence(count: int, pages: int) -> str:
    if not count:
        return "Aucun campus ne correspond à ces filtres."
    verb_ = verb(count, "est nommé", "sont nommés")
    return (
        f"{campuses(count)} {verb_} par {counted(pages, 'page publique', 'pages publiques', feminine=True)}."
    )
