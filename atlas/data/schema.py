"""The six tables of a data folder.

This is the only place that says what a table holds: validation (:mod:`atlas.data.check`), the data
dictionary and ``datapackage.json`` (``scripts/build_dictionary.py``) are all made from it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from atlas.data.tables.campuses import CAMPUSES
from atlas.data.tables.network import LABEL_EVENTS, MEMBERS, SOURCES
from atlas.data.tables.policy import LABEL_CALLS, OFFICIAL_TOTALS

TABLES: Final = MappingProxyType(
    {table.name: table for table in (CAMPUSES, LABEL_EVENTS, MEMBERS, SOURCES, OFFICIAL_TOTALS, LABEL_CALLS)}
)
