"""Labels date by date: how the map filled, and what is known beside the official totals."""

from __future__ import annotations

from typing import Final

import pandas as pd

from atlas.coverage import Level, Timeline, timeline
from atlas.maps.palette import UNDATED
from atlas.maps.shares import history_update
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import NBSP, french_int
from atlas.model.selection import french_day
from atlas.story.content import Chart, Column, Content, Series, Table
from atlas.story.origins import CAMPUS_PAGES, GEOGRAPHY, calls_source, official_source
from atlas.story.scene import Scene, cells, is_filtered
from atlas.story.words import campuses, capital, short_day, verb

DATED_COLOR: Final = "#1f4e8c"
MISSING_COLOR: Final = "#d8d5cd"
MAX_DATES: Final = 12
_CALL_WORDS: Final = {"complement": "complément", "second part": "deuxième partie"}


def history_view(scene: Scene) -> Content:
    """Tell how the map filled, date after date, to be played."""
    atlas, engine, level = scene.ground.atlas, scene.ground.engine, scene.level(Level.ACADEMIE)
    found = timeline(engine, scene.selection)
    update = history_update(atlas, engine, scene.selection, level, scene.reach)
    labels = [_step_text(str(step["label"])) for step in update.steps]
    return scene.content(
        "Les labels, appel après appel",
        history_sentence(found),
        lines=(
            f"« À portée » : à {scene.reach.radius_text} au plus {scene.reach.points_text}.",
            f"Au {labels[0]}.",
            f"Au {labels[-1]}." if len(labels) > 1 else "",
        ),
        map_=update,
        map_alt=f"Carte jouée de la part des habitants à portée, par {level.label.lower()}, à "
        f"{len(labels)} dates. {labels[0]} ; {labels[-1]}.",
        table=_dates_table(scene, found),
        note=(found.definition, scene.filter_note, *found.provenance.sentences()),
        sources=(*calls_source(scene), CAMPUS_PAGES, GEOGRAPHY),
    )


def _step_text(label: str) -> str:
    """Label of a step of the player, zero in words as in every sentence."""
    return label.replace(f": 0{NBSP}campus", ": aucun campus")


def labels_view(scene: Scene) -> Content:
    """Tell what the atlas knows beside what was officially counted."""
    found = timeline(scene.ground.engine, scene.selection)
    rows = _chosen_dates(found)
    dated, undated = rows["dated"].astype(float), rows["undated"].astype(float)
    missing = (rows["official_total"].astype("Float64") - dated - undated).clip(lower=0)
    series = [
        Series("Label daté", DATED_COLOR, tuple(dated)),
        Series("Date de label inconnue", UNDATED, tuple(undated)),
    ]
    if missing.notna().any():
        values = tuple(None if pd.isna(value) else float(value) for value in missing)
        series.append(Series("Total officiel, non connus de l’atlas", MISSING_COLOR, values))
    tops = [
        french_int(known) if pd.isna(total) else f"{french_int(known)} sur {french_int(total)}"
        for known, total in zip((dated + undated).astype(int), rows["official_total"].tolist(), strict=True)
    ]
    return scene.content(
        "Ce que l’atlas connaît, face aux totaux officiels",
        _labels_sentence(found),
        lines=(_undated_line(found), _last_total_line(found), _official_line(found)),
        chart=Chart(
            "stacked",
            tuple(short_day(day) for day in rows["date"]),
            tuple(series),
            "campus en vigueur",
            "int",
            labels_text(rows),
            tops=tuple(tops),
        ),
        table=_dates_table(scene, found),
        note=(found.definition, scene.filter_note, *found.provenance.sentences()),
        sources=(*official_source(scene, "campuses"), *official_source(scene, "excellence"), CAMPUS_PAGES),
    )


def history_sentence(found: Timeline) -> str:
    """Say how many campuses are known at the first and at the last date."""
    first, last = found.rows.iloc[0], found.rows.iloc[-1]
    counts = [int(row["dated"] + row["undated"]) for row in (first, last)]
    if not counts[1] and not counts[0]:
        return f"Aucun campus n’est connu à aucune date, jusqu’au {french_day(last['date'])}."
    undated = int(last["undated"])
    without = f", dont {french_int(undated)} sans date de label connue" if undated else ""
    return (
        f"{capital(campuses(counts[0], 'connu'))} au {french_day(first['date'])}, "
        f"{campuses(counts[1], 'connu')} au {french_day(last['date'])}{without}."
    )


