"""The storyboards that come with the data, the ready one first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from atlas.data.catalogue import load
from atlas.data.territories import PROJECT_DATA
from atlas.model.selection import Selection
from atlas.story.ground import Ground, ground_of
from atlas.story.storyboard import SETTINGS_OF, SINCE, Storyboard, StoryboardError, View
from atlas.story.text import MAX_BYTES, parse

FOLDER_NAME: Final = "storyboards"
READY: Final = "etat-de-la-couverture"
_SUFFIX: Final = ".toml"


def ready(ground: Ground, selection: Selection | None = None, since: dt.date | None = None) -> Storyboard:
    """Return « État de la couverture », from what a campus is to the sources.

    Parameters
    ----------
    ground : Ground
        The catalogue.
    selection : Selection, optional
        Campuses and date of every view; all campuses, today, by default.
    since : datetime.date, optional
        Date of the last meeting; the latest known day before the state shown by default.
    """
    written = read(PROJECT_DATA / FOLDER_NAME / f"{READY}{_SUFFIX}", ground)
    return told_of(written, selection or Selection(), since)


def told_of(storyboard: Storyboard, selection: Selection, since: dt.date | None = None) -> Storyboard:
    """Return a storyboard with every view on a Selection, and compared with a date, where these are given."""
    params = {name: tuple(values) for name, values in selection.to_params().items()}

    def told(view: View) -> View:
        settings: Mapping[str, str] = view.settings
        if since is not None and SINCE in SETTINGS_OF[view.kind]:
            settings = {**settings, SINCE: since.isoformat()}
        return replace(view, params={**view.params, **params}, settings=settings)

    return replace(storyboard, views=tuple(map(told, storyboard.views)))


def read(path: Path, ground: Ground) -> Storyboard:
    """Read a storyboard's file.

    Raises
    ------
    StoryboardError
        For a file that cannot be read, or with all that is wrong in it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        text = content.decode("utf-8-sig")
    except OSError:
        raise StoryboardError(
            ("Le fichier ne peut pas être lu : vérifiez qu’il est là, et lisible.",)
        ) from None
    except UnicodeDecodeError:
        raise StoryboardError(("Le fichier n’est pas en UTF-8.",)) from None
    return parse(text, ground)


def storyboard_files(folder: Path) -> tuple[Path, ...]:
    """Storyboards of a data folder, in order of their names; none when it has no such folder."""
    return tuple(sorted((folder / FOLDER_NAME).glob(f"*{_SUFFIX}")))


def refused_files(folder: Path) -> dict[Path, StoryboardError]:
    """Storyboards of a data folder that do not agree with its data, and why.

    Parameters
    ----------
    folder : Path
        A data folder whose tables are without fault.

    Raises
    ------
    DataFolderError
        When they are not.
    """
    files = storyboard_files(folder)
    if not files:
        return {}
    ground = ground_of(load(folder))
    found: dict[Path, StoryboardError] = {}
    for path in files:
        try:
            read(path, ground)
        except StoryboardError as refused:
            found[path] = refused
    return found
