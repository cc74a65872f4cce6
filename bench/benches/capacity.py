"""Many readers at once: the memory and the time of each."""

from __future__ import annotations

from bench.load import Load, play
from bench.registry import Figure, Settings, Target, bench
from bench.server import MAP, running
from bench.stats import mean_slope, median, percentile

PERIOD_S = 5
_FEW = 20
_MANY = 200
_WARM_SESSIONS = 4
_WARM_SECONDS = 4


def _load(without: tuple[str, ...], sessions: int, seconds: float, period: float = PERIOD_S) -> Load:
    """Play a load on a fresh server that has already served a few readers."""
    with running(without) as server:
        play(server.port, server.pid, _WARM_SESSIONS, _WARM_SECONDS, 0.5)
        return play(server.port, server.pid, sessions, seconds, period)


@bench("memory", f"Mémoire d’une session, {_FEW} sessions ouvertes", order=50)
def memory(settings: Settings) -> list[Figure]:
    """Open some sessions, let each change its filter a few times, and look at the server's memory."""
    seconds = settings.repetitions(20, 8)
    real, floor = _load((), _FEW, seconds, 2), _load(MAP, _FEW, seconds, 2)
    return [
        Figure(
            "memory",
            f"Mémoire par session ouverte ({_FEW} sessions)",
            "Mo",
            real.memory_per_session,
            floor.memory_per_session,
            details=tuple(f"{name} : {_memory(load)}" for name, load in _named(real, floor)),
        )
    ]


@bench("capacity", f"{_MANY} sessions dans un processus, un changement toutes les {PERIOD_S} s", order=60)
def capacity(settings: Settings) -> list[Figure]:
    """Play many sessions on the real application, then on its floor (not in a soak)."""
    seconds = settings.soak_s or settings.repetitions(60, 20)
    real = _load((), _MANY, seconds)
    floor = None if settings.soak_s else _load(MAP, _MANY, settings.repetitions(30, 20))
    figures = [*_answers(real, floor), *_health(real, floor)]
    return [*figures, _slope(real)] if settings.soak_s else figures


def _answers(real: Load, floor: Load | None) -> list[Figure]:
    """Percentiles of the time from a request to the end of its run."""
    loads = _named(real, floor)
    details = [f"{name} : {line}" for name, load in loads for line in (*_work(load), _memory(load))]
    samples = {name: load.reruns for name, load in loads}
    first = True
    figures = []
    for share, name, target in ((0.5, "médiane", None), (0.95, "p95", Target(250)), (0.99, "p99", None)):
        figures.append(
            Figure(
                f"capacity_p{share * 100:.0f}",
                f"Réponse à {_MANY} sessions, {name}",
                "ms",
                real.p(share),
                floor.p(share) if floor else None,
                target,
                details=details if first else (),
                samples=samples if first else {},
            )
        )
        first = False
    return figures


def _health(real: Load, floor: Load | None) -> list[Figure]:
    """Failures, memory, and what both ends of the load cost."""
    return [
        Figure(
            "capacity_failed",
            "Échecs pendant la charge",
            "",
            real.failed,
            floor.failed if floor else None,
            Target(0),
            details=real.failures,
        ),
        Figure(
            "capacity_memory",
            f"Mémoire par session ({_MANY} sessions)",
            "Mo",
            real.memory_per_session,
            floor.memory_per_session if floor else None,
            Target(0.2),
        ),
        Figure(
            "capacity_cpu",
            "Processeur du serveur par exécution",
            "ms",
            real.cpu_ms_per_run,
            floor.cpu_ms_per_run if floor else None,
        ),
        Figure(
            "capacity_client",
            "Processeur du client de mesure",
            "cœurs",
            real.client_cores,
            floor.client_cores if floor else None,
            Target(0.5),
        ),
        Figure(
            "capacity_others",
            "Processeur pris par d’autres programmes (fausse les temps)",
            "cœurs",
            real.other_cores,
            floor.other_cores if floor else None,
            Target(0.2),
        ),
    ]


def _slope(load: Load) -> Figure:
    """Growth of memory in the second half of the load: the first fills caches and the allocator's pools."""
    points = [point for point in load.memory_points if point[0] >= load.seconds / 120]
    return Figure(
        "soak_slope",
        f"Croissance de la mémoire en {load.seconds / 60:.0f} min",
        "Mo/min",
        mean_slope(points),
        target=Target(1.0),
        details=[f"minute {minute:.0f} : {mb:.0f} Mo" for minute, mb in load.memory_points],
        samples={"memory": [mb for _, mb in load.memory_points]},
    )


def _named(real: Load, floor: Load | None) -> list[tuple[str, Load]]:
    return [("application", real), *([("plancher", floor)] if floor else [])]


def _memory(load: Load) -> str:
    before, opened, after = load.memory_before, load.memory_opened, load.memory_after
    return f"{before:.0f} Mo avant, {opened:.0f} Mo sessions ouvertes, {after:.0f} Mo à la fin"


def _work(load: Load) -> list[str]:
    first = f"médiane {median(load.first_runs):.0f} ms, p95 {percentile(load.first_runs, 0.95):.0f} ms"
    return [
        f"{len(load.reruns)} exécutions en {load.seconds:.0f} s, {load.late} en retard, {load.failed} échecs",
        f"{load.bytes_median / 1000:.1f} ko par exécution, serveur à {load.server_cores:.2f} cœur",
        f"première exécution, à l’arrivée des sessions : {first}",
        f"retard propre du client : {load.client_lag_p99:.1f} ms au 99e centile",
    ]
