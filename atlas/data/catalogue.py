"""The catalogue: all that the atlas shows, read, checked and completed once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from atlas.data.check import check_folder
from atlas.data.errors import DataFolderError
from atlas.data.history import announcements, certain_event_dates, lives
from atlas.data.placement import place_campuses, place_members
from atlas.data.reading import Rows
from atlas.data.schema import TABLES
from atlas.data.territories import PROJECT_DATA, Territories, load_territories
from atlas.model.filiere import BY_NAME
from atlas.model.selection import fold

FOLDER_VARIABLE: Final = "ATLAS_DATA"
_SEARCHED: Final = ("name", "short_name", "host_commune", "host_name", "sector", "academie", "region")


@dataclass(frozen=True)
class Catalogue:
    """Campuses, their network and the territories, checked.

    The tables are shared by all sessions and never copied: **nobody may change them**; a function
    that needs another column makes its own table with ``assign``. Every table has a RangeIndex.
    Columns of the files are text, empty where unknown; coordinates are degrees, WGS 84.

    Attributes
    ----------
    campuses : DataFrame
        Columns of ``campuses.csv``, then:

        - ``filiere``: slug;
        - ``region_code``, ``academie_code``, ``departement_code``, ``epci_code``, ``commune_code``:
          '' where unknown; Polynésie française is région and département ``987``, académie
          ``polynesie-francaise``. Without a stated académie,
          the commune's, or that of a région that has only one;
        - ``lat``, ``lon``: point where the campus is drawn, never missing;
        - ``position``: what that point is, a :class:`~atlas.model.vocabulary.Position`;
        - ``since``: first day on which the label is certain (datetime.date) or None;
        - ``since_basis``: what ``since`` rests on, a :class:`~atlas.model.vocabulary.SinceBasis`;
        - ``is_dated``: whether ``since`` is the date of the label or of its call;
        - ``until``: first day without the label (datetime.date), None while it goes on;
        - ``search_text``: folded text to search.
    label_events : DataFrame
        Columns of ``label_events.csv``; ``certain_date`` (datetime.date).
    members : DataFrame
        Columns of ``members.csv``; ``commune_code``, ``lat``, ``lon`` (NaN unknown).
    sources, official_totals, label_calls : DataFrame
        As in the files.
    territories : Territories
        Geography of the project.
    version : str
        12 hexadecimal digits that tell this content from any other.
    folder : Path
        Where it was read.
    """

    campuses: pd.DataFrame
    label_events: pd.DataFrame
    members: pd.DataFrame
    sources: pd.DataFrame
    official_totals: pd.DataFrame
    label_calls: pd.DataFrame
    territories: Territories
    version: str
    folder: Path

    @property
    def communes(self) -> pd.DataFrame:
        """Communes of today."""
        return self.territories.communes

    @property
    def units(self) -> pd.DataFrame:
        """Units of every level."""
        return self.territories.units

    @property
    def collectivites(self) -> pd.DataFrame:
        """Collectivities outside the régions."""
        return self.territories.collectivites

    @property
    def academies(self) -> pd.DataFrame:
        """Académies of today."""
        return self.territories.academies


def data_folder(cli_value: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder to read: the given one, else ``ATLAS_DATA``, else the project's."""
    return Path(cli_value or os.environ.get(FOLDER_VARIABLE) or PROJECT_DATA)


def load(folder: Path | None = None) -> Catalogue:
    """Read, check and complete a data folder.

    Parameters
    ----------
    folder : Path, optional
        Folder with the six tables; by default that of :func:`data_folder`.

    Returns
    -------
    Catalogue
        Rows in the order of the files.

    Raises
    ------
    DataFolderError
        With all errors, if there is any: nothing is loaded half.
    """
    folder = data_folder() if folder is None else folder
    checked = check_folder(folder)
    if checked.total:
        raise DataFolderError(checked.errors, checked.total)
    tables = {name: _frame(name, rows) for name, rows in checked.tables.items()}
    territories = load_territories()
    members = tables["members"].join(place_members(tables["members"], territories))
    announced = announcements(tables["label_calls"], tables["campuses"]["first_label_call"])
    events = tables["label_events"].assign(
        certain_date=pd.Series(
            certain_event_dates(tables["label_events"], tables["campuses"], announced), dtype=object
        )
    )
    return Catalogue(
        campuses=_complete(tables["campuses"], members, territories).join(
            lives(tables["campuses"], events, announced)
        ),
        label_events=events,
        members=members,
        sources=tables["sources"],
        official_totals=tables["official_totals"],
        label_calls=tables["label_calls"],
        territories=territories,
        version=checked.version,
        folder=folder,
    )


def _frame(name: str, rows: Rows) -> pd.DataFrame:
    """Make a table of text with the declared columns only, all of them."""
    columns = [column.name for column in TABLES[name].columns]
    return pd.DataFrame(
        {
            column: pd.Series([row.cells.get(column, "") for row in rows.rows], dtype="str")
            for column in columns
        }
    )


def _complete(campuses: pd.DataFrame, members: pd.DataFrame, territories: Territories) -> pd.DataFrame:
    slugs = {name: filiere.slug for name, filiere in BY_NAME.items()}
    return campuses.assign(
        filiere=campuses["sector"].map(slugs).astype("str"),
        search_text=_search_texts(campuses, members),
    ).join(place_campuses(campuses, territories))


def _search_texts(campuses: pd.DataFrame, members: pd.DataFrame) -> pd.Series[str]:
    names = members.groupby("campus_id")["name"].agg(" ".join)
    texts = campuses["id"].map(names).astype(object).fillna("").astype("str")
    for column in _SEARCHED:
        texts = campuses[column] + " " + texts
    return texts.map(fold).astype("str")
