"""Write ``data/datapackage.json`` and ``data/README.md`` from the declaration of the tables.

Usage: ``python scripts/build_dictionary.py`` writes them; with ``--check`` nothing is written and the
exit status is 1 if they differ from the declaration.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from atlas.data.columns import MAX_CELL_LENGTH, MAX_SLUG_LENGTH, PATTERNS, Column, Kind, Table  # noqa: E402
from atlas.data.schema import TABLES  # noqa: E402

DATA = ROOT / "data"
JSON_TYPES = {Kind.INTEGER: "integer", Kind.NUMBER: "number"}

INTRODUCTION = """\
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


def main() -> int:
    """Write the two files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="only compare, exit with 1 if a file is out of date"
    )
    is_check = parser.parse_args().check
    stale = 0
    for path, text in ((DATA / "datapackage.json", datapackage()), (DATA / "README.md", dictionary())):
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if is_check:
            print(
                f"{path.relative_to(ROOT)} is out of date: run python scripts/build_dictionary.py",
                file=sys.stderr,
            )
            stale = 1
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"{path.relative_to(ROOT)} written")
    return stale


def datapackage() -> str:
    """Return the text of ``datapackage.json``."""
    package = {
        "profile": "tabular-data-package",
        "name": "atlas-des-campus",
        "title": "Campus des métiers et des qualifications",
        "resources": [resource(table) for table in TABLES.values()],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def resource(table: Table) -> dict[str, object]:
    """Return the description of one file."""
    with (DATA / table.file_name).open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    # Table Schema has no optional column: only those that our own file has are described.
    schema: dict[str, object] = {
        "fields": [field(column) for column in table.columns if column.name in header],
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


def line(column: Column) -> str:
    """Return the line of the dictionary on one column."""
    presence = "obligatoire" if column.required else "facultative"
    if column.may_be_absent:
        presence = "la colonne peut manquer"
    kind = column.kind.value + (f" ({column.unit})" if column.unit else "")
    if column.kind in JSON_TYPES:
        kind += f", de {column.minimum:g} à {column.maximum:.0f}"
    cells = (
        f"`{column.name}`",
        kind,
        presence,
        f"**{column.title}.** {column.meaning}",
        f"`{column.example}`",
    )
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
