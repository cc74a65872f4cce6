"""Each kind of error, made in a copy of the real folder, is told with its place and its remedy."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from atlas.commands.export import replace_file
from atlas.data import DataError, DataFolderError, check_folder, load
from atlas.data.columns import MAX_CELL_LENGTH
from atlas.data.errors import MAX_KEPT, MAX_SHOWN, Problems, show
from atlas.data.reading import content_version, read_folder
from atlas.data.schema import TABLES
from tests.data.folders import add_row, rows_of, write_rows

ROOT = Path(__file__).resolve().parents[2]
CAMPUS = "nor-industrie-energies"


def only_error(folder: Path) -> DataError:
    checked = check_folder(folder)
    assert checked.total == 1, [str(error) for error in checked.errors]
    return checked.errors[0]


@dataclass(frozen=True)
class Case:
    """Cells to put in one row, and the error that must follow.

    The first cell is the one at fault; `remedy` is a part of the remedy.
    """

    code: str
    cells: dict[str, str]
    remedy: str
    table: str = "campuses"


LYON = {"host_insee": "69123", "host_commune": "Lyon"}
CASES = [
    Case("required", {"name": ""}, "remplir la cellule"),
    Case("required", {"region": " "}, "remplir la cellule"),
    Case("too-long", {"notes": "x" * (MAX_CELL_LENGTH + 1)}, "raccourcir"),
    Case("control-character", {"name": "Campus\x07des énergies"}, "ressaisir"),
    Case("control-character", {"name": "Campus\x00des énergies"}, "ressaisir"),
    Case("control-character", {"name": "Campus\ndes énergies"}, "ressaisir"),
    Case("control-character", {"notes": "abc\u202edef"}, "ressaisir"),
    Case("control-character", {"name": "Campus\uffffdes énergies"}, "ressaisir"),
    Case("control-character", {"name": "\u200b"}, "remplir"),
    Case("unknown-value", {"sector": "Numerique, telecommunications"}, "« Numérique, télécommunications »"),
    Case("unknown-value", {"category": "CMQX"}, "« CMQ"),
    Case("unknown-value", {"status": "Fusionné"}, "remplacer par « merged »"),
    Case("unknown-value", {"confidence": "zzz"}, "choisir parmi"),
    Case("unknown-value", {"event": "labels"}, "remplacer par « label »", table="label_events"),
    Case("unknown-value", {"type": "lycée"}, "remplacer par « lycee »", table="members"),
    Case("bad-date", {"status_date": "2020-13"}, "comme « 2016-01-29 »"),
    Case("bad-date", {"date": "2101"}, "comme « 2016-01-29 »", table="label_events"),
    Case("bad-date", {"announced": "14/10/2013"}, "comme « 2016-01-29 »", table="label_calls"),
    Case("bad-integer", {"duration_years": "3 ans"}, "que des chiffres", table="label_events"),
    Case("out-of-range", {"campuses": "-12"}, "vérifier", table="official_totals"),
    Case("bad-url", {"website": "www.campus.fr"}, "adresse complète"),
    Case("bad-url", {"url": "javascript:alert(1)"}, "adresse complète", table="sources"),
    Case("bad-insee", {"host_insee": "1031"}, "« 01031 »"),
    Case("bad-insee", {"insee": "Yzeure"}, "insee.fr", table="members"),
    Case("unknown-commune", {"host_insee": "50999"}, "insee.fr"),
    Case("unknown-commune", {"insee": "99999"}, "insee.fr", table="members"),
    Case("unknown-region", {"region": "Normandi"}, "remplacer par « Normandie »"),
    Case("unknown-academie", {"academie": "Caen"}, "geography/academies.csv"),
    Case("unknown-academie", {"academie": "normandie"}, "remplacer par « Normandie »"),
    Case("academie-outside-region", {"academie": "Lyon"} | dict.fromkeys(LYON, ""), "corriger"),
    Case("commune-outside-region", LYON, "code postal"),
    Case(
        "commune-outside-academie",
        LYON | {"academie": "Grenoble", "region": "Auvergne-Rhône-Alpes"},
        "code postal",
    ),
    Case("incomplete-host", {"host_commune": ""}, "remplir les deux"),
    Case("incomplete-host", {"host_insee": ""}, "remplir les deux"),
    Case(
        "basis-without-host", {"host_basis": "stated", "host_name": ""} | dict.fromkeys(LYON, ""), "host_name"
    ),
    Case("incomplete-position", {"host_lat": "49.6", "host_lon": ""}, "remplir les deux"),
    Case("bad-number", {"host_lon": "-1,6", "host_lat": "49.6"}, "par exemple"),
    Case("position-outside-france", {"host_lat": "-1.6", "host_lon": "49.6"}, "semblent inversées"),
    Case("position-outside-france", {"host_lat": "60", "host_lon": "60"}, "vérifier"),
    Case("position-outside-region", {"host_lat": "43.3", "host_lon": "5.4"}, "corriger"),
    Case("unknown-call", {"first_label_call": "9"}, "label_calls.csv"),
    Case("unknown-call", {"first_label_call": "2020 excellense"}, "remplacer par « 2020 excellence »"),
    Case("unknown-campus", {"campus_id": CAMPUS + "s"}, f"remplacer par « {CAMPUS} »", table="label_events"),
    Case("unknown-campus", {"campus_id": "inconnu"}, "retirer la ligne", table="members"),
    Case("bad-id", {"campus_id": "Été 2013"}, "écrire par exemple", table="sources"),
    Case("ends-before-label", {"status_date": "2012"}, "vérifier les dates"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{'-'.join(case.cells)}")
def test_wrong_cell(folder: Path, case: Case) -> None:
    path = folder / f"{case.table}.csv"
    rows = [dict.fromkeys(case.cells, "") | row for row in rows_of(path)]  # adds the optional columns
    key = TABLES[case.table].key[0]
    at = next((i for i, row in enumerate(rows) if row[key] == CAMPUS), 0)
    rows[at] |= case.cells
    write_rows(path, rows)
    field = next(iter(case.cells))

    errors = [error for error in check_folder(folder).errors if error.code == case.code]

    assert len(errors) == 1
    error = errors[0]
    assert (error.table, error.row, error.field) == (f"{case.table}.csv", at + 2, field)
    assert error.id == rows[at][key]
    assert case.remedy in error.remedy
    assert error.problem
    assert error.value == show(case.cells[field].strip())


def rewrite(table: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / f"{table}.csv"
        path.write_bytes(change(path.read_bytes()))

    return edit


def test_repeated_id(folder: Path) -> None:
    add_row(folder / "campuses.csv")
    error = only_error(folder)
    first = rows_of(folder / "campuses.csv")[0]["id"]
    assert (error.code, error.table, error.row, error.field) == ("duplicate-id", "campuses.csv", 114, "id")
    assert error.id == error.value == first
    assert "ligne 2" in error.problem


def test_repeated_row(folder: Path) -> None:
    add_row(folder / "members.csv")
    error = only_error(folder)
    assert (error.code, error.table, error.row) == ("duplicate-row", "members.csv", 344)


def test_an_ended_campus_needs_a_date(folder: Path) -> None:
    add_row(folder / "campuses.csv", id="fini", status="ended", status_date="")
    error = only_error(folder)
    assert (error.code, error.id, error.field) == ("end-without-date", "fini", "status_date")


def make_folder_of_members(folder: Path) -> None:
    (folder / "members.csv").unlink()
    (folder / "members.csv").mkdir()


FILE_CASES: list[tuple[str, Callable[[Path], None], str, str]] = [
    ("missing-file", lambda folder: (folder / "members.csv").unlink(), "members.csv", "ajouter members.csv"),
    (
        "unknown-file",
        lambda folder: (folder / "member.csv").write_bytes(b"a,b"),
        "member.csv",
        "le renommer en members.csv",
    ),
    ("empty-file", rewrite("sources", lambda _: b""), "sources.csv", "ligne de titres"),
    ("empty-file", rewrite("sources", lambda _: b"\xef\xbb\xbf\r\n\r\n"), "sources.csv", "ligne de titres"),
    ("empty-file", rewrite("campuses", lambda _: b",,,\n,,,\n"), "campuses.csv", "ligne de titres"),
    (
        "encoding",
        rewrite("members", lambda content: content.decode().encode("cp1252", "replace")),
        "members.csv",
        "CSV UTF-8",
    ),
    (
        "encoding",
        rewrite("members", lambda content: content.decode().encode("utf-16")),
        "members.csv",
        "UTF-8",
    ),
    (
        "separator",
        rewrite("official_totals", lambda content: content.replace(b",", b";")),
        "official_totals.csv",
        "CSV UTF-8 (délimité par des virgules)",
    ),
    (
        "separator",
        rewrite("official_totals", lambda content: content.replace(b",", b"\t")),
        "official_totals.csv",
        "CSV UTF-8 (délimité par des virgules)",
    ),
    (
        "malformed-csv",
        rewrite("sources", lambda content: content + b'x,"http://a'),
        "sources.csv",
        "guillemets",
    ),
    (
        "missing-column",
        rewrite("sources", lambda content: content.replace(b",url", b",urls", 1)),
        "sources.csv",
        "renommer la colonne « urls »",
    ),
    (
        "missing-column",
        rewrite("members", lambda content: content.replace(b"campus_id,type", b"campus_id,zzz", 1)),
        "members.csv",
        "ajouter la colonne",
    ),
    (
        "duplicate-column",
        rewrite("members", lambda content: content.replace(b",type,", b",name,", 1)),
        "members.csv",
        "n’en garder qu’une",
    ),
    (
        "ragged-row",
        rewrite("sources", lambda content: content + b"bre-batiment-durable\n"),
        "sources.csv",
        "guillemets",
    ),
    (
        "file-too-large",
        rewrite("sources", lambda content: content + b"\n" * 20_000_000),
        "sources.csv",
        "bonne table",
    ),
    (
        "too-many-rows",
        rewrite("official_totals", lambda content: content + b"2020,,,https://a.fr,\n" * 200_001),
        "official_totals.csv",
        "bonne table",
    ),
    (
        "unreadable-file",
        make_folder_of_members,
        "members.csv",
        "lisible",
    ),
]


@pytest.mark.parametrize(
    ("code", "spoil", "table", "remedy"),
    FILE_CASES,
    ids=[f"{i}-{case[0]}" for i, case in enumerate(FILE_CASES)],
)
def test_wrong_file(folder: Path, code: str, spoil: Callable[[Path], None], table: str, remedy: str) -> None:
    spoil(folder)
    errors = [error for error in check_folder(folder).errors if error.code == code]
    assert len(errors) == 1
    assert errors[0].table == table
    assert remedy in errors[0].remedy


@pytest.mark.parametrize("name", ["absent", "un\0zero", "campuses.csv"])
def test_folder_that_is_none(folder: Path, name: str) -> None:
    error = only_error(folder / name)
    assert error.code == "unreadable-folder"
    assert "ATLAS_DATA" in error.remedy


def test_all_errors_are_told_at_once(folder: Path) -> None:
    add_row(folder / "campuses.csv", region="Atlantide")
    add_row(folder / "members.csv", campus_id="inconnu")
    (folder / "sources.csv").unlink()
    assert {error.code for error in check_folder(folder).errors} == {
        "duplicate-id",
        "unknown-region",
        "unknown-campus",
        "missing-file",
    }
    with pytest.raises(DataFolderError) as raised:
        load(folder)
    assert raised.value.total == 4
    assert str(raised.value).startswith("4 erreurs trouvées\u00a0:")


def test_many_errors_are_all_counted_and_few_kept(folder: Path) -> None:
    rewrite("sources", lambda content: content + b"inconnu,ftp://a\n" * 3_000)(folder)
    checked = check_folder(folder)
    assert checked.total == 3_000 * 3 - 1  # unknown campus, bad address, and all but the first repeated
    assert len(checked.errors) == MAX_KEPT


@pytest.mark.parametrize(
    "change",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.replace(b"\n", b"\r"),
    ],
    ids=["byte-order-mark", "windows", "old-mac"],
)
def test_line_ends_and_byte_order_mark_change_nothing(folder: Path, change: Callable[[bytes], bytes]) -> None:
    before = check_folder(folder)
    for table in TABLES:
        rewrite(table, change)(folder)
    after = check_folder(folder)
    assert (after.total, after.version) == (0, before.version)
    assert after.tables == before.tables


def test_version_follows_the_content_only(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    contents = read_folder(folder, Problems())
    version = content_version(contents)
    assert version == content_version(dict(reversed(contents.items())))
    assert version == load().version
    assert len(version) == 12
    for name in contents:
        assert content_version(contents | {name: contents[name] + b"x"}) != version


def test_columns_may_move_and_more_may_come(folder: Path) -> None:
    path = folder / "campuses.csv"
    moved = [dict(reversed(row.items())) | {"": "", "effectif": "120"} for row in rows_of(path)]
    write_rows(path, moved)
    assert check_folder(folder).total == 0
    assert "effectif" not in load(folder).campuses


def test_decomposed_accents_and_outer_spaces_are_the_same_value(folder: Path) -> None:
    path = folder / "campuses.csv"
    rows = rows_of(path)
    rows[0]["region"] = " Auvergne-Rho\u0302ne-Alpes\u00a0"
    write_rows(path, rows)
    assert load(folder).campuses["region"][0] == "Auvergne-Rhône-Alpes"


def test_blank_lines_and_padding_of_spreadsheets_are_accepted(folder: Path) -> None:
    rewrite("sources", lambda content: content + b"\n,,\n ,\n")(folder)
    rewrite("label_events", lambda content: content.replace(b"2013,label,4", b"2013,label,4,,,", 1))(folder)
    assert check_folder(folder).total == 0


def test_values_are_cut_and_escaped_in_messages(folder: Path) -> None:
    add_row(folder / "sources.csv", url="\x1b[31m" + "x" * 200)
    message = str(only_error(folder))
    assert "\x1b" not in message
    assert "\\x1b[31mxxx" in message
    assert "x" * MAX_SHOWN not in message


def atlas(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "atlas", *words]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    environment.pop("ATLAS_DATA", None)
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_command_tells_what_was_checked() -> None:
    done = atlas("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Campus\u00a0: 112 lignes" in done.stdout


def test_command_tells_every_error(folder: Path) -> None:
    add_row(folder / "members.csv", campus_id="inconnu")
    done = atlas("check", "--data", str(folder))
    assert (done.returncode, done.stdout) == (1, "")
    assert "members.csv, ligne 344 (inconnu), colonne «\u00a0campus_id\u00a0»" in done.stderr


def test_command_shows_the_first_errors_and_counts_the_others(folder: Path) -> None:
    rewrite("sources", lambda content: content + b"inconnu,ftp://a\n" * 30)(folder)
    done = atlas("check", "--data", str(folder), "--max", "3")
    assert len(done.stderr.splitlines()) == 6
    assert "et 86 de plus" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("check", "--dta", "x"), "option inconnue\u00a0: --dta x"),
        (("check", "--data"), "l’option --data attend une valeur"),
        (("check", "--max", "trois"), "l’option --max attend un nombre entier"),
        (("chek",), "« chek » n’existe pas"),
        ((), "il manque\u00a0: COMMANDE"),
    ],
)
def test_wrong_command_line_is_told_in_one_french_line(words: tuple[str, ...], told: str) -> None:
    done = atlas(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_help_names_every_command() -> None:
    done = atlas("--help")
    assert done.returncode == 0
    assert "vérifier un dossier de données" in done.stdout
    for english in ("usage:", "show this", "positional", "optional"):
        assert english not in done.stdout + atlas("check", "--help").stdout


def test_help_loads_no_heavy_module() -> None:
    code = "import sys; from atlas.cli import build_parser; build_parser(); print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_folder_without_a_campus_is_refused(folder: Path) -> None:
    for name in ("campuses", "label_events", "members", "sources"):
        path = folder / TABLES[name].file_name
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert {error.code for error in check_folder(folder).errors} == {"no-campus"}


def test_a_folder_of_which_nothing_is_dated_is_refused(folder: Path) -> None:
    path = folder / "campuses.csv"
    undated = {"status_date": "", "first_label_call": "", "status": "active"}
    write_rows(path, [row | undated for row in rows_of(path)])
    events = folder / "label_events.csv"
    events.write_text(events.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert {error.code for error in check_folder(folder).errors} == {"no-date"}


def test_a_pipe_is_no_table(folder: Path) -> None:
    (folder / "members.csv").unlink()
    os.mkfifo(folder / "members.csv")
    assert "unreadable-file" in {error.code for error in check_folder(folder).errors}


def test_a_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    fifo = tmp_path / "tube"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        replace_file(fifo, b"contenu")
        assert os.read(reader, 100) == b"contenu"
    finally:
        os.close(reader)
    assert fifo.is_fifo()
