"""Since when each campus has the mention excellence."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from atlas.model.dates import PartialDate
from atlas.model.vocabulary import Categorie, Evenement

if TYPE_CHECKING:
    from atlas.data.catalogue import Catalogue


def excellence_days(
    catalogue: Catalogue, latest: dt.date
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """Return the first certain day of each mention excellence, and whether that is the date of the mention.

    A mention without a dated event is certain from the source that shows it, else from the most
    recent evidence of the catalogue.

    Parameters
    ----------
    catalogue : Catalogue
        Campuses and events.
    latest : datetime.date
        Most recent evidence of the catalogue.

    Returns
    -------
    ndarray of datetime64[D], shape (campuses,)
        NaT for a campus without the mention.
    ndarray of bool, shape (campuses,)
    """
    events = catalogue.label_events[catalogue.label_events["event"] == Evenement.EXCELLENCE]
    dated = events.groupby("campus_id")["certain_date"].min().to_dict()
    columns = (catalogue.campuses[name] for name in ("id", "category", "status_date"))
    since: list[np.datetime64] = []
    for campus_id, category, status_date in zip(*columns, strict=True):
        if campus_id in dated:
            since.append(np.datetime64(dated[campus_id], "D"))
        elif category == Categorie.CMQE:
            shown = PartialDate.parse(status_date).last_day if status_date else latest
            since.append(np.datetime64(shown, "D"))
        else:
            since.append(np.datetime64("NaT"))
    is_dated = catalogue.campuses["id"].isin(list(dated)).to_numpy(bool)
    return np.array(since, "datetime64[D]"), is_dated
