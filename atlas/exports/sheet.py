"""The sheet of a territory: two tagged pages of A4, against its reference."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from atlas.coverage import Reach
from atlas.data.territories import slug
from atlas.exports import sheet_words as words
from atlas.exports.deck_tables import fit
from atlas.exports.deck_words import FONTS, caption, drawn_text, is_number
from atlas.model.selection import Selection
from atlas.story.content import Table
from atlas.story.ground import Ground
from atlas.story.portrait import Portrait
from atlas.story.portrait_map import portrait_update
from atlas.story.portrait_measure import measure
from atlas.story.territory import Unit, reference_of
from atlas.story.territory_history import Step, steps_of
from atlas.story.words import typeset

_TEMPLATES: Final = Path(__file__).parent / "typst"
_MM_PT: Final = 72 / 25.4
_WIDTH: Final = 178 * _MM_PT
_MAP_MM: Final = (178.0, 108.0)
_SIZES: Final = (9.0, 8.5, 8.0)
_ROW_PADDING: Final = 0.65
_SECOND_PAGE: Final = 207 * _MM_PT
"""Room for the tables of the second page, without their headings and sentences."""
_FILIERES_MOST, _HISTORY_LEAST, _GAPS_LEAST = 0.42, 0.12, 0.12
"""Parts of that room."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A territory and everything that its two pages say.

    Attributes
    ----------
    ground : Ground
        The data.
    selection : Selection
        Campuses and date.
    found : Portrait
        The territory and its reference, measured.
    steps : tuple of Step
        The campuses of the territory, date after date.
    """

    ground: Ground
    selection: Selection
    found: Portrait
    steps: tuple[Step, ...]


def sheet_of(ground: Ground, selection: Selection, unit: Unit, reference: str, reach: Reach) -> Sheet:
    """Measure a territory against a reference.

    Parameters
    ----------
    ground : Ground
        The data.
    selection : Selection
        Campuses and date.
    unit : Unit
        The territory.
    reference : str
        Key of the reference, ``france`` or ``region-76``; ``auto`` for the natural one.
    reach : Reach
        Radius and points.
    """
    engine = ground.engine
    found = measure(engine, selection, unit, reference_of(engine, unit, reference), reach)
    return Sheet(ground, selection, found, steps_of(engine, selection, unit))


def file_name(ground: Ground, selection: Selection, unit: Unit) -> str:
    """Name that says which territory and which day: ``fiche_departement-31_haute-garonne_2026-02-01.pdf``."""
    day = selection.date or ground.engine.index.latest
    return f"fiche_{slug(unit.level.value)}-{slug(unit.code)}_{slug(unit.name)[:60]}_{day.isoformat()}.pdf"


def build(sheet: Sheet) -> bytes:
    """Return the PDF/UA-1 of a sheet, two pages of A4; the same sheet gives the same bytes."""
    import typst

    from atlas.exports.picture import map_picture

    update = portrait_update(sheet.found)
    picture = map_picture(sheet.ground.catalogue, update, size_mm=_MAP_MM, kind="svg", text_pt=8.0)
    return bytes(
        typst.compile(
            _TEMPLATES / "sheet.typ",
            root=_TEMPLATES,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={
                "sheet": drawn_text(json.dumps(content(sheet), ensure_ascii=False)),
                "map": picture.decode(),
            },
        )
    )


def content(sheet: Sheet) -> Mapping[str, Any]:
    """Return what the pages say, as values of JSON."""
    found = sheet.found
    state, sources = words.footer(sheet.ground, sheet.selection)
    here, other = found.territory.unit, found.reference.unit
    indicators = [
        {name: typeset(said) for name, said in asdict(one).items()} for one in words.indicators(found)
    ]
    return {
        "title": words.title(found),
        "unit": here.name,
        "reference": typeset(f"Référence : {other.said}"),
        "reference_name": other.name,
        "finding": words.finding(found),
        "indicators": indicators,
        "alt": words.map_alt(found),
        "map_title": typeset(words.map_title(found)),
        "gap_lines": [typeset(line) for line in words.gap_lines(found)],
        "no_campus": "" if len(found.campuses) else typeset(words.no_campus_line(found)),
        "no_history": "" if sheet.steps else "Aucun campus en vigueur ici, à aucune date connue.",
        "method": typeset(" ".join(found.provenance.sentences())),
        "state": state,
        "sources": sources,
        **_tables(sheet),
    }


def _tables(sheet: Sheet) -> dict[str, Any]:
    """Set the four tables in the room of the second page, the filières and the campuses first."""
    found = sheet.found
    room = _SECOND_PAGE
    table = words.filieres_table(found)
    filieres, taken = _set(table, room * _FILIERES_MOST)
    if filieres and len(filieres["rows"]) < len(table.rows):  # none is ever left out: absence is the point
        filieres, taken = _set(table, room, _SIZES[-1:])
    room -= taken
    is_measured = found.territory.population is not None
    gaps_least = _SECOND_PAGE * _GAPS_LEAST if is_measured else 0.0
    history_least = _SECOND_PAGE * _HISTORY_LEAST if sheet.steps else 0.0
    campuses, taken = _set(words.campuses_table(found), room - gaps_least - history_least)
    room -= taken
    history, taken = _set(words.history_table(sheet.steps), room - gaps_least)
    gaps, _ = _set(words.gaps_table(found), room - taken)
    return {
        "filieres": filieres,
        "campuses": campuses,
        "gaps": gaps if is_measured else None,
        "history": history,
    }


def _set(table: Table, height: float, sizes: Sequence[float] = _SIZES) -> tuple[dict[str, Any] | None, float]:
    """A table as the template wants it, and its height in points; None without rows."""
    if not table.rows:
        return None, 0.0
    found = fit(table, _WIDTH, height, sizes, row_padding=_ROW_PADDING)
    made = {
        "caption": typeset(caption(table, len(found.rows))),
        "size": found.size,
        "labels": list(found.labels),
        "numbers": [is_number(column.format) for column in table.columns],
        "rows": [list(row) for row in found.rows],
        "widths": list(found.widths),
    }
    return made, sum(found.heights)
