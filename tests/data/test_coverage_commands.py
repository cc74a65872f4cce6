"""The commands ``coverage`` and ``timeline``, as a user types them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from atlas.commands.shared.selection_options import LEVELS
from atlas.coverage import Basis, Level, Reach, coverage, engine_of, timeline
from atlas.data import load
from atlas.model.selection import FIELDS, Selection

ROOT = Path(__file__).resolve().parents[2]
ENGINE = engine_of(load())

COVERAGE = "code,name,campuses,population,covered_population,covered_share,backup_population,nearest_km"
TIMELINE = "date,dated,undated,excellence,official_total,official_excellence"


def atlas(*words: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m atlas``, with warnings as errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-X", "utf8", "-m", "atlas", *words],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_coverage_prints_the_rows_of_the_engine() -> None:
    done = atlas(
        "coverage", "--level", "region-2015", "--radius", "12,5", "--basis", "network",
        "--date", "2019", "--filiere", "mobilite", "--filiere", "energie",
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == COVERAGE
    selection = Selection(filieres=("mobilite", "energie"), date=pd.Timestamp("2019-12-31").date())
    expected = coverage(ENGINE, selection, Level.REGION_2015, Reach(12.5, Basis.NETWORK))
    rows = rows_of(done.stdout)
    assert [row["code"] for row in rows] == expected.rows["code"].tolist()
    for name in ("campuses", "population", "covered_population", "backup_population"):
        found = [int(row[name]) if row[name] else None for row in rows]
        assert found == [None if pd.isna(value) else value for value in expected.rows[name]]
    for row, share, km in zip(rows, expected.rows["covered_share"], expected.rows["nearest_km"], strict=True):
        assert row["covered_share"] == ("" if pd.isna(share) else f"{share:.6f}")
        assert row["nearest_km"] == ("" if pd.isna(km) else f"{km:.3f}")
    notes = done.stderr.splitlines()
    assert notes == [expected.covered.definition, *expected.provenance.sentences()]


def test_coverage_in_json_carries_what_stands_behind() -> None:
    done = atlas("coverage", "--level", "academie", "--radius", "30", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert (said["level"], said["radius_km"], said["basis"]) == ("academie", 30, "seat")
    expected = coverage(ENGINE, Selection(), Level.ACADEMIE, Reach(30))
    assert said["figures"]["covered"] == expected.covered.record()
    assert said["provenance"] == expected.provenance.record()
    assert [",".join(row) for row in said["rows"]] == [COVERAGE] * len(expected.rows)
    outside = said["rows"][-1]
    assert (outside["code"], outside["campuses"]) == ("polynesie-francaise", 2)
    assert {outside[name] for name in ("population", "covered_share", "nearest_km")} == {None}


def test_timeline_prints_one_row_a_date() -> None:
    done = atlas("timeline", "--format", "csv")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == TIMELINE
    expected = timeline(ENGINE)
    assert [row["date"] for row in rows_of(done.stdout)] == [str(date) for date in expected.rows["date"]]
    official = {row["date"]: row["official_total"] for row in rows_of(done.stdout)}
    assert official["2017-02-13"] == "77"
    assert official["2017-12-31"] == ""
    assert done.stderr.splitlines() == [expected.definition, *expected.provenance.sentences()]


def test_timeline_of_units_and_in_json() -> None:
    done = atlas("timeline", "--level", "region", "--categorie", "CMQE", "--date", "2021-03-18")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == TIMELINE.replace("date", "date,code,name", 1)
    rows = rows_of(done.stdout)
    assert {row["date"] for row in rows[-19:]} == {"2021-03-18"}
    said = json.loads(atlas("timeline", "--format", "json").stdout)
    assert [",".join(row) for row in said["rows"]] == [TIMELINE] * len(timeline(ENGINE).rows)
    assert said["provenance"] == timeline(ENGINE).provenance.record()


AT_HOME = ("coverage", "--level", "region", "--radius", "30")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("coverage", "--radius", "30"), "il manque : --level"),
        (("coverage", "--level", "region"), "il manque : --radius"),
        (("coverage", "--level", "canton", "--radius", "3"), "« canton » n’est pas un niveau"),
        (("timeline", "--level", "canton"), "« canton » n’est pas un niveau"),
        (("coverage", "--level", "region", "--radius", "-1"), "0 ou plus, et non « -1 »"),
        (("coverage", "--level", "region", "--radius", "nan"), "0 ou plus, et non « nan »"),
        (("coverage", "--level", "region", "--radius", "loin"), "0 ou plus, et non « loin »"),
        ((*AT_HOME, "--basis", "siege"), "« siege » n’existe pas"),
        ((*AT_HOME, "--format", "xml"), "« xml » n’existe pas"),
        ((*AT_HOME, "--date", "2020-13"), "le mois 13 n’existe pas"),
        ((*AT_HOME, "--date", "hier"), "AAAA-MM-JJ"),
        ((*AT_HOME, "--couleur", "bleu"), "option inconnue"),
        ((*AT_HOME, "--filiere", "aviation"), "--filiere n’admet pas la valeur « aviation » (au choix : ali"),
        ((*AT_HOME, "--departement", "2C"), "--departement n’admet pas la valeur « 2C »"),
        (("timeline", "--region", "\x1b[31m"), "--region n’admet pas la valeur « [31m »"),
    ],
)
def test_a_wrong_option_is_one_french_line(words: tuple[str, ...], said: str) -> None:
    done = atlas(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr.replace("\u00a0", " ")
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize("words", [AT_HOME, ("timeline",)])
def test_a_refused_folder_is_told_whole(folder: Path, words: tuple[str, ...]) -> None:
    (folder / "members.csv").unlink()
    done = atlas(*words, "--data", str(folder))
    assert (done.returncode, done.stdout) == (1, "")
    assert "missing-file" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["coverage", "timeline"])
def test_help_names_every_option_and_level(command: str) -> None:
    done = atlas(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    options = ["--level", "--format", "--data", "--date", "--q", *(f"--{field.param}" for field in FIELDS)]
    assert all(option in said for option in options)
    assert all(level in said for level in LEVELS)


def test_the_levels_are_those_of_the_engine() -> None:
    assert [level.value for level in Level] == [name.replace("-", "_") for name in LEVELS]


def test_a_closed_pipe_is_no_error() -> None:
    command = f"'{sys.executable}' -m atlas coverage --level commune --radius 30 2>/dev/null | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, COVERAGE)
