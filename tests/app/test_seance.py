"""The page « Séance » without a browser: which storyboard, its views, and how one's own is built."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qs, urlsplit

from atlas.data import load
from atlas.story.address import from_address, to_address
from atlas.story.ground import ground_of
from atlas.story.storyboard import Kind, Storyboard, View
from tests.app.conftest import OpenApp, Shown

GROUND = ground_of(load())


def offered(shown: Shown) -> Storyboard:
    """Storyboard that the link to the room's screen holds."""
    (link,) = re.findall(r'href="(api/seance/salle\?[^"]+)"', shown.html)
    (value,) = parse_qs(urlsplit(link).query)["contenu"]
    return from_address(value, GROUND)


def press(shown: Shown, label: str) -> None:
    (button,) = [one for one in shown.app.button if one.label == label]
    button.click().run()
    assert not shown.app.exception


def turn_to_own_meeting(shown: Shown) -> None:
    shown.app.switch_page("pages/seance.py")
    for name in list(shown.app.query_params):
        del shown.app.query_params[name]
    shown.app.query_params["seance"] = "mienne"
    shown.app.run()


def test_the_ready_storyboard_is_offered_with_what_each_view_says(open_app: OpenApp) -> None:
    shown = open_app("seance")
    assert len(offered(shown).views) == 11
    assert "Au 16\u00a0septembre 2019, dernier total officiel" in shown.html


def test_the_filter_and_the_last_meeting_go_into_the_storyboard(open_app: OpenApp) -> None:
    shown = open_app("seance", filiere="mobilite", depuis="2017-02-13")
    views = offered(shown).views
    assert all(view.params["filiere"] == ("mobilite",) for view in views)
    (changes,) = [view for view in views if view.kind is Kind.CHANGES]
    assert changes.settings["depuis"] == "2017-02-13"


def test_an_address_brings_its_storyboard(open_app: OpenApp) -> None:
    board = Storyboard("Comité <b>", (View(Kind.LABELS, title="Mon titre"), View(Kind.SOURCES)))
    shown = open_app("seance", seance="mienne", contenu=to_address(board) or "")
    assert offered(shown) == board
    assert "Comité &lt;b&gt;" in shown.html


def test_a_hostile_address_is_refused_and_said(open_app: OpenApp) -> None:
    shown = open_app("seance", seance="mienne", contenu="zzz")
    assert "lisible" in shown.app.warning[0].value


def test_views_are_moved_repeated_and_taken_out(open_app: OpenApp) -> None:
    board = Storyboard("a", (View(Kind.MAP), View(Kind.LABELS), View(Kind.SOURCES)))
    shown = open_app("seance", seance="mienne", contenu=to_address(board) or "")
    press(shown, "Descendre")
    assert [view.kind for view in offered(shown).views] == [Kind.LABELS, Kind.MAP, Kind.SOURCES]
    press(shown, "Dupliquer")
    assert [view.kind for view in offered(shown).views] == [Kind.LABELS, Kind.MAP, Kind.MAP, Kind.SOURCES]
    press(shown, "Supprimer")
    press(shown, "Monter")
    assert len(offered(shown).views) == 3


def test_the_last_change_is_undone(open_app: OpenApp) -> None:
    board = Storyboard("a", (View(Kind.MAP),))
    shown = open_app("seance", seance="mienne", contenu=to_address(board) or "")
    press(shown, "Supprimer")
    assert "api/seance/salle" not in shown.html
    press(shown, "Annuler la dernière modification")
    assert offered(shown) == board
    shown.app.text_input(key="storyboard-title").set_value("Mon titre").run()
    press(shown, "Annuler la dernière modification")
    assert offered(shown) == board


def test_changes_are_undone_one_after_the_other(open_app: OpenApp) -> None:
    board = Storyboard("a", (View(Kind.MAP), View(Kind.LABELS)))
    shown = open_app("seance", seance="mienne", contenu=to_address(board) or "")
    press(shown, "Supprimer")
    press(shown, "Supprimer")
    for count in (1, 2):
        press(shown, "Annuler la dernière modification")
        assert len(offered(shown).views) == count
    assert offered(shown) == board
    assert "Annuler la dernière modification" not in {button.label for button in shown.app.button}


