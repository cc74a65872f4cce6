"""The command ``plan``, as a user types it."""

from __future__ import annotations

import pytest

from tests.data.test_coverage_commands import atlas, rows_of

HEADER = "rank,code,name,gain_population,cumulative_population,cumulative_share"
WORDS = ("plan", "--sites", "5", "--radius", "30", "--filiere", "numerique")


def test_the_best_sites_with_proof() -> None:
    quick, exact = atlas(*WORDS), atlas(*WORDS, "--exact")
    assert (quick.returncode, exact.returncode) == (0, 0)
    assert quick.stdout.splitlines()[0] == HEADER
    *table, proof = exact.stdout.splitlines()
    assert table[0] == HEADER
    value = int(rows_of("\n".join(table))[-1]["cumulative_population"])
    assert proof == f"# value={value} bound={value} gap=0.000000 status=optimal"
    assert int(rows_of(quick.stdout)[-1]["cumulative_population"]) <= value


@pytest.mark.parametrize(
    "words",
    [("--sites", "0"), ("--sites", "31"), ("--sites", "x"), ("--radius", "300"), ("--max-per-region", "-1")],
)
def test_a_wrong_option_is_one_french_line(words: tuple[str, ...]) -> None:
    done = atlas(*WORDS, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
