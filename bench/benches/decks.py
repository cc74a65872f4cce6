"""A whole deck, file by file, without screen."""

from __future__ import annotations

import time
from itertools import chain, islice

from atlas.data import load
from atlas.exports import html_slides, pdf_deck, pptx_deck
from atlas.exports.deck_words import Deck
from atlas.story.build import contents
from atlas.story.ground import ground_of
from atlas.story.ready import ready
from bench.registry import Figure, Settings, Target, bench
from bench.stats import median, spread

VIEWS = 10
WRITERS = (("PPTX", pptx_deck.build, 5.0), ("PDF", pdf_deck.build, 5.0), ("HTML", html_slides.build, 3.0))


@bench("decks", f"Une séance de {VIEWS} vues, sans écran", order=8)
def decks(settings: Settings) -> list[Figure]:
    """Write the ready storyboard in each format."""
    ground = ground_of(load())
    views = contents(ground, ready(ground))
    deck = Deck("Séance", tuple(islice(chain(views, views), VIEWS)), ground.atlas)
    figures = []
    for name, build, limit in WRITERS:
        samples = []
        for _ in range(settings.repetitions(5, 2)):
            start = time.perf_counter()
            build(deck)
            samples.append(time.perf_counter() - start)
        figures.append(
            Figure(
                f"deck-{name.lower()}",
                f"Séance de {VIEWS} vues en {name}",
                "s",
                median(samples),
                target=Target(limit),
                details=(spread(samples),),
                samples={"real": samples},
            )
        )
    return figures
