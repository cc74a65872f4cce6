"""Which campuses a Selection keeps, and how many each other choice would keep.

The catalogue is turned once into one boolean mask a value, so that a selection and its facet
counts cost a few array operations, whatever the number of sessions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from atlas.data.excellence import excellence_days
from atlas.model.filiere import FILIERES
from atlas.model.selection import FIELDS, Choices, Selection, fold
from atlas.model.vocabulary import Categorie, Status

if TYPE_CHECKING:
    import pandas as pd

    from atlas.data.catalogue import Catalogue

Mask = NDArray[np.bool_]

UNKNOWN_CALL: Final = "inconnu"
COLUMNS: Final[Mapping[str, str]] = {
    "filieres": "filiere",
    "categories": "category",
    "regions": "region_code",
    "academies": "academie_code",
    "departements": "departement_code",
    "calls": "call",
    "statuses": "status",
}
"""Column of the catalogue behind each field of a Selection."""


@dataclass(frozen=True)
class CampusIndex:
    """The catalogue, ready to be filtered.

    Attributes
    ----------
    choices : Choices
        Known values and labels of each field, in display order.
    masks : mapping
        For each field and value, the campuses that hold it, in the order of the catalogue.
    ended : ndarray of bool
        Campuses merged or ended.
    since, until : ndarray of datetime64[D]
        First day of certain existence and day of end; ``NaT`` when unknown or still going.
    excellence_since : ndarray of datetime64[D]
        First certain day of the mention excellence; ``NaT`` without it.
    is_excellence_dated : ndarray of bool
        Whether that is the date of the mention.
    texts : tuple of str
        Folded text to search, one a campus.
    latest : datetime.date
        Most recent dated evidence of the catalogue: from that day on, the present state holds.
    """

    choices: Choices
    masks: Mapping[str, Mapping[str, Mask]]
    ended: Mask
    since: NDArray[np.datetime64]
    until: NDArray[np.datetime64]
    excellence_since: NDArray[np.datetime64]
    is_excellence_dated: Mask
    texts: tuple[str, ...]
    latest: dt.date

    def is_excellence(self, day: dt.date) -> Mask:
        """Campuses that have the mention excellence on a day."""
        return np.asarray(self.excellence_since <= np.datetime64(day, "D"))


def build_index(catalogue: Catalogue) -> CampusIndex:
    """Index a catalogue; about a millisecond for a hundred campuses."""
    campuses = catalogue.campuses.assign(
        call=catalogue.campuses["first_label_call"].replace("", UNKNOWN_CALL),
    )
    choices = _choices(catalogue, campuses)
    masks = {
        name: {value: values == value for value in choices[name]}
        for name, column in COLUMNS.items()
        for values in (campuses[column].to_numpy(object),)
    }
    since = _days(campuses["since"])
    until = _days(campuses["until"])
    known = np.concatenate([since[~np.isnat(since)], until[~np.isnat(until)]])
    latest = known.max().astype(dt.date) if len(known) else dt.date.min
    excellence_since, is_excellence_dated = excellence_days(catalogue, latest)
    return CampusIndex(
        choices=choices,
        masks=masks,
        ended=campuses["status"].isin([Status.MERGED, Status.ENDED]).to_numpy(dtype=bool),
        since=since,
        until=until,
        excellence_since=excellence_since,
        is_excellence_dated=is_excellence_dated,
        texts=tuple(campuses["search_text"]),
        latest=latest,
    )


def _days(days: Iterable[dt.date | None]) -> NDArray[np.datetime64]:
    return np.array(
        [np.datetime64(day, "D") if day else np.datetime64("NaT") for day in days], "datetime64[D]"
    )


def _choices(catalogue: Catalogue, campuses: pd.DataFrame) -> Choices:
    units = catalogue.units
    outside = dict(zip(catalogue.collectivites.code, catalogue.collectivites.name, strict=True))
    held_outside = {code: name for code, name in outside.items() if (campuses.region_code == code).any()}

    def named(level: str) -> dict[str, str]:
        rows = units[units.level == level]
        return dict(zip(rows.code, rows.name, strict=True))

    def by_name(names: Mapping[str, str]) -> dict[str, str]:
        return dict(sorted(names.items(), key=lambda item: fold(item[1])))

    academies = named("academie")
    outside_academies = {
        code: region
        for code, region in zip(campuses.academie_code, campuses.region, strict=True)
        if code and code not in academies
    }
    departements = {code: f"{name} ({code})" for code, name in named("departement").items()}
    present = set(campuses.status)
    return {
        "filieres": {filiere.slug: filiere.name for filiere in FILIERES},
        "categories": {term.value: term.label for term in Categorie},
        "regions": by_name(named("region") | held_outside),
        "academies": by_name(academies | outside_academies),
        "departements": departements | {code: f"{name} ({code})" for code, name in held_outside.items()},
        "calls": _calls(catalogue, campuses),
        "statuses": {term.value: term.label for term in Status if term.value in present},
    }


def _calls(catalogue: Catalogue, campuses: pd.DataFrame) -> dict[str, str]:
    announced = {
        call: year[:4]
        for call, year in zip(catalogue.label_calls.call, catalogue.label_calls.announced, strict=True)
    }
    order = [*announced, *sorted(set(campuses.call) - set(announced) - {UNKNOWN_CALL})]
    present = set(campuses.call)

    def label(call: str) -> str:
        year = announced.get(call, "")
        name = f"Labels de {call}" if len(call) == 4 and call.isdigit() else f"Appel {call}"
        return f"{name} ({year})" if year and year not in call else name

    return {call: label(call) for call in order if call in present} | {UNKNOWN_CALL: "Appel non connu"}


def in_force(index: CampusIndex, selection: Selection) -> Mask:
    """Campuses that exist in the state that the Selection asks for.

    Without a date: those neither merged nor ended, unless their status is asked for. With a date:
    those certainly labelled by that day and not yet ended. A campus without any date counts only
    from :attr:`CampusIndex.latest` on.
    """
    if selection.date is None:
        return ~index.ended if not selection.statuses else np.ones(len(index.ended), dtype=bool)
    day = np.datetime64(selection.date, "D")
    undated = np.isnat(index.since)
    started = np.where(undated, selection.date >= index.latest, index.since <= day)
    gone = ~np.isnat(index.until) & (index.until <= day)
    return started & ~gone


def _any_of(masks: Mapping[str, Mask], values: Iterable[str]) -> Mask | None:
    chosen = [masks[value] for value in values]
    return reduce(np.logical_or, chosen) if chosen else None


def _masks(index: CampusIndex, selection: Selection, field: str) -> Mapping[str, Mask]:
    """Campuses that hold each value of a field; the category is that of the date, where there is one."""
    if field != "categories" or selection.date is None:
        return index.masks[field]
    is_excellence = index.is_excellence(selection.date)
    return {Categorie.CMQ.value: ~is_excellence, Categorie.CMQE.value: is_excellence}


def _field_masks(index: CampusIndex, selection: Selection) -> dict[str, Mask]:
    kept = {
        field.name: _any_of(_masks(index, selection, field.name), selection.values(field.name))
        for field in FIELDS
    }
    return {name: mask for name, mask in kept.items() if mask is not None}


def _text_mask(index: CampusIndex, text: str) -> Mask:
    words = fold(text).split()
    return np.array([all(word in searched for word in words) for searched in index.texts], dtype=bool)


def select(index: CampusIndex, selection: Selection) -> Mask:
    """Campuses that the Selection keeps, as a mask in the order of the catalogue."""
    masks = list(_field_masks(index, selection).values())
    if selection.text:
        masks.append(_text_mask(index, selection.text))
    return reduce(np.logical_and, masks, in_force(index, selection))


def facet_counts(
    index: CampusIndex, selection: Selection, within: Mask | None = None
) -> dict[str, dict[str, int]]:
    """Campuses that each value would show, the other fields staying as they are.

    Parameters
    ----------
    index : CampusIndex
        The catalogue.
    selection : Selection
        The fields.
    within : ndarray of bool, shape (campuses,), optional
        Campuses that a page's own search leaves; all by default.

    Returns
    -------
    dict of dict of int
        Count by field name and value.
    """
    masks = _field_masks(index, selection)
    common = _text_mask(index, selection.text) if selection.text else np.ones(len(index.ended), dtype=bool)
    if within is not None:
        common = common & within
    counts: dict[str, dict[str, int]] = {}
    for field in FIELDS:
        # Asking for an ended status lifts the "in force" rule: its own facet must count as if it did.
        existing = (
            common if field.name == "statuses" and not selection.date else common & in_force(index, selection)
        )
        others = reduce(np.logical_and, (m for name, m in masks.items() if name != field.name), existing)
        counts[field.name] = {
            value: int(np.count_nonzero(mask & others))
            for value, mask in _masks(index, selection, field.name).items()
        }
    return counts
