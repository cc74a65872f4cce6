"""The ready storyboard as a deck, and one made by hand of everything that could go wrong."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from atlas.data import load
from atlas.exports.deck_words import Deck
from atlas.story.build import contents
from atlas.story.content import Chart, Series, Source
from atlas.story.ground import ground_of
from atlas.story.ready import ready

HOSTILE = "<b>#let x</b> *gras* _x_ $y$ @z « é » \\ {{ ]] </script> &amp;"
COLUMNS = Chart(
    "stacked",
    ("2013", HOSTILE, "2015"),
    (Series(HOSTILE, "#1f4e8c", (0.1, None, 0.3)), Series("B", "#c8501e", (0.2, 0.4, 0.6))),
    "part des habitants",
    "percent",
    HOSTILE,
)


@cache
def ready_deck() -> Deck:
    """What the project's own data say."""
    ground = ground_of(load())
    storyboard = ready(ground)
    return Deck(storyboard.name, contents(ground, storyboard), ground.atlas)


def hostile_deck() -> Deck:
    """Two views whose texts look like markup, with a chart that lacks a value."""
    deck = ready_deck()
    text, table = deck.contents[0], next(one.table for one in deck.contents if one.table)
    row = tuple(HOSTILE if column.format == "text" else None for column in table.columns)
    odd = replace(
        text,
        title=HOSTILE,
        finding=HOSTILE,
        lines=(HOSTILE,),
        note=HOSTILE,
        sources=(Source(HOSTILE, "javascript:alert(1)"),),
    )
    views = (replace(odd, table=replace(table, rows=(row,), total_rows=1)), replace(odd, chart=COLUMNS))
    return Deck(HOSTILE, views, deck.atlas)
