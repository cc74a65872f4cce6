"""Coverage: who is within reach of a campus, where nobody is, and how it came to be."""

from atlas.story.labels import history_sentence
from atlas.story.reaching import coverage_sentence, gaps_sentence
from atlas.story.scene import a_campus
from atlas.ui import (
    coverage_changes,
    coverage_gaps,
    coverage_history,
    coverage_matrix,
    coverage_panels,
    coverage_settings,
    downloads,
    meeting_add,
)
from atlas.ui.frame import page

with page("couverture", coverage_settings.SETTINGS) as here:
    coverage_settings.settle(here)
    view = meeting_add.coverage_view(here)
    meeting_add.title("Qui est à portée d’un campus ?", here, *view)
    coverage_settings.view_choice()
    match here.view[coverage_settings.VIEW.param]:
        case "filieres":
            matrix = coverage_matrix.measure(here)
            coverage_settings.intro(here, coverage_matrix.headline(matrix), matrix.provenance)
            coverage_matrix.show(here, matrix)
        case "histoire":
            history = coverage_history.measure(here)
            coverage_settings.intro(here, history_sentence(history), history.provenance)
            coverage_history.show(here, history)
        case "evolution":
            comparison = coverage_changes.measure(here)
            coverage_settings.intro(here, comparison.sentence, comparison.after.provenance)
            coverage_changes.show(here, comparison)
        case "manques":
            gaps = coverage_gaps.measure(here)
            coverage_settings.intro(here, gaps_sentence(gaps, a_campus(here.selection)), gaps.provenance)
            coverage_gaps.show(here, gaps)
        case _:
            found = coverage_settings.measure(here)
            coverage_settings.intro(
                here, coverage_sentence(found, a_campus(here.selection)), found.provenance
            )
            coverage_panels.show(here, found)
    reach = coverage_settings.reach(here)
    meeting_add.files(here, *view)
    downloads.panel(here, "coverage", coverage_settings.level(), reach.radius_km, reach.basis)
