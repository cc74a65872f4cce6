"""The view « Où ouvrir ? »: the sites that would put most people within reach, and why."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

import streamlit as st

from atlas.charts.gain import gain_curve
from atlas.coverage import Level, coverage
from atlas.maps.scenarios import proposal_update
from atlas.maps.update import SiteMark
from atlas.model.filiere import FILIERES
from atlas.model.numbers import NBSP, french_decimal, french_int, french_percent, plural
from atlas.planning import Change, Kind, Plan, Scenario, SiteReasons, explain, share_text
from atlas.story.territory import unit_key
from atlas.story.words import inhabitants
from atlas.ui import (
    filters,
    map_panel,
    navigation,
    panels,
    scenario_measure,
    scenario_settings,
    scenario_solve,
    scenario_state,
)
from atlas.ui.frame import Page
from atlas.ui.markup import TABLE_ANCHOR, Html, plain, scrolled, simple_table, tag, text
from atlas.ui.scenario_settings import CANDIDATE, CANDIDATES, COUNT, COUNTS, LIMIT, LIMITS, ONLY, WITHOUT
from atlas.ui.state import setting_key

MAP_KEY: Final = "sites"
ADVICE: Final = (
    "Ce calcul éclaire, il ne décide pas : il ne connaît ni les projets, ni les équipements, ni les "
    "besoins d’emploi."
)
_NEW_FILIERE: Final = "scenario-new-filiere"
_WORDS: Final = ("", "Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix")


def show(here: Page) -> None:
    """Answer, controls, map, curve and table."""
    asked, problem, fast = _asked(here)
    solve = scenario_solve.of(asked)
    plan = scenario_solve.finished_plan(solve) or fast
    reasons = explain(plan)
    panels.headline(headline(plan, scenario_settings.filiere_name(here)))
    _notices(plan)
    filters.chips(here.choices, here.selection)
    _controls(here)
    _more_controls()
    map_column, side_column = st.columns([0.62, 0.38], gap="medium")
    with map_column:
        _map(here, plan, reasons)
    with side_column:
        _actions(here, plan, solve, asked, problem)
        _curve(here, plan)
    st.header("Les sites proposés", anchor=False)
    st.html(TABLE_ANCHOR + _table(plan, reasons))
    panels.notes([share_text(plan), *coverage_notes(here)])


def _asked(here: Page) -> tuple[Hashable, Any, Plan]:
    reach, wanted = scenario_settings.reach(here), scenario_settings.candidates(here)
    sites, limit = int(here.view[COUNT.param]), scenario_settings.limit(here)
    version = here.atlas.catalogue.version
    asked = (version, here.selection, reach, wanted, sites, limit)
    problem = scenario_measure.problem(version, here.selection, reach, wanted)
    return asked, problem, scenario_measure.plan(*asked)


def headline(plan: Plan, filiere: str) -> str:
    """The view's answer in one sentence."""
    count = len(plan.rows)
    if not count:
        return "Aucune commune candidate ne mettrait d’habitant de plus à portée."
    problem = plan.problem
    gained = int(plan.rows["gain_population"].sum())
    number = _WORDS[count] if count < len(_WORDS) else str(count)
    named = f" «{NBSP}{filiere}{NBSP}»" if filiere else ""
    adjective, verb = ("nouveau campus", "mettrait") if count == 1 else ("nouveaux campus", "mettraient")
    before, after = (
        french_percent(reached / max(1, problem.people))
        for reached in (problem.reached, problem.reached + gained)
    )
    return (
        f"{number} {adjective}{named} {verb} {inhabitants(gained)} de plus à portée "
        f"({problem.reach.radius_text} au plus){NBSP}: de {before} à {after} des habitants."
    )


