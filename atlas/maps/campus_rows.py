"""The campuses as a browser gets them: one JSON, fetched once by the map and by the table."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from atlas.data.atlas import Atlas
from atlas.data.catalogue import Catalogue
from atlas.model.dates import PartialDate
from atlas.model.filiere import FILIERES

_FILIERE_POSITIONS = {filiere.slug: position for position, filiere in enumerate(FILIERES)}


@lru_cache(maxsize=2)
def campuses_json(atlas: Atlas) -> bytes:
    """Serialise the catalogue for the map and the table.

    Returns
    -------
    bytes
        UTF-8 JSON: ``filieres`` (letter, name, short, color) and ``campuses``, one object a campus
        in the order of the catalogue, positions in degrees (WGS 84); ``excellence`` is the first day of
        the mention (ISO 8601), empty without one.
    """
    filieres = [
        {"letter": f.letter, "name": f.name, "short": f.short_name, "color": f.color} for f in FILIERES
    ]
    catalogue = atlas.catalogue
    since = since_texts(catalogue)
    excellent = ["" if np.isnat(day) else str(day) for day in atlas.index.excellence_since]
    rows = zip(catalogue.campuses.to_dict("records"), excellent, strict=True)
    campuses = [_row(campus, since[campus["id"]], day) for campus, day in rows]
    return json.dumps(
        {"filieres": filieres, "campuses": campuses}, ensure_ascii=False, separators=(",", ":")
    ).encode()


def _row(campus: dict[Any, Any], since: tuple[str, str], excellence: str) -> dict[str, object]:
    return {
        "id": campus["id"],
        "name": campus["name"],
        "filiere": _FILIERE_POSITIONS[campus["filiere"]],
        "excellence": excellence,
        "category": campus["category"],
        "academie": campus["academie"],
        "region": campus["region"],
        "place": campus["host_commune"],
        "position": str(campus["position"]),
        "lat": round(float(campus["lat"]), 5),
        "lon": round(float(campus["lon"]), 5),
        "since": since[0],
        "sinceSort": since[1],
    }


def since_texts(catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    """First label of each campus: in French as precisely as it is known, and as a sort key."""
    labels = catalogue.label_events[catalogue.label_events["event"] == "label"]
    stated = labels.sort_values("certain_date").groupby("campus_id")["date"].first().to_dict()
    texts: dict[str, tuple[str, str]] = {}
    for campus_id, since, is_dated in catalogue.campuses[["id", "since", "is_dated"]].itertuples(index=False):
        if campus_id in stated:
            texts[campus_id] = (PartialDate.parse(stated[campus_id]).in_french(), stated[campus_id])
        elif is_dated and not pd.isna(since):
            texts[campus_id] = (str(since.year), since.isoformat())
        else:
            texts[campus_id] = ("date inconnue", "")
    return texts
