"""The page « Séance »: the storyboard to show, the files to leave behind, and how one's own is built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from atlas.data.territories import slug
from atlas.model.dates import parse_day
from atlas.model.numbers import NBSP, plural
from atlas.model.selection import DATE_PARAM, clean_text, french_day
from atlas.story.address import MAX_ADDRESS, from_address, to_address
from atlas.story.ready import ready
from atlas.story.storyboard import (
    MAX_FINDING,
    MAX_NAME,
    MAX_NOTE,
    MAX_TITLE,
    Storyboard,
    StoryboardError,
    View,
)
from atlas.story.text import MAX_BYTES, clean, dump, parse
from atlas.ui import meeting_room, meeting_store, panels, state
from atlas.ui.frame import Page
from atlas.ui.markup import TABLE_ANCHOR, Html, plain, simple_table, tag
from atlas.ui.meeting_store import OWN, READY, WHICH_PARAM
from atlas.ui.state import Setting

WHICH_LABELS: Final = {READY: "État de la couverture", OWN: "Ma séance"}


def _is_day(value: str) -> bool:
    return parse_day(value) is not None


WHICH: Final = Setting(WHICH_PARAM, READY, WHICH_LABELS.__contains__, "Séance", is_kept=True)
SHARED: Final = Setting("contenu", "", lambda value: len(value) <= MAX_ADDRESS, "Contenu de la séance")
SINCE: Final = Setting("depuis", "", _is_day, "Dernière séance")
SETTINGS: Final = (WHICH, SHARED, SINCE)

_READ: Final = "storyboard-address"
_REFUSED: Final = "storyboard-refused"
_NAME: Final = "storyboard-name"
_LIST: Final = "storyboard-list"
_FILE: Final = "storyboard-file"


def receive(here: Page) -> None:
    """Take the storyboard that the address holds, once; one's own is always in it."""
    given = here.view[SHARED.param]
    if given and given != st.session_state.get(_READ):
        st.session_state[_READ] = given
        try:
            meeting_store.keep(from_address(given, meeting_store.ground()), 0)
        except StoryboardError as refused:
            st.session_state[_REFUSED] = refused.errors
    if here.view[WHICH.param] == OWN and meeting_store.own().views:
        if lost := meeting_store.drop_lost():
            views = plural(lost, "vue retirée", "vues retirées")
            st.warning(f"{views} de votre séance : les données ne contiennent plus ce qui y était montré.")
        share()  # views added from other pages too: a reload and a colleague find them


def share() -> None:
    """Write one's own storyboard to the address, when it is small enough."""
    board = meeting_store.own()
    value = (to_address(board) or "") if board.views else ""
    st.session_state[_READ] = value
    state.set_setting(SHARED.param, value)


def choice() -> None:
    """Which storyboard."""
    st.segmented_control(
        "Séance",
        list(WHICH_LABELS),
        format_func=WHICH_LABELS.__getitem__,
        key=state.setting_key(WHICH.param),
        required=True,
        label_visibility="collapsed",
    )


def chosen(here: Page) -> Storyboard:
    """The storyboard to show."""
    if state.setting(WHICH.param) == OWN:
        return meeting_store.own()
    since = here.view[SINCE.param]
    return ready(meeting_store.ground(), here.selection, dt.date.fromisoformat(since) if since else None)


def intro(board: Storyboard) -> None:
    """What will be shown, and the ways to show it."""
    count = len(board.views)
    shown = (
        f"{plural(count, 'vue')}, à montrer sur l’écran de la salle ou à remettre" if count else "aucune vue"
    )
    panels.headline(f"« {board.name} » : {shown}.")
    if count:
        st.html(_ways(board))
    if count and board is meeting_store.own() and to_address(board) is None:
        st.warning(
            "Cette séance est trop longue pour l’adresse de la page : enregistrez-la pour la garder ou la "
            "transmettre."
        )


def _ways(board: Storyboard) -> Html:
    room = tag(
        "a",
        "Ouvrir l’écran de la salle",
        href=meeting_room.address(board, is_own=board is meeting_store.own()),
        target="_blank",
        class_="atlas-seance-ouvrir",
    )
    keys = tag(
        "p",
        "Flèches ou Page suivante pour avancer, un nombre puis Entrée pour aller à une vue, T pour son "
        "tableau, F pour le plein écran, O pour la fenêtre de l’orateur, Échap pour quitter.",
        class_="atlas-notes",
    )
    return tag("div", room, meeting_room.files_html(board, "À remettre : "), class_="atlas-seance") + keys


def since_choice(here: Page) -> None:
    """Date of the last meeting, for what changed since."""
    days = {day.isoformat(): label for day, label in here.atlas.offered_days.items()}
    stated = here.view[SINCE.param]
    if stated and stated not in days:
        days[stated] = french_day(dt.date.fromisoformat(stated))
    st.selectbox(
        "Dernière séance : ce qui a changé depuis le",
        ["", *days],
        format_func=lambda value: days.get(value, "dernier jour connu avant l’état montré"),
        key=state.setting_key(SINCE.param),
    )


def outline(board: Storyboard) -> None:
    """The views in order, with what each says."""
    told = [meeting_store.told(view) for view in board.views]
    rows = [(f"{rank}. {one.title}", one.finding) for rank, one in enumerate(told, start=1)]
    if rows:
        table = simple_table(("Vue", "Constat"), rows, "Ce que chaque vue dit des données d’aujourd’hui")
        st.html(TABLE_ANCHOR + tag("div", table, class_="atlas-seance-vues"))


