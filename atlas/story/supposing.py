"""What a scenario would change: never said without the word."""

from __future__ import annotations

from dataclasses import replace

from atlas.coverage import Level
from atlas.data.selecting import select
from atlas.maps.scenarios import scenario_marks, scenario_update
from atlas.model.numbers import NBSP, french_int
from atlas.planning import LEDGER_DEFINITION, Effects, Scenario, effects
from atlas.story.content import Column, Content, KeyFigure, Table
from atlas.story.origins import geography_source
from atlas.story.scene import MAX_ROWS, Scene
from atlas.story.storyboard import SCENARIO
from atlas.story.words import inhabitants, percent

ADVICE = "Un scénario éclaire, il ne décide pas : il ne dit rien des projets ni des moyens."


def scenario_view(scene: Scene) -> Content:
    """Tell what a list of changes gains and loses against the real state."""
    scenario = replace(Scenario.from_address(scene.view.settings[SCENARIO]), date=scene.selection.date)
    atlas, engine, level = scene.ground.atlas, scene.ground.engine, scene.level(Level.DEPARTEMENT)
    found = effects(engine, scenario, scene.selection, level, scene.reach)
    kept = set(found.engine.catalogue.campuses["id"][select(found.engine.index, scene.selection)])
    mask = scene.mask & [one in kept for one in atlas.ids.tolist()]
    update = scenario_update(atlas, scene.selection, mask, found, scenario_marks(atlas, engine, found))
    said = scenario_sentence(found)
    new, gone = (
        french_int(len(codes)) if codes else "aucun" for codes in (found.newly_covered, found.newly_uncovered)
    )
    return scene.content(
        f"Scénario «{NBSP}{scenario.name}{NBSP}»",
        f"Scénario {said}",
        lines=(
            f"{level.plural} gagnant leur premier campus : {new} ; perdant leur dernier : {gone}.",
            *found.problems,
            ADVICE,
        ),
        figures=_figures(found),
        map_=update,
        map_alt=f"Carte du scénario contre l’état réel, par {level.label.lower()}. Scénario {said}",
        table=_ledger(found),
        note=(LEDGER_DEFINITION, scene.filter_note, *found.after.provenance.sentences()),
        sources=geography_source(),
    )


def scenario_sentence(found: Effects) -> str:
    """Say what a scenario gains and loses, its name first."""
    named = f"«{NBSP}{found.scenario.name}{NBSP}»"
    if not found.scenario.changes:
        view = f"«{NBSP}Où ouvrir{NBSP}?{NBSP}»"
        return f"{named}{NBSP}: aucun changement encore. Ajoutez-en un, ou partez de la vue {view}."
    before, after = (percent(one.covered.value) for one in (found.before, found.after))
    return (
        f"{named}{NBSP}: {inhabitants(found.gained)} de plus à portée d’un campus "
        f"({found.after.reach.radius_text} au plus), {inhabitants(found.lost)} de moins{NBSP}; de {before} à "
        f"{after} des habitants."
    )


def _figures(found: Effects) -> tuple[KeyFigure, ...]:
    definition, people = found.after.covered.definition, french_int(int(found.after.covered.denominator))
    before, after = (percent(one.covered.value) for one in (found.before, found.after))
    return (
        KeyFigure(french_int(found.gained), people, "habitants gagnés", definition),
        KeyFigure(french_int(found.lost), people, "habitants perdus", definition),
        KeyFigure(before, "", "à portée, état réel", definition),
        KeyFigure(after, "", "à portée, scénario", definition),
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
