"""Key figures of a set of campuses, each with its numerator, denominator, definition and source."""

from __future__ import annotations

from dataclasses import dataclass, replace

from atlas.data.atlas import Atlas
from atlas.data.officials import Official, latest_officials
from atlas.data.selecting import Mask, select
from atlas.model.filiere import FILIERES
from atlas.model.numbers import NBSP, french_int, plural
from atlas.model.selection import Selection, french_day
from atlas.story.presence import held
from atlas.story.words import verb
from atlas.ui.markup import Html, external_link, tag, text


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure.

    Attributes
    ----------
    value, out_of : str
        Numerator and denominator, or a share and what it is of; French.
    label : str
        What is counted, a noun phrase.
    definition : str
        How, from what, at what date; plain French.
    official : Official or None
        Latest official total of the same thing, to set beside.
    known : int
        How many the atlas knows at the date of that total.
    note : str
        A few words under the label, such as the numbers behind a share.
    """

    value: str
    out_of: str
    label: str
    definition: str
    official: Official | None = None
    known: int = 0
    note: str = ""


def key_figures(atlas: Atlas, selection: Selection, mask: Mask) -> list[Figure]:
    """Figures of the page « Carte »: campuses, excellence, académies, régions, filières."""
    state = f"État au {french_day(selection.date)}." if selection.date else "État le plus récent connu."
    basis = f"{state} Version des données{NBSP}: {atlas.catalogue.version}."
    unplaced = plural(int((atlas.unit_codes["academie"][mask] == "").sum()), "campus", "campus")
    # An official total is of all campuses: beside some of them it would compare what cannot be.
    is_whole = replace(selection, date=None).is_empty
    officials = latest_officials(atlas.catalogue, selection.date) if is_whole else {}
    return [
        Figure(
            french_int(int(mask.sum())),
            french_int(len(mask)),
            "campus affichés",
            "Campus que gardent les filtres, sur tous ceux du catalogue, fusionnés compris. Le catalogue "
            f"réunit les campus que des sources publiques nomment. {basis}",
            official=officials.get("campuses"),
            known=_known_then(atlas, officials.get("campuses")),
        ),
        Figure(
            french_int(int((mask & atlas.is_excellence(selection.date)).sum())),
            french_int(int(mask.sum())),
            "avec la mention excellence",
            "Campus affichés qui ont la mention excellence à cette date ; une mention sans date compte à "
            f"partir de la source qui la montre. {basis}",
            official=officials.get("excellence"),
            known=_known_then(atlas, officials.get("excellence"), ("CMQE",)),
        ),
        Figure(
            *_texts(held(atlas, "academie", mask)),
            "académies avec un campus",
            "Académies d’aujourd’hui où siège au moins un campus affiché. Ne sont pas comptés ici les "
            f"campus dont l’académie n’est pas connue ({unplaced}) ni la Polynésie française, qui a un "
            f"vice-rectorat. {basis}",
        ),
        Figure(
            *_texts(held(atlas, "region", mask)),
            "régions avec un campus",
            "Régions d’aujourd’hui, outre-mer compris, où siège au moins un campus affiché. " + basis,
        ),
        Figure(
            french_int(len(set(atlas.filieres[mask].tolist()))),
            french_int(len(FILIERES)),
            "filières présentes",
            "Filières officielles qui ont au moins un campus affiché. La filière est le plus souvent classée "
            f"par nous d’après l’intitulé du campus. {basis}",
        ),
    ]


def _known_then(atlas: Atlas, official: Official | None, categories: tuple[str, ...] = ()) -> int:
    if official is None:
        return 0
    then = Selection(date=official.date.last_day, categories=categories)
    return int(select(atlas.index, then).sum())


def _texts(counts: tuple[int, int]) -> tuple[str, str]:
    return french_int(counts[0]), french_int(counts[1])


def figures_html(figures: list[Figure]) -> Html:
    """Figures in a row; each opens on its definition."""
    return tag("div", *(_figure(figure) for figure in figures), class_="atlas-figures")


def _figure(figure: Figure) -> Html:
    value = tag(
        "span",
        text(figure.value),
        tag("small", text(f" / {figure.out_of}")) if figure.out_of else "",
        class_="value",
    )
    label = tag("span", text(figure.label), class_="label")
    note, source = tag("span", text(figure.note), class_="note") if figure.note else "", ""
    if official := figure.official:
        known = f"{french_int(figure.known)} {verb(figure.known, 'connu', 'connus')}"
        said = f"total officiel : {official.count} au {official.date.in_french()} ({known} alors)"
        note = tag("span", text(said), class_="note")
        source = tag("p", text("Total officiel : "), external_link(official.source))
    definition = tag("div", tag("p", text(figure.definition)), source, class_="definition")
    return tag("details", tag("summary", value, label, note), definition)