def start_from(board: Storyboard) -> None:
    """Make the ready storyboard one's own, to change it."""
    st.button("En faire ma séance, pour la modifier", on_click=_take, args=(board,))
    if count := len(meeting_store.own().views):
        st.caption(
            f"Elle remplacera votre séance, qui compte {plural(count, 'vue')} : enregistrez celle-ci d’abord."
        )


def _take(board: Storyboard) -> None:
    meeting_store.keep(replace(board, name=f"{board.name} (copie)"[:MAX_NAME]), 0)
    state.set_setting(WHICH.param, OWN)
    share()


# ---- one's own ------------------------------------------------------------------------------


def editor() -> None:
    """List of the views, and the one that is open."""
    board = meeting_store.own()
    _told_refusal()
    if not board.views:
        _undo()
        panels.notes(
            [
                "Ajoutez des vues par le bouton « Ajouter à la séance » des pages Carte, Couverture, "
                "Territoire, Campus et Scénarios, partez de la séance prête, ou chargez un fichier."
            ]
        )
        _load()
        return
    list_column, view_column = st.columns([0.42, 0.58], gap="large")
    with list_column:
        _name(board)
        _views(board)
        _undo()
    with view_column:
        _view(board)
    _load()


def _told_refusal() -> None:
    if errors := st.session_state.pop(_REFUSED, ()):
        st.warning("  \n".join(map(plain, errors)))


def _undo() -> None:
    if meeting_store.can_undo():
        _action("Annuler la dernière modification", meeting_store.undo)


def _name(board: Storyboard) -> None:
    st.session_state[_NAME] = board.name
    st.text_input("Nom de la séance", key=_NAME, max_chars=MAX_NAME, on_change=_rename)


def _rename() -> None:
    name = clean_text(st.session_state[_NAME])
    if name:
        meeting_store.keep(replace(meeting_store.own(), name=name))
        share()


def _views(board: Storyboard) -> None:
    titles = [f"{rank}. {meeting_store.told(view).title}" for rank, view in enumerate(board.views, start=1)]
    captions = [plain(_narrowed(view)) for view in board.views]
    st.session_state[_LIST] = meeting_store.place()
    st.radio(
        "Vues, dans l’ordre",
        range(len(titles)),
        format_func=lambda rank: plain(titles[rank]),
        captions=captions if any(captions) else None,
        key=_LIST,
        on_change=lambda: meeting_store.keep(meeting_store.own(), st.session_state[_LIST]),
    )


def _narrowed(view: View) -> str:
    """Filters and date of a view, which tell it from others of its title; empty when it has none."""
    footer = meeting_store.told(view).footer
    return " · ".join(
        said
        for said, is_stated in (
            (footer.filters, view.params.keys() - {DATE_PARAM}),
            (footer.date, DATE_PARAM in view.params),
        )
        if is_stated
    )


def _view(board: Storyboard) -> None:
    rank = meeting_store.place()
    view = board.views[rank]
    data = meeting_store.told(replace(view, title="", finding="", note=""))
    panels.said(f"Vue {rank + 1} sur {len(board.views)}{NBSP}: {meeting_store.told(view).title}")
    with st.container(horizontal=True, gap="small"):
        _action("Monter", lambda: meeting_store.move(rank, -1), disabled=rank == 0)
        _action("Descendre", lambda: meeting_store.move(rank, 1), disabled=rank == len(board.views) - 1)
        _action("Dupliquer", lambda: meeting_store.duplicate(rank), disabled=meeting_store.is_full())
        _action("Supprimer", lambda: meeting_store.delete(rank))
    fields = (
        ("title", "Titre", view.title, data.title, MAX_TITLE),
        ("finding", "Constat", view.finding, data.finding, MAX_FINDING),
    )
    for name, label, written, from_data, most in fields:
        key = f"storyboard-{name}"
        st.session_state[key] = written
        st.text_input(
            label, key=key, max_chars=most, placeholder=from_data, on_change=_write, args=(rank, name)
        )
    st.session_state["storyboard-note"] = view.note
    st.text_area(
        "Note de l’orateur",
        key="storyboard-note",
        max_chars=MAX_NOTE,
        placeholder=data.note,
        height=120,
        on_change=_write,
        args=(rank, "note"),
    )
    panels.notes([f"{data.footer.filters}.", "Un champ vide reprend les mots et les chiffres des données."])


def _action(label: str, do: Callable[[], None], *, disabled: bool = False) -> None:
    def run() -> None:
        do()
        share()

    st.button(label, disabled=disabled, on_click=run)


def _write(rank: int, name: str) -> None:
    value: Any = st.session_state[f"storyboard-{name}"]
    meeting_store.rewrite(rank, **{name: clean(str(value))})
    share()


def _load() -> None:
    board = meeting_store.own()
    st.header("Fichier de la séance", anchor=False)
    if board.views:
        st.download_button(
            "Enregistrer la séance",
            dump(board),
            file_name=f"{slug(board.name) or 'seance'}.toml",
            mime="application/toml",
            on_click="ignore",
        )
    st.file_uploader("Charger une séance (TOML)", type=["toml"], key=_FILE, on_change=_read_file)


def _read_file() -> None:
    given = st.session_state[_FILE]
    if given is None:
        return
    try:
        written = given.getvalue()[: MAX_BYTES + 1].decode("utf-8-sig")
        meeting_store.keep(parse(written, meeting_store.ground()), 0)
    except UnicodeDecodeError:
        st.session_state[_REFUSED] = ("Le fichier n’est pas en UTF-8.",)
    except StoryboardError as refused:
        st.session_state[_REFUSED] = refused.errors
    else:
        share()