def _notices(plan: Plan) -> None:
    if plan.progress is None:
        said = f"Sites choisis l’un après l’autre ({plan.status})."
    else:
        said = scenario_solve.proof_text(plan.progress)
    panels.notes([ADVICE, said])
    for sentence in (plan.notice, st.session_state.pop(scenario_state.NOTICE, "")):
        if sentence:
            st.info(plain(sentence))


def coverage_notes(here: Page) -> list[str]:
    """What stands behind the figures."""
    found = _today(here, Level.DEPARTEMENT)
    return list(found.provenance.sentences())


def _today(here: Page, level: Level) -> Any:
    version = here.atlas.catalogue.version
    return coverage(scenario_measure.engine(version), here.selection, level, scenario_settings.reach(here))


def _controls(here: Page) -> None:
    filiere, count, radius = st.columns([0.3, 0.35, 0.35], gap="medium")
    with filiere:
        scenario_settings.filiere_choice(here)
    with count:
        st.select_slider("Nombre de nouveaux campus", COUNTS, key=setting_key(COUNT.param))
    with radius:
        scenario_settings.radius_choice()


def _more_controls() -> None:
    with st.expander("Autres réglages : communes candidates, limite par région, territoires"):
        first, second = st.columns(2, gap="medium")
        with first:
            scenario_settings.option(CANDIDATE, CANDIDATES)
            scenario_settings.option(ONLY, WITHOUT)
        with second:
            scenario_settings.option(LIMIT, LIMITS)
            scenario_settings.basis_choice()


def _map(here: Page, plan: Plan, reasons: Sequence[SiteReasons]) -> None:
    places = _places(plan)
    marks = [
        SiteMark(str(rank), *places[one.code], f"Site proposé {rank}{NBSP}: {one.sentence}")
        for rank, one in enumerate(reasons, start=1)
    ]
    update = proposal_update(here.atlas, here.selection, here.mask, _today(here, Level.DEPARTEMENT), marks)
    map_panel.show(update, here.atlas.catalogue.version, MAP_KEY, lambda event: on_event(event, here))


def on_event(event: dict[str, Any], here: Page, level: Level = Level.DEPARTEMENT) -> None:
    """A campus opens the map; a unit its portrait."""
    if event.get("kind") == "campus":
        navigation.go("carte", here.selection, {"campus": str(event.get("id", ""))})
    elif event.get("kind") == "unit":
        navigation.go("territoire", here.selection, {"code": unit_key(level, str(event.get("code", "")))})


def _places(plan: Plan) -> dict[str, tuple[float, float]]:
    communes = plan.problem.engine.catalogue.communes
    rows = communes[communes["code"].isin(set(plan.rows["code"]))]
    points = zip(rows["lat"].astype(float), rows["lon"].astype(float), strict=True)
    return dict(zip(rows["code"], points, strict=True))


def _actions(here: Page, plan: Plan, solve: Any, asked: Hashable, problem: Any) -> None:
    slug = _filiere_of_new(here)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "En faire un scénario",
            key="scenario-from-sites",
            type="primary",
            disabled=plan.rows.empty,
            on_click=_to_scenario,
            args=(plan, slug),
        )
        if solve is None:
            st.button(
                "Chercher l’optimum",
                key="scenario-optimum",
                disabled=plan.rows.empty,
                on_click=scenario_solve.start,
                args=(asked, problem, plan.asked, scenario_settings.limit(here)),
            )
    if solve is not None and solve.is_running:
        scenario_solve.follow()


def _filiere_of_new(here: Page) -> str:
    """Filière of the new campuses: that of the filter, or one to choose."""
    chosen = here.selection.filieres
    if len(chosen) == 1:
        return chosen[0]
    names = {one.slug: one.short_name for one in FILIERES if not chosen or one.slug in chosen}
    kept = st.session_state.get(_NEW_FILIERE)
    if kept not in names:
        st.session_state.pop(_NEW_FILIERE, None)
    slug: str = st.selectbox(
        "Filière des nouveaux campus du scénario",
        list(names),
        format_func=names.__getitem__,
        key=_NEW_FILIERE,
    )
    return slug


