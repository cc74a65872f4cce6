"""What a scenario would change: never said without the word."""

from __future__ import annotations

from dataclasses import replace

from atlas.coverage import Level
from atlas.data.selecting import select
from atlas.maps.scenarios import scenario_marks, scenario_update
from atlas.model.numbers import NBSP, plural
from atlas.model.selection import Selection
from atlas.planning import LEDGER_DEFINITION, Effects, Scenario, effects
from atlas.story.content import Column, Content, KeyFigure, Table
from atlas.story.origins import CAMPUS_PAGES, GEOGRAPHY
from atlas.story.scene import MAX_ROWS, Scene, a_campus, campus_of
from atlas.story.storyboard import SCENARIO
from atlas.story.words import inhabitants, percent, share_of, units, verb

ADVICE = "Un scénario éclaire, il ne décide pas : il ne dit rien des projets ni des moyens."


def scenario_view(scene: Scene) -> Content:
    """Tell what a list of changes gains and loses against the real state."""
    scenario = replace(Scenario.from_address(scene.view.settings[SCENARIO]), date=scene.selection.date)
    atlas, engine, level = scene.ground.atlas, scene.ground.engine, scene.level(Level.DEPARTEMENT)
    found = effects(engine, scenario, scene.selection, level, scene.reach)
    kept = set(found.engine.catalogue.campuses["id"][select(found.engine.index, scene.selection)])
    mask = scene.mask & [one in kept for one in atlas.ids.tolist()]
    update = scenario_update(atlas, scene.selection, mask, found, scenario_marks(atlas, engine, found))
    said = f"Scénario{NBSP}: {effect_sentence(found, scene.selection)}"
    return scene.content(
        f"Scénario «{NBSP}{scenario.name}{NBSP}»",
        said,
        lines=(_changes_line(found), _units_line(found, scene.selection), _problems_line(found), ADVICE),
        figures=_figures(found),
        map_=update,
        map_alt=f"Carte du scénario contre l’état réel, par {level.label.lower()}. {said}",
        table=_ledger(found),
        note=(
            *found.problems.values(),
            LEDGER_DEFINITION,
            scene.filter_note,
            *found.before.provenance.sentences(),
        ),
        sources=(CAMPUS_PAGES, GEOGRAPHY),
    )


def effect_sentence(found: Effects, selection: Selection) -> str:
    """Say what a scenario gains and loses, in the middle of a sentence."""
    if not found.scenario.changes:
        view = f"«{NBSP}Où ouvrir{NBSP}?{NBSP}»"
        return f"aucun changement encore. Ajoutez-en un, ou partez de la vue {view}."
    near = f"à portée d’{a_campus(selection)} ({found.after.reach.radius_text} au plus)"
    before, after = (percent(one.covered.value) for one in (found.before, found.after))
    shares = f"de {before} à {after} des habitants"
    if found.gained is None or found.lost is None:
        known = [share.replace("—", "part inconnue") for share in (before, after)]
        return (
            f"le lieu des campus manque dans l’un des états, gains et pertes ne se comptent pas. "
            f"Habitants {near}{NBSP}: {' dans l’état réel, '.join(known)} dans le scénario."
        )
    if before == after:
        shares = f"toujours {after} des habitants"
    if found.gained and found.lost:
        return (
            f"{inhabitants(found.gained)} de plus {near}, {inhabitants(found.lost)} de moins{NBSP}; {shares}."
        )
    if found.gained or found.lost:
        than = "de plus" if found.gained else "de moins"
        return f"{inhabitants(found.gained or found.lost)} {than} {near}, {shares}."
    return f"aucun habitant de plus ni de moins {near}, {after} des habitants."


def _changes_line(found: Effects) -> str:
    """What the scenario does: its first change that counts, and how many others."""
    labels = found.ledger["label"][found.ledger["enabled"] & ~found.ledger["place"].isin(found.problems)]
    if labels.empty:
        return ""
    others = plural(len(labels) - 1, "autre changement", "autres changements")
    return f"{labels.iloc[0]}{f' et {others}' if len(labels) > 1 else ''}."


def _units_line(found: Effects, selection: Selection) -> str:
    what, level = campus_of(selection), found.after.level
    new, gone = len(found.newly_covered), len(found.newly_uncovered)
    wins = f"{units(new, level)} {verb(new, 'gagne son', 'gagnent leur')} premier {what}" if new else ""
    loses = f"{units(gone, level)} {verb(gone, 'perd son', 'perdent leur')} dernier {what}" if gone else ""
    said = ", ".join(part for part in (wins, loses) if part)
    return f"{said}." if said else ""


def _problems_line(found: Effects) -> str:
    count = len(found.problems)
    if not count:
        return ""
    return f"{plural(count, 'changement laissé', 'changements laissés')} de côté, contraires aux données."


def _figures(found: Effects) -> tuple[KeyFigure, ...]:
    return tuple(
        KeyFigure(
            percent(one.covered.value),
            "",
            f"à portée, {state} ({share_of(one.covered)})",
            one.covered.definition,
        )
        for one, state in ((found.before, "état réel"), (found.after, "scénario"))
    )


def _ledger(found: Effects) -> Table:
    rows = [
        (f"{row['place'] + 1}. {row['label']}", int(row["effect"]))
        for row in found.ledger[found.ledger["effect"].notna()].to_dict("records")
    ]
    return Table(
        "Scénario : effet propre de chaque changement, en habitants à portée",
        (Column("Changement"), Column("Habitants", "int")),
        tuple(rows[:MAX_ROWS]),
        len(rows),
    )