def test_the_menu_opens_the_meeting_that_a_view_was_added_to(open_app: OpenApp) -> None:
    shown = open_app("carte")
    press(shown, "Ajouter à la séance")
    shown.app.switch_page("pages/seance.py").run()
    assert [view.kind for view in offered(shown).views] == [Kind.MAP]


def test_views_of_one_title_are_told_apart(open_app: OpenApp) -> None:
    views = (View(Kind.MAP), View(Kind.MAP, {"region": ("76",), "date": ("2016-01-29",)}))
    shown = open_app("seance", seance="mienne", contenu=to_address(Storyboard("a", views)) or "")
    (choice,) = [one for one in shown.app.radio if one.label == "Vues, dans l’ordre"]
    first, second = choice.proto.captions
    assert first == ""
    assert "Occitanie" in second
    assert "29 janvier 2016" in second


def test_words_of_a_view_are_written_and_given_back_to_the_data(open_app: OpenApp) -> None:
    board = Storyboard("a", (View(Kind.MAP),))
    shown = open_app("seance", seance="mienne", contenu=to_address(board) or "")
    title = shown.app.text_input(key="storyboard-title")
    assert title.placeholder == "La carte des campus"
    title.set_value("Mon titre").run()
    assert offered(shown).views[0].title == "Mon titre"
    shown.app.text_input(key="storyboard-title").set_value("").run()
    assert offered(shown).views[0].title == ""


def test_the_ready_storyboard_may_be_made_ones_own(open_app: OpenApp) -> None:
    shown = open_app("seance")
    press(shown, "En faire ma séance, pour la modifier")
    assert offered(shown).name == "État de la couverture (copie)"
    assert "mienne" in shown.app.query_params["seance"]


def test_a_view_of_the_map_is_added_as_it_stands(open_app: OpenApp) -> None:
    shown = open_app(niveau="academie", region="76")
    press(shown, "Ajouter à la séance")
    turn_to_own_meeting(shown)
    (view,) = offered(shown).views
    assert (view.kind, view.settings, view.params) == (Kind.MAP, {"niveau": "academie"}, {"region": ("76",)})


def test_a_view_added_elsewhere_is_in_the_address_of_the_meeting(open_app: OpenApp) -> None:
    shown = open_app(niveau="academie")
    press(shown, "Ajouter à la séance")
    turn_to_own_meeting(shown)
    content = shown.app.query_params["contenu"]
    assert from_address(content if isinstance(content, str) else content[0], GROUND) == offered(shown)
    assert len(offered(shown).views) == 1


def test_a_meeting_too_long_for_its_address_says_so(open_app: OpenApp) -> None:
    notes = [
        "".join(hashlib.sha512(bytes([rank, part])).hexdigest() for part in range(11)) for rank in range(8)
    ]
    board = Storyboard("Longue", tuple(View(Kind.SOURCES, note=note) for note in notes))
    assert to_address(board) is None
    shown = open_app("seance", seance="mienne")
    shown.app.session_state["storyboard"] = board
    shown.app.run()
    assert "trop longue" in shown.app.warning[0].value


def test_a_view_of_what_the_data_no_longer_hold_is_taken_out_and_said(open_app: OpenApp) -> None:
    shown = open_app("seance", seance="mienne")
    views = (View(Kind.CAMPUS, {}, {"campus": "disparu"}), View(Kind.SOURCES))
    shown.app.session_state["storyboard"] = Storyboard("Deux vues", views)
    shown.app.run()
    assert not shown.app.exception
    assert "1\u00a0vue retirée" in shown.app.warning[0].value
    assert [view.kind for view in offered(shown).views] == [Kind.SOURCES]


def test_the_ends_of_labels_are_added_beside_the_timeline(open_app: OpenApp) -> None:
    shown = open_app("couverture", vue="histoire", filiere="mobilite")
    press(shown, "Ajouter les échéances à la séance")
    press(shown, "Ajouter à la séance")
    turn_to_own_meeting(shown)
    added = offered(shown).views
    assert [(view.kind, view.params) for view in added] == [
        (Kind.EXPIRIES, {"filiere": ("mobilite",)}),
        (Kind.HISTORY, {"filiere": ("mobilite",)}),
    ]
