"""The bench's own arithmetic and registry: what it prints must be what it measured."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench import protocol, report, stats
from bench.registry import Figure, Target, all_benches


@pytest.mark.parametrize("module", [stats, report, protocol])
def test_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_every_bench_is_registered_once_and_in_order() -> None:
    names = [one.name for one in all_benches()]
    assert {"click", "bytes", "start", "warm", "memory", "capacity"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("real", "floor", "target", "met"),
    [
        (125.0, 100.0, Target(1.25, of_ratio=True), True),
        (126.0, 100.0, Target(1.25, of_ratio=True), False),
        (126.0, None, Target(1.25, of_ratio=True), False),
        (40.0, 10.0, Target(40), True),
        (0.0, None, Target(0), True),
        (1.0, None, None, None),
    ],
)
def test_target_is_on_the_ratio_or_on_the_figure(
    real: float, floor: float | None, target: Target | None, met: bool | None
) -> None:
    assert Figure("x", "x", "ms", real, floor, target).is_met is met


def test_table_and_json_hold_every_figure(tmp_path: Path) -> None:
    figures = [
        Figure(
            "one", "Une mesure", "ms", 250.0, 200.0, Target(1.25, of_ratio=True), samples={"real": [250.0]}
        ),
        Figure("two", "Une autre", "Mo", 0.3, target=Target(0.2)),
    ]
    table = report.table(figures)
    assert "250 ms" in table
    assert "1,25" in table
    assert "NON" in table
    report.write_json(tmp_path / "out.json", figures)
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["figures"]
    assert [(one["name"], one["ratio"], one["met"]) for one in written] == [
        ("one", 1.25, True),
        ("two", None, False),
    ]


def test_a_message_is_named_by_what_it_draws() -> None:
    message = ForwardMsg()
    message.delta.new_element.checkbox.label = "Chimie"
    message.metadata.delta_path.extend([1, 2])
    assert protocol.describe(message) == "delta checkbox [1, 2]"
