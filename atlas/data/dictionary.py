"""The description of the tables for their readers: ``datapackage.json`` and the data dictionary.

Both are made from the declaration in :mod:`atlas.data.schema`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from atlas.data.columns import MAX_CELL_LENGTH, MAX_SLUG_LENGTH, PATTERNS, Column, Kind, Table
from atlas.data.schema import TABLES

JSON_TYPES: Final = {Kind.INTEGER: "integer", Kind.NUMBER: "number"}

INTRODUCTION: Final = """\
<!-- Fichier produit par scripts/build_dictionary.py\u00a0: ne pas le modifier à la main. -->

# Dictionnaire des données

Six tables au format CSV, décrites aussi dans `datapackage.json` (Table Schema). La géographie commune à
tous les catalogues est dans `geography/`.

## Règles communes

- Encodage UTF-8 (avec ou sans indicateur d’ordre des octets), virgule comme séparateur, titres en première
  ligne.
- L’ordre des colonnes est libre\u202f; une colonne de plus est acceptée et n’est pas lue.
- Une cellule vide veut dire «\u00a0inconnu\u00a0». Rien n’est complété au hasard.
- Une date garde la précision de sa source\u00a0: `2013`, `2013-09` ou `2013-09-11`.
- Les codes INSEE sont du texte\u00a0: `01031` garde son zéro. Ce ne sont pas des codes postaux.
- Les textes sont lus tels quels, jamais comme des formules ou du HTML, et comparés sous la forme Unicode
  NFC\u202f; les espaces qui les entourent sont ignorés.

## Employer son propre dossier

Mettre les six fichiers dans un dossier, puis le vérifier\u00a0: `python -m atlas check --data DOSSIER`.
Toutes les erreurs sont dites à la fois, avec leur ligne et leur remède. La variable d’environnement
`ATLAS_DATA` donne ce dossier à l’atlas, qui refuse un dossier où il reste une erreur.
"""


def datapackage(headers: Mapping[str, Sequence[str]], version: str = "") -> str:
    """Return the text of ``datapackage.json``.

    Parameters
    ----------
    headers : mapping of str to sequence of str
        Columns of each file, by table: Table Schema has no optional column, so only these are described.
    version : str
        Version of the data; left out where it is empty.
    """
    package: dict[str, object] = {
        "profile": "tabular-data-package",
        "name": "atlas-des-campus",
        "title": "Campus des métiers et des qualifications",
    }
    if version:
        package["version"] = version
    package["resources"] = [resource(table, headers[table.name]) for table in TABLES.values()]
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def resource(table: Table, header: Sequence[str]) -> dict[str, object]:
    """Return the description of one file."""
    known = {column.name: column for column in table.columns}
    schema: dict[str, object] = {
        "fields": [
            field(known[name]) if name in known else {"name": name, "type": "string"} for name in header
        ],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if table.links:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": target, "fields": [target_column]}}
            for column, (target, target_column) in table.links.items()
        ]
    return {
        "name": table.name,
        "path": table.file_name,
        "profile": "tabular-data-resource",
        "title": table.title,
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def field(column: Column) -> dict[str, object]:
    """Return the Table Schema field of one column."""
    constraints: dict[str, object] = {"required": True} if column.required else {}
    if column.kind in JSON_TYPES:
        constraints |= {"minimum": column.minimum, "maximum": column.maximum}
    elif column.kind is Kind.CHOICE:
        constraints["enum"] = list(column.choices)
    else:
        constraints["maxLength"] = MAX_SLUG_LENGTH if column.kind is Kind.SLUG else MAX_CELL_LENGTH
        if column.kind in PATTERNS:
            constraints["pattern"] = PATTERNS[column.kind]
    return {
        "name": column.name,
        "type": JSON_TYPES.get(column.kind, "string"),
        "title": column.title,
        "description": column.meaning + (f" Unité\u00a0: {column.unit}." if column.unit else ""),
        "example": column.example,
        "constraints": constraints,
    }


def dictionary() -> str:
    """Return the text of the data dictionary."""
    return INTRODUCTION + "".join(map(chapter, TABLES.values()))


def chapter(table: Table) -> str:
    """Return the chapter on one table."""
    keys = ", ".join(f"`{name}`" for name in table.key)
    lines = [f"\n## {table.title} (`{table.file_name}`)\n", f"{table.meaning} Clé\u00a0: {keys}."]
    lines += [
        f"`{column}` désigne `{target}.{target_column}`."
        for column, (target, target_column) in table.links.items()
    ]
    lines += ["\n| Colonne | Type | Présence | Sens | Exemple |", "|---|---|---|---|---|"]
    lines += [line(column) for column in table.columns]
    for column in table.columns:
        if column.choices:
            lines.append(f"\nValeurs de `{column.name}`\u00a0:\n")
            lines += [f"- `{value}`\u00a0: {meaning}" for value, meaning in column.choices.items()]
    return "\n".join(lines) + "\n"


def presence(column: Column) -> str:
    """Whether a value is needed, in French."""
    if column.may_be_absent:
        return "la colonne peut manquer"
    return "obligatoire" if column.required else "facultative"


def kind(column: Column) -> str:
    """Type, unit and bounds of the values, in French."""
    said = column.kind.value + (f" ({column.unit})" if column.unit else "")
    if column.kind in JSON_TYPES:
        said += f", de {column.minimum:g} à {column.maximum:.0f}"
    return said


def line(column: Column) -> str:
    """Return the line of the dictionary on one column."""
    cells = (
        f"`{column.name}`",
        kind(column),
        presence(column),
        f"**{column.title}.** {column.meaning}",
        f"`{column.example}`",
    )
    return "| " + " | ".join(cells) + " |"
