"""Names of territories in addresses: the level and the code, since codes repeat from level to level."""

from __future__ import annotations

from atlas.coverage.levels import Level


def unit_key(level: Level, code: str) -> str:
    """Key of a unit, ``departement-31``.

    >>> unit_key(Level.REGION, "76")
    'region-76'
    """
    return f"{level}-{code}"


def parse_unit_key(key: str) -> tuple[Level, str] | None:
    """Level and code of a key; None when it is not one.

    >>> parse_unit_key("academie-orleans-tours")
    (<Level.ACADEMIE: 'academie'>, 'orleans-tours')
    """
    level, separator, code = key.partition("-")
    try:
        return (Level(level), code) if separator and code else None
    except ValueError:
        return None
