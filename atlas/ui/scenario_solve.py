"""The exact solve of a session: started, followed and stopped without holding the page."""

from __future__ import annotations

import threading
import weakref
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
_lock = threading.Lock()
_running: weakref.WeakSet[Solve] = weakref.WeakSet()


@dataclass(frozen=True, slots=True)
class _Run:
    asked: Hashable
    solve: Solve


def start(asked: Hashable, problem: Problem, sites: int, limit: int | None) -> None:
    """Start the solve of what is asked; one of before is stopped. For callbacks."""
    stop()
    with _lock:
        if sum(one.is_running for one in _running) >= AT_ONCE:
            scenario_state.tell(
                f"{AT_ONCE} calculs sont déjà en cours sur ce serveur. Réessayez dans une minute."
            )
            return
        solve = Solve.start(problem, sites, limit)
        _running.add(solve)
    st.session_state[_RUN] = _Run(asked, solve)


def stop() -> None:
    """Ask the solve of this session to end with the best it knows."""
    run: _Run | None = st.session_state.get(_RUN)
    if run is not None:
        run.solve.stop()


def of(asked: Hashable) -> Solve | None:
    """The solve of exactly what is asked; one of anything else is stopped."""
    run: _Run | None = st.session_state.get(_RUN)
    if run is None or run.asked == asked:
        return run.solve if run else None
    run.solve.stop()
    del st.session_state[_RUN]
    return None


def finished_plan(solve: Solve | None) -> Plan | None:
    """The plan of a solve that has ended with something to show."""
    if solve is None or solve.is_running or not solve.progress().chosen:
        return None
    return solve.result()


def follow(solve: Solve) -> None:
    """Show the progress, drawn again every second while it runs; then the whole page, once."""
    st.fragment(_progress, run_every=_EVERY_S)(solve)


def _progress(solve: Solve) -> None:
    if not solve.is_running:
        st.rerun(scope="app")
    st.html(tag("p", text(progress_text(solve.progress())), class_="atlas-proof", role="status"))
    st.button("Arrêter le calcul", key="scenario-stop", on_click=solve.stop)


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
