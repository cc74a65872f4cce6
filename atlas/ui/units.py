"""Names of territories in addresses: the level and the code, since codes repeat from level to level."""

from __future__ import annotations

from atlas.story.territory import parse_unit_key, unit_key

__all__ = ["parse_unit_key", "unit_key"]
