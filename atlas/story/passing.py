"""What changes with time: labels date by date, two dates side by side, labels that end."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from atlas.coverage import Change, Comparison, Expiries, Expiry, Level, Timeline, compare, expiries, timeline
from atlas.maps.shares import changes_update, history_update
from atlas.model.dates import PartialDate
from atlas.model.numbers import NBSP, french_int
from atlas.model.selection import french_day
from atlas.model.vocabulary import Evenement, SinceBasis
from atlas.story.content import Chart, Column, Content, Series, Table
from atlas.story.origins import calls_source, geography_source, official_source
from atlas.story.scene import MAX_ROWS, Scene, cells
from atlas.story.storyboard import SINCE
from atlas.story.words import campuses, capital, inhabitants, listed, percent, units, verb

DATED_COLOR: Final = "#1f4e8c"
UNDATED_COLOR: Final = "#75a1d2"
MISSING_COLOR: Final = "#d8d5cd"
MAX_DATES: Final = 12
_STATES: Final = {
    Expiry.OVER: "Échu",
    Expiry.UNSURE: "Peut-être échu",
    Expiry.RUNNING: "En cours",
    Expiry.UNKNOWN: "Inconnu",
}
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
            f"Un habitant est à portée à {scene.reach.radius_text} au plus {scene.reach.points_text}.",
            f"Au {labels[0]}.",
            f"Au {labels[-1]}." if len(labels) > 1 else "",
        ),
        map_=update,
        map_alt=f"Carte jouée de la part des habitants à portée, par {level.label.lower()}, à "
        f"{len(labels)} dates. {labels[0]} ; {labels[-1]}.",
        table=_dates_table(scene, found),
        note=(found.definition, scene.filter_note, *found.provenance.sentences()),
        sources=(*calls_source(scene.ground), *geography_source()),
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
        Series("Date de label inconnue", UNDATED_COLOR, tuple(undated)),
    ]
    if missing.notna().any():
        values = tuple(None if pd.isna(value) else float(value) for value in missing)
        series.append(Series("Total officiel, non connus de l’atlas", MISSING_COLOR, values))
    return scene.content(
        "Ce que l’atlas connaît, face aux totaux officiels",
        _labels_sentence(found),
        lines=(_undated_line(found), _official_line(found)),
        chart=Chart(
            "stacked",
            tuple(french_day(day) for day in rows["date"]),
            tuple(series),
            "campus en vigueur",
            "int",
            labels_text(rows),
        ),
        table=_dates_table(scene, found),
        note=(found.definition, scene.filter_note, *found.provenance.sentences()),
        sources=(*official_source(scene.ground, "campuses"), *official_source(scene.ground, "excellence")),
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
        return history_sentence(found)
    last = stated.iloc[-1]
    known, total = int(last["dated"] + last["undated"]), int(last["official_total"])
    knows = f"connaît {campuses(known)} sur" if known else "ne connaît aucun campus sur"
    return f"Au {french_day(last['date'])}, dernier total officiel, l’atlas {knows} {french_int(total)}."


def _undated_line(found: Timeline) -> str:
    last = found.rows.iloc[-1]
    known, undated = int(last["dated"] + last["undated"]), int(last["undated"])
    if not known:
        return ""
    without = f", dont {french_int(undated)} sans date de label connue" if undated else ""
    return f"{capital(campuses(known, 'connu'))} au {french_day(last['date'])}{without}."


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
        tuple(columns),
        cells(shown),
        len(found.rows),
    )


# ---- two dates ------------------------------------------------------------------------------


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
        lines=(*_changes_lines(scene, found), scene.territory_note),
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
        note=(found.sentence, scene.filter_note, *found.after.provenance.sentences()),
        sources=geography_source(),
    )


def _since(scene: Scene) -> dt.date | None:
    stated = scene.setting(SINCE, "")
    return dt.date.fromisoformat(stated) if stated else scene.ground.meeting_before(scene.day)


def changes_sentence(found: Comparison, since: dt.date, a_campus: str = "un campus") -> str:
    """Say how the share of the people within reach went from one date to the other."""
    before, after = percent(found.before.covered.value), percent(found.after.covered.value)
    until = french_day(found.after.provenance.date)
    if before == after:
        return (
            f"Entre le {french_day(since)} et le {until}, {after} des habitants restent à portée "
            f"d’{a_campus}."
        )
    return (
        f"Entre le {french_day(since)} et le {until}, la part des habitants à portée d’{a_campus} passe de "
        f"{before} à {after}."
    )


def _changed(found: Comparison) -> pd.DataFrame:
    known = found.rows[found.rows["change_points"].notna() & (found.rows["change_points"] != 0)]
    order = known["change_points"].abs().sort_values(ascending=False, kind="stable").index
    return known.loc[order]


def _changes_lines(scene: Scene, found: Comparison) -> tuple[str, ...]:
    gained, lost = int(found.gained.numerator), int(found.lost.numerator)
    table = scene.ground.catalogue.campuses.set_index("id")
    more = table.loc[list(found.gained_campuses)]
    unsure = int((~more["since_basis"].isin([SinceBasis.LABEL, SinceBasis.CALL])).sum())
    fewer = len(found.lost_campuses)
    return (
        f"{capital(inhabitants(gained))} en {verb(gained, 'gagne', 'gagnent')} l’accès, "
        f"{inhabitants(lost)} le {verb(lost, 'perd', 'perdent')}.",
        _units_text(found),
        f"{capital(campuses(len(more)))} de plus, {french_int(fewer) if fewer else 'aucun'} de moins.",
        f"Parmi eux, {french_int(unsure)} sans date de label, peut-être plus anciens." if unsure else "",
    )


def _units_text(found: Comparison) -> str:
    level, counts = found.after.level, found.units
    return (
        f"{capital(units(counts[Change.GAINED], level))} en progrès, {french_int(counts[Change.LOST])} en "
        f"recul, {french_int(counts[Change.UNCHANGED])} sans changement."
    )


# ---- labels that end ------------------------------------------------------------------------


def expiries_view(scene: Scene) -> Content:
    """Tell which labels end next, as far as the sources tell."""
    found = expiries(scene.ground.engine, scene.selection)
    known = found.rows[found.rows["duration_years"].notna()]
    states = {state: int((known["state"] == state.value).sum()) for state in Expiry}
    shown = pd.DataFrame(
        {
            "name": known["name"],
            "event": [_event_text(row) for row in known.to_dict("records")],
            "years": known["duration_years"],
            "end": [_end_text(row) for row in known.to_dict("records")],
            "state": [_STATES[Expiry(state)] for state in known["state"]],
        }
    )
    return scene.content(
        "Les labels qui arrivent à leur terme",
        _expiries_sentence(found),
        lines=(
            _over_line(states),
            _next_line(known),
            _durations_line(known),
        ),
        table=Table(
            "Labels dont l’échéance est connue, la plus ancienne d’abord (échu : sans renouvellement connu)",
            (
                Column("Campus"),
                Column("Dernier événement"),
                Column("Durée (ans)", "int"),
                Column("Échéance"),
                Column("État"),
            ),
            cells(shown.head(MAX_ROWS)),
            len(shown),
        ),
        note=(found.definition, scene.filter_note, *found.provenance.sentences()),
        sources=calls_source(scene.ground),
    )


def _expiries_sentence(found: Expiries) -> str:
    known, total = int(found.known.numerator), int(found.known.denominator)
    if not total:
        return "Aucun campus ne correspond à ces filtres."
    if not known:
        return (
            f"L’échéance du label n’est connue pour aucun des {campuses(total)} en vigueur."
            if total > 1
            else ("L’échéance du label du seul campus en vigueur n’est pas connue.")
        )
    return f"L’échéance du label est connue pour {campuses(known)} sur {french_int(total)}."


def _event_text(row: dict[Any, Any]) -> str:
    when = PartialDate.parse(str(row["event_date"])).in_french()
    return f"{Evenement(str(row['event'])).label}, {when}"


def _end_text(row: dict[Any, Any]) -> str:
    """End as precisely as the event behind it is known."""
    granted, years = PartialDate.parse(str(row["event_date"])), int(str(row["duration_years"]))
    ends = row["ends_by"]
    if granted.precision == "day" and isinstance(ends, dt.date):
        return french_day(ends)
    return PartialDate(granted.year + years, granted.month).in_french()


def _over_line(states: dict[Expiry, int]) -> str:
    over, unsure = states[Expiry.OVER], states[Expiry.UNSURE]
    if not over and not unsure:
        return ""
    said = f"{campuses(over)} au label échu, sans renouvellement connu" if over else ""
    also = f"{campuses(unsure)} au label peut-être échu" if unsure else ""
    return f"{capital(', '.join(part for part in (said, also) if part))}."


def _durations_line(known: pd.DataFrame) -> str:
    years = sorted({int(duration) for duration in known["duration_years"]})
    return (
        f"Durées publiées : {listed([str(one) for one in years])} {verb(years[-1], 'an', 'ans')}."
        if years
        else ""
    )


def _next_line(known: pd.DataFrame) -> str:
    running = known[known["state"] == Expiry.RUNNING.value]
    if running.empty:
        return ""
    first = running.to_dict("records")[0]
    return f"Prochaine échéance connue : {first['name']}, {_end_text(first)}."
