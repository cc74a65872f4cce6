"""The storyboard that is asked for, as a deck: what the command and the pages write."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from atlas.exports.deck_words import Deck
from atlas.exports.registry import ExportError, Progress, Request
from atlas.model.selection import Selection


def write_pptx(request: Request, progress: Progress) -> bytes:
    """Write the PPTX of a storyboard."""
    from atlas.exports.pptx_deck import build

    deck = deck_of(request)
    progress("cartes et diapositives")
    return build(deck)


def write_pdf(request: Request, progress: Progress) -> bytes:
    """Write the PDF of a storyboard."""
    from atlas.exports.pdf_deck import build

    deck = deck_of(request)
    progress("cartes et pages")
    return build(deck)


def write_html(request: Request, progress: Progress) -> bytes:
    """Write the page of a storyboard, with its live maps."""
    from atlas.exports.html_slides import build

    deck = deck_of(request)
    progress("vues et cartes")
    return build(deck)


def deck_of(request: Request) -> Deck:
    """Tell the storyboard of a request: its file (``storyboard``) or the ready one, ``since`` a date.

    Raises
    ------
    ExportError
        When the file cannot be read or is refused.
    """
    from atlas.data.atlas import Atlas
    from atlas.story.build import contents
    from atlas.story.ground import ground_of
    from atlas.story.ready import read, ready, told_of
    from atlas.story.storyboard import StoryboardError

    atlas = Atlas(request.catalogue, request.index)
    ground = ground_of(atlas)
    path, stated = request.options.get("storyboard"), request.options.get("since")
    since = dt.date.fromisoformat(stated) if stated else None
    if not path:
        storyboard = ready(ground, request.selection, since)
    else:
        try:
            storyboard = read(Path(path), ground)
        except StoryboardError as refused:
            raise ExportError(str(refused)) from refused
        if since or request.selection != Selection():
            storyboard = told_of(storyboard, request.selection, since)
    return Deck(storyboard.name, contents(ground, storyboard), atlas)
