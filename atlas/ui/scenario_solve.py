"""The exact solve of a session: started, followed and stopped without holding the page."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from atlas.model.numbers import NBSP, french_decimal, french_int
from atlas.planning import Plan, Problem, Progress, Solve, status_text
from atlas.ui import scenario_state
from atlas.ui.markup import tag, text

AT_ONCE: Final = 2
"""Solves that one server runs at a time: each takes a processor."""
_RUN: Final = "scenario-solve"
_EVERY_S: Final = 1.0
_FORGOTTEN_S: Final = 15.0
"""A solve that no page has asked about for so long is nobody's any more."""
_lock = threading.Lock()
_runs: list[_Run] = []


@dataclass(slots=True, eq=False)
class _Run:
    """A solve, what it answers, and when a page last asked about it (monotonic clock, s)."""

    asked: Hashable
    solve: Solve
    seen: float

    @property
    def is_wanted(self) -> bool:
        return self.solve.is_running and time.monotonic() - self.seen <= _FORGOTTEN_S

    def end(self) -> None:
        self.seen = -math.inf
        self.solve.stop()


def start(asked: Hashable, problem: Problem, sites: int, limit: int | None) -> None:
    """Start the solve of what is asked; one of before is stopped. For callbacks."""
    stop()
    with _lock:
        wanted = [one for one in _runs if one.is_wanted]
        for one in _runs:
            if one not in wanted:
                one.end()
        _runs[:] = wanted
        if len(wanted) >= AT_ONCE:
            scenario_state.tell(
                f"{AT_ONCE} calculs sont déjà en cours sur ce serveur. Réessayez dans une minute."
            )
            return
        run = _Run(asked, Solve.start(problem, sites, limit), time.monotonic())
        _runs.append(run)
    st.session_state[_RUN] = run


def stop() -> None:
    """Ask the solve of this session to end with the best it knows."""
    run: _Run | None = st.session_state.get(_RUN)
    if run is not None:
        run.end()


def of(asked: Hashable) -> Solve | None:
    """The solve of exactly what is asked; one of anything else is stopped."""
    run: _Run | None = st.session_state.get(_RUN)
    if run is None:
        return None
    run.seen = time.monotonic()
    if run.asked == asked:
        return run.solve
    run.end()
    del st.session_state[_RUN]
    return None


def finished_plan(solve: Solve | None) -> Plan | None:
    """The plan of a solve that has ended with something to show."""
    if solve is None or solve.is_running or not solve.progress().chosen:
        return None
    return solve.result()


def follow() -> None:
    """Show the progress, drawn again every second while it runs; then the whole page, once."""
    st.fragment(_progress, run_every=_EVERY_S)(st.session_state[_RUN])


def _progress(run: _Run) -> None:
    if not run.solve.is_running:
        st.rerun(scope="app")
    run.seen = time.monotonic()
    st.html(tag("p", text(progress_text(run.solve.progress())), class_="atlas-proof", role="status"))
    st.button("Arrêter le calcul", key="scenario-stop", on_click=run.end)


def progress_text(progress: Progress) -> str:
    """Say what is proven so far."""
    if not progress.chosen:
        return f"Calcul de l’optimum en cours{NBSP}: préparation."
    return (
        f"Calcul de l’optimum en cours{NBSP}: {french_int(progress.value)} habitants gagnés, au plus "
        f"{french_int(progress.bound)} possibles (écart {french_decimal(progress.gap * 100, 2)}{NBSP}%)."
    )


def proof_text(progress: Progress) -> str:
    """Say what was proven in the end."""
    return (
        f"Calcul exact{NBSP}: {status_text(progress)}. Valeur {french_int(progress.value)} habitants "
        f"gagnés, borne {french_int(progress.bound)}."
    )
