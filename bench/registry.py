"""What a bench is, what it returns, and the list of all of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final


class BenchError(RuntimeError):
    """A measurement that could not be made, with the reason."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line asks of every bench.

    Attributes
    ----------
    quick : bool
        Fewer repetitions: to see that all works, not to conclude.
    verbose : bool
        Whether details are worth collecting.
    soak_s : int
        Length of the load in seconds, with a point a minute; 0 for the ordinary length.
    """

    quick: bool = False
    verbose: bool = False
    soak_s: int = 0

    def repetitions(self, full: int, quick: int) -> int:
        """Number of repetitions of a measurement."""
        return quick if self.quick else full


@dataclass(frozen=True, slots=True)
class Target:
    """Largest value accepted, of the ratio to the floor or of the figure itself."""

    maximum: float
    of_ratio: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report.

    Attributes
    ----------
    name, label : str
        Identifier for machines; what is measured, in French.
    unit : str
        Unit of ``real`` and ``floor``.
    real, floor : float or None
        Median (or stated statistic) of the application and of its floor.
    target : Target or None
        Largest value accepted.
    details : sequence of str
        Lines for ``--verbose``.
    samples : dict
        Raw values by series, for ``--json``.
    """

    name: str
    label: str
    unit: str
    real: float
    floor: float | None = None
    target: Target | None = None
    details: Sequence[str] = ()
    samples: dict[str, list[float]] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Real over floor, if there is a floor."""
        return self.real / self.floor if self.floor else None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        value = self.ratio if self.target.of_ratio else self.real
        return value is not None and value <= self.target.maximum


Run = Callable[[Settings], list[Figure]]


@dataclass(frozen=True, slots=True)
class Bench:
    """One bench: its name on the command line, what it says, its place in the run, its function."""

    name: str
    title: str
    order: int
    run: Run


_BENCHES: Final[dict[str, Bench]] = {}


def bench(name: str, title: str, order: int) -> Callable[[Run], Run]:
    """Register a bench under a name; lower ``order`` runs first."""

    def register(run: Run) -> Run:
        _BENCHES[name] = Bench(name, title, order, run)
        return run

    return register


def all_benches() -> list[Bench]:
    """Benches of the package ``bench.benches``, in the order of their run."""
    package = importlib.import_module("bench.benches")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    return sorted(_BENCHES.values(), key=lambda one: one.order)
