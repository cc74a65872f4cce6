"""The changes of a scenario: the list with its switches, and the form that adds one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import streamlit as st

from atlas.data.selecting import in_force
from atlas.model.dates import FIRST_YEAR, LAST_YEAR
from atlas.model.filiere import FILIERES
from atlas.model.numbers import NBSP, french_int
from atlas.model.selection import Selection
from atlas.model.vocabulary import Categorie
from atlas.planning import LEDGER_DEFINITION, Change, Effects, Kind, ScenarioError
from atlas.ui import panels, scenario_measure, scenario_state
from atlas.ui.frame import Page
from atlas.ui.table import loader

_LEDGER: Final = "scenario-ledger"
_KIND: Final = "scenario-kind"
_TYPED: Final = "scenario-commune-typed"
_COMMUNE: Final = "scenario-commune"
_PICKED: Final = "scenario-commune-picked"
_PLACED: Final = (Kind.ADD, Kind.MOVE)


@cache
def _component() -> Any:
    return st.components.v2.component(
        "atlas_ledger",
        html='<ul class="atlas-ledger"></ul>',
        js=loader("page/atlas-ledger.js"),
        isolate_styles=False,
    )


def ledger(found: Effects) -> None:
    """Every change with its switch, its marginal effect and its button."""
    rows = [
        {
            "place": row["place"],
            "label": row["label"],
            "enabled": row["enabled"],
            "effect": "laissé de côté" if row["place"] in found.problems else _effect_text(row),
            "problem": found.problems.get(row["place"], ""),
        }
        for row in found.ledger.astype({"effect": object}).to_dict("records")
    ]
    _component()(
        key=_LEDGER,
        data={"rows": rows},
        on_toggle_change=lambda: _on("toggle", scenario_state.toggle),
        on_remove_change=lambda: _on("remove", scenario_state.remove),
    )
    panels.notes([LEDGER_DEFINITION])


def _on(name: str, act: Callable[[int], None]) -> None:
    place = st.session_state[_LEDGER].get(name)
    if isinstance(place, int | float):
        act(int(place))


def _effect_text(row: dict[Any, Any]) -> str:
    if not row["enabled"]:
        return "hors service"
    effect = row["effect"]
    if not isinstance(effect, int):
        return "effet inconnu"
    sign = "+" if effect > 0 else "−" if effect < 0 else ""
    return f"{sign}{french_int(abs(effect))}{NBSP}hab."


def picks() -> bool:
    """Whether the change being made wants a commune."""
    return _kind() in _PLACED


def _kind() -> Kind:
    kind = st.session_state.get(_KIND)
    return kind if isinstance(kind, Kind) else Kind.ADD


def pick(version: str, lat: float, lon: float) -> None:
    """Take the commune of a click on the map; for callbacks."""
    code = scenario_measure.nearest_commune(version, lat, lon)
    if not code:
        scenario_state.tell(
            f"Aucune commune à moins de {scenario_measure.FARTHEST_KM:.0f}{NBSP}km de ce point."
        )
        return
    communes = scenario_measure.engine(version).catalogue.communes
    name = str(communes.loc[communes["code"] == code, "name"].iloc[0])
    st.session_state[_TYPED] = name
    st.session_state[_PICKED] = {code: f"{name} ({code})"}
    st.session_state[_COMMUNE] = code


def form(here: Page) -> None:
    """Choose a kind of change and its fields, then add it."""
    st.header("Ajouter un changement", anchor=False)
    kind = st.selectbox("Changement", list(Kind), format_func=lambda one: one.label, key=_KIND) or Kind.ADD
    version = here.atlas.catalogue.version
    campuses = _campuses(here)
    values: dict[str, str] = {}
    if kind in (Kind.CLOSE, Kind.MERGE, Kind.MOVE, Kind.EXCELLENCE):
        values["campus"] = _campus("Campus", campuses, "scenario-campus")
    if kind is Kind.MERGE:
        others = {one: name for one, name in campuses.items() if one != values["campus"]}
        values["into"] = _campus("Fusionné dans", others, "scenario-into")
    if kind is Kind.ADD:
        values |= _new_campus(here)
    if kind in _PLACED:
        values["commune"] = _commune(version)
    if kind is Kind.EXPIRE:
        values["until"] = _until(here.atlas.index.latest)
    st.button(
        "Ajouter au scénario",
        key="scenario-add",
        type="primary",
        disabled=not all(values.values()),
        on_click=_add,
        args=(kind, values),
    )


def _add(kind: Kind, values: dict[str, str]) -> None:
    try:
        change = Change(
            kind,
            campus=values.get("campus", ""),
            into=values.get("into", ""),
            filiere=values.get("filiere", ""),
            commune=values.get("commune", ""),
            category=values.get("category", ""),
            until=values.get("until", ""),
        )
        scenario_state.add([change])
    except ScenarioError as refused:
        scenario_state.tell(f"Changement refusé{NBSP}: {refused}.")


def _campuses(here: Page) -> dict[str, str]:
    ids = here.atlas.ids[in_force(here.atlas.index, Selection(date=here.selection.date))].tolist()
    names = dict(zip(here.atlas.catalogue.campuses["id"], here.atlas.catalogue.campuses["name"], strict=True))
    return {one: str(names[one]) for one in sorted(ids, key=names.__getitem__)}


def _campus(label: str, names: dict[str, str], key: str) -> str:
    if st.session_state.get(key) not in names:
        st.session_state.pop(key, None)
    return st.selectbox(label, list(names), format_func=names.__getitem__, key=key) or ""


def _new_campus(here: Page) -> dict[str, str]:
    names = {one.slug: one.short_name for one in FILIERES}
    chosen = here.selection.filieres
    first, second = st.columns(2, gap="small")
    with first:
        slug = st.selectbox(
            "Filière du campus",
            list(names),
            index=list(names).index(chosen[0]) if len(chosen) == 1 else 0,
            format_func=names.__getitem__,
            key=f"scenario-add-filiere-{chosen[0] if len(chosen) == 1 else ''}",
        )
    with second:
        category = st.selectbox(
            "Catégorie",
            [one.value for one in Categorie],
            format_func=lambda value: Categorie(value).label,
            key="scenario-add-category",
        )
    return {"filiere": slug or "", "category": category or ""}


def _commune(version: str) -> str:
    typed = st.text_input(
        "Commune (nom ou code, puis Entrée), ou un clic sur la carte", key=_TYPED, max_chars=60
    )
    picked: dict[str, str] = st.session_state.get(_PICKED, {})
    found = scenario_measure.communes_named(version, typed)
    if picked and next(iter(picked.values())).startswith(f"{typed} ("):
        found = picked | found
    if not found:
        if len(typed.strip()) > 1:
            panels.said(f"Aucune commune ne correspond à « {typed[:60]} ».")
        return ""
    if st.session_state.get(_COMMUNE) not in found:
        st.session_state.pop(_COMMUNE, None)
    code = st.selectbox("Commune retenue", list(found), format_func=found.__getitem__, key=_COMMUNE)
    others = f", parmi {len(found)} réponses" if len(found) > 1 else ""
    panels.said(f"Commune retenue{NBSP}: {found[code]}{others}.")
    return code


def _until(latest: dt.date) -> str:
    day = st.date_input(
        "Labels échus au plus tard le",
        value=dt.date(latest.year + 1, 12, 31),
        min_value=dt.date(FIRST_YEAR, 1, 1),
        max_value=dt.date(LAST_YEAR, 12, 31),
        format="DD/MM/YYYY",
        key="scenario-until",
    )
    return day.isoformat() if isinstance(day, dt.date) else ""