def _labels_sentence(found: Timeline) -> str:
    stated = found.rows[found.rows["official_total"].notna()]
    if stated.empty:
        return _dated_sentence(found)
    last = stated.iloc[-1]
    known, total = int(last["dated"] + last["undated"]), int(last["official_total"])
    knows = f"connaît {campuses(known)} sur" if known else "ne connaît aucun campus sur"
    return f"Au {french_day(last['date'])}, dernier total officiel, l’atlas {knows} {french_int(total)}."


def _dated_sentence(found: Timeline) -> str:
    """Say how many campuses have a date, where no official total is of the same campuses."""
    last = found.rows.iloc[-1]
    dated, total = int(last["dated"]), int(last["dated"] + last["undated"])
    if not total:
        return history_sentence(found)
    day = french_day(last["date"])
    if total == 1:
        return f"Le seul campus connu au {day} {'a une' if dated else 'n’a pas de'} date de label."
    have = f"{verb(dated, 'a', 'ont')} une date de label" if dated else "n’a de date de label"
    return f"{french_int(dated) if dated else 'Aucun'} des {campuses(total, 'connu')} au {day} {have}."


def _undated_line(found: Timeline) -> str:
    last = found.rows.iloc[-1]
    known, undated = int(last["dated"] + last["undated"]), int(last["undated"])
    if not known:
        return ""
    without = f", dont {french_int(undated)} sans date de label connue" if undated else ""
    return f"{capital(campuses(known, 'connu'))} au {french_day(last['date'])}{without}."


def _last_total_line(found: Timeline) -> str:
    stated = found.rows[found.rows["official_total"].notna()]
    if stated.empty or stated["date"].iloc[-1] >= found.rows["date"].iloc[-1]:
        return ""
    return f"Aucun total officiel n’est connu après le {french_day(stated['date'].iloc[-1])}."


def _official_line(found: Timeline) -> str:
    stated = found.rows[found.rows["official_excellence"].notna()]
    if stated.empty:
        return ""
    last = stated.iloc[-1]
    return (
        f"Mention excellence : {french_int(int(last['excellence']))} connues sur "
        f"{french_int(int(last['official_excellence']))} au {french_day(last['date'])}."
    )


def labels_text(rows: pd.DataFrame) -> str:
    """Text alternative of the chart: every date with what is known, and the official totals."""
    said = []
    for row in rows.to_dict("records"):
        known = f"{french_day(row['date'])} : {campuses(int(row['dated'] + row['undated']))}"
        if row["undated"]:
            known += f", dont {french_int(int(row['undated']))} sans date de label"
        if not pd.isna(row["official_total"]):
            known += f", total officiel {row['official_total']}"
        said.append(known)
    return f"Campus connus en vigueur. {' ; '.join(said)}."


def filieres_text(rows: pd.DataFrame) -> str:
    """Dated labels of the last date, filière by filière, of a timeline by filière."""
    last = rows[rows["date"] == rows["date"].max()]
    counts = [
        f"{BY_SLUG[row['filiere']].short_name} : {french_int(int(row['dated']))}"
        for row in last.to_dict("records")
        if row["dated"]
    ]
    return f"Labels datés au {french_day(rows['date'].max())} : {' ; '.join(counts) or 'aucun'}."


def _chosen_dates(found: Timeline) -> pd.DataFrame:
    """Rows of the calls and of the official totals, and the last one."""
    kept = [bool(moment.call or moment.is_official_total) for moment in found.moments]
    kept[-1] = True
    return found.rows[kept].iloc[-MAX_DATES:]


def call_text(calls: str) -> str:
    """Calls for projects in French: the tables name their parts in English; « — » for none."""
    for english, french in _CALL_WORDS.items():
        calls = calls.replace(english, french)
    return calls or "—"


def _dates_table(scene: Scene, found: Timeline) -> Table:
    calls = {moment.date: moment.call for moment in found.moments}
    rows = _chosen_dates(found)
    known = rows["dated"] + rows["undated"]
    shown = pd.DataFrame(
        {
            "date": [french_day(day) for day in rows["date"]],
            "call": [call_text(calls[day]) for day in rows["date"]],
            "known": known,
            "undated": rows["undated"],
            "excellence": rows["excellence"],
            "official": rows["official_total"],
            "official_excellence": rows["official_excellence"],
        }
    )
    if is_filtered(scene.selection):  # an official total is of all campuses
        shown = shown.drop(columns=["official", "official_excellence"])
    columns = [
        Column("Date"),
        Column("Appel"),
        Column("Campus connus", "int"),
        Column("dont sans date", "int"),
        Column("Excellence", "int"),
        Column("Total officiel", "int"),
        Column("Excellence (officiel)", "int"),
    ]
    return Table(
        "Campus en vigueur, aux dates des appels et des totaux officiels",
        tuple(columns[: len(shown.columns)]),
        cells(shown),
        len(shown),
    )