def _to_scenario(plan: Plan, slug: str) -> None:
    changes = tuple(
        Change(Kind.ADD, filiere=slug, commune=code, category="CMQ") for code in plan.rows["code"]
    )
    names = {one.slug: one.short_name for one in FILIERES}
    wanted = f"{plural(len(changes), 'site')} {names[slug]}"
    if scenario_state.new(Scenario(scenario_state.free_name(wanted), changes=changes)):
        scenario_state.to_view("scenario")


def _curve(here: Page, plan: Plan) -> None:
    rows = scenario_measure.gains(
        here.atlas.catalogue.version,
        here.selection,
        scenario_settings.reach(here),
        scenario_settings.candidates(here),
        scenario_settings.limit(here),
    )
    st.html(tag("h2", "Habitants gagnés selon le nombre de sites", class_="atlas-subtitle"))
    if rows.empty:
        return
    first, most = (french_int(int(rows["cumulative_population"].iloc[place])) for place in (0, -1))
    said = f"Habitants gagnés selon le nombre de sites{NBSP}: {first} avec un site, {most} avec {len(rows)}."
    st.altair_chart(gain_curve(rows, len(plan.rows)), theme=None, alt=said)
    if plan.progress is not None:
        st.caption("Courbe du choix glouton ; les sites du calcul exact peuvent gagner un peu plus.")
    figures = simple_table(
        ("Sites", "Gagnés par le dernier", "Gagnés en tout", "Part à portée"),
        [
            (
                str(row["rank"]),
                french_int(row["gain_population"]),
                french_int(row["cumulative_population"]),
                french_percent(row["cumulative_share"]),
            )
            for row in rows.to_dict("records")
        ],
        "Habitants gagnés selon le nombre de sites",
    )
    name = "Les chiffres de la courbe"
    st.html(tag("details", tag("summary", name), scrolled(figures, name)))


def _table(plan: Plan, reasons: Sequence[SiteReasons]) -> Html:
    headings = ("Site", "Commune", "Habitants gagnés", "Cumul", "Part à portée", "Intercommunalité", "Région",
                "Campus retenu le plus proche", "Membres de réseaux à 30 km au plus")  # fmt: skip
    numeric = {2, 3, 4}
    head = tag(
        "tr",
        *(
            tag("th", text(one), scope="col", **({"class_": "number"} if place in numeric else {}))
            for place, one in enumerate(headings)
        ),
    )
    rows = plan.rows.to_dict("records")
    body = [_table_row(row, why) for row, why in zip(rows, reasons, strict=True)]
    caption = (
        f"Sites proposés, dans l’ordre où chacun apporte le plus d’habitants. {plan.status.capitalize()}."
    )
    table = tag(
        "table",
        tag("caption", text(caption)),
        tag("thead", head),
        tag("tbody", *body),
        class_="atlas-table atlas-sites",
    )
    return scrolled(table, "Sites proposés")


def _table_row(row: dict[Any, Any], why: SiteReasons) -> Html:
    near = (
        f"{why.nearest_name}, à {french_decimal(why.nearest_km)}{NBSP}km"
        if why.nearest_km is not None
        else "aucun"
    )
    members = ", ".join(
        plural(count, kind.label if kind.label.isupper() else kind.label.lower(), kind.plural.lower())
        for kind, count in why.members.items()
    )
    numbers = (
        french_int(row["gain_population"]),
        french_int(row["cumulative_population"]),
        french_percent(row["cumulative_share"]),
    )
    return tag(
        "tr",
        tag("td", tag("span", text(row["rank"]), class_="atlas-site")),
        tag("th", text(why.name), scope="row"),
        *(tag("td", text(number), class_="number") for number in numbers),
        *(tag("td", text(value)) for value in (why.epci, why.region, near, members or "aucun connu")),
    )
