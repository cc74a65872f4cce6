"""Two dates side by side: who gained and who lost a campus within reach."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from atlas.coverage import Change, Comparison, Level, compare
from atlas.coverage.comparison import INCOMPARABLE
from atlas.maps.shares import changes_update
from atlas.model.numbers import french_int, plural
from atlas.model.selection import french_day
from atlas.model.vocabulary import SinceBasis
from atlas.story.content import Column, Content, Table
from atlas.story.origins import CAMPUS_PAGES, GEOGRAPHY
from atlas.story.scene import MAX_ROWS, Scene, cells
from atlas.story.storyboard import SINCE
from atlas.story.words import campuses, capital, inhabitants, is_feminine, percent, units, verb


def changes_view(scene: Scene) -> Content:
    """Tell what changed since the last meeting."""
    since = _since(scene)
    if since is None:
        return scene.content(
            "Ce qui a changé",
            f"Aucune date plus ancienne que le {french_day(scene.day)} n’est connue : rien à comparer.",
            note=(scene.filter_note,),
        )
    before = replace(scene.selection, date=since)
    found = compare(scene.ground.engine, before, scene.selection, scene.level(Level.DEPARTEMENT), scene.reach)
    level = found.after.level
    rows = _changed(found)
    columns = ["name", "share_before", "share_after", "change_points", "gained_population", "lost_population"]
    return scene.content(
        f"Ce qui a changé depuis le {french_day(since)}",
        changes_sentence(found, since, scene.a_campus),
        lines=_changes_lines(scene, found),
        map_=changes_update(scene.ground.atlas, scene.selection, scene.mask, found),
        map_alt=f"Carte de l’évolution de la part des habitants à portée, par {level.label.lower()}. "
        + _units_text(found),
        table=Table(
            f"{level.plural} où la part change le plus",
            (
                Column(level.label),
                Column("Part avant", "percent"),
                Column("Part après", "percent"),
                Column("Écart", "points"),
                Column("Gagnés", "int"),
                Column("Perdus", "int"),
            ),
            cells(rows[columns].head(MAX_ROWS)),
            len(rows),
        ),
        note=(found.sentence, scene.territory_note, scene.filter_note, *found.after.provenance.sentences()),
        sources=(CAMPUS_PAGES, GEOGRAPHY),
    )


def _since(scene: Scene) -> dt.date | None:
    stated = scene.setting(SINCE, "")
    return dt.date.fromisoformat(stated) if stated else scene.ground.meeting_before(scene.day)


def changes_sentence(found: Comparison, since: dt.date, a_campus: str = "un campus") -> str:
    """Say how the share of the people within reach went from one date to the other."""
    before, after = percent(found.before.covered.value), percent(found.after.covered.value)
    until = french_day(found.after.provenance.date)
    if found.gained.value is None:
        return f"Du {french_day(since)} au {until} : {INCOMPARABLE}"
    if before == after:
        said = f"{after} des habitants restent à portée d’{a_campus}"
    else:
        said = f"la part des habitants à portée d’{a_campus} passe de {before} à {after}"
    return f"Du {french_day(since)} au {until}, {said}{_undated_part(found)}."


def _undated_part(found: Comparison) -> str:
    """How many of the campuses that come may be older than they seem; nothing when all have a date."""
    more = len(found.gained_campuses)
    unsure = found.after.provenance.undated - found.before.provenance.undated
    if unsure <= 0 or not more:
        return ""
    which = (
        f"{french_int(unsure)} des {french_int(more)} nouveaux campus" if more > 1 else "le nouveau campus"
    )
    return f" ; {which} {verb(unsure, 'n’a', 'n’ont')} pas de date de label"


def _changed(found: Comparison) -> pd.DataFrame:
    known = found.rows[found.rows["change_points"].notna() & (found.rows["change_points"] != 0)]
    order = known["change_points"].abs().sort_values(ascending=False, kind="stable").index
    return known.loc[order]


def _changes_lines(scene: Scene, found: Comparison) -> tuple[str, ...]:
    table = scene.ground.catalogue.campuses.set_index("id")
    more = table.loc[list(found.gained_campuses)]
    unsure = int((~more["since_basis"].isin([SinceBasis.LABEL, SinceBasis.CALL])).sum())
    fewer = len(found.lost_campuses)
    return (
        *_people_lines(found),
        f"{capital(campuses(len(more)))} de plus, {french_int(fewer) if fewer else 'aucun'} de moins.",
        _unsure_line(unsure),
    )


def _unsure_line(unsure: int) -> str:
    """What the campuses without a date, which the finding counts, may be."""
    if not unsure:
        return ""
    who = "Celui sans date de label est" if unsure == 1 else "Ceux sans date de label sont"
    return f"{who} peut-être plus ancien{'s' if unsure > 1 else ''}."


def _others(count: int, level: Level) -> str:
    return french_int(count) if count else f"aucun{'e' if is_feminine(level) else ''}"


def _people_lines(found: Comparison) -> tuple[str, ...]:
    if found.gained.value is None:
        return ()
    gained, lost = int(found.gained.numerator), int(found.lost.numerator)
    come = verb(gained, "passe", "passent") if gained else "ne passe"
    return (
        f"{capital(inhabitants(gained))} {come} à portée, {lost_text(lost)}.",
        _units_text(found),
    )


def lost_text(lost: int) -> str:
    """Say how many people are no longer within reach, after those who have become so.

    >>> lost_text(0), lost_text(1), lost_text(2)
    ('aucun n’en sort', '1\\xa0habitant en sort', '2\\xa0habitants en sortent')
    """
    return f"{inhabitants(lost)} en {verb(lost, 'sort', 'sortent')}" if lost else "aucun n’en sort"


def _units_text(found: Comparison) -> str:
    level, counts = found.after.level, found.units
    if found.gained.value is None:
        return f"Sans objet : {INCOMPARABLE}"
    lost, unchanged = (_others(counts[change], level) for change in (Change.LOST, Change.UNCHANGED))
    gained = capital(units(counts[Change.GAINED], level))
    unknown = int((found.rows["population"].notna() & found.rows["change"].isna()).sum())
    rest = f", {plural(unknown, 'inconnue' if is_feminine(level) else 'inconnu')}" if unknown else ""
    return f"{gained} en progrès, {lost} en recul, {unchanged} sans changement{rest}."
