"""Figures: how they are taken, and how they stand in the table."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter_ns
from typing import Any

type Work = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table for one database. `reached` None: there is nothing to reach. `raw`: the numbers behind
    the figure, for those who want to reckon on."""

    what: str
    target: str
    figure: str
    reached: bool | None
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Times:
    """How long each run of the same work took, milliseconds."""

    ms: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.ms)

    @property
    def p95(self) -> float:
        return quantiles(self.ms, n=20)[-1] if len(self.ms) > 1 else self.ms[0]

    def raw(self) -> dict[str, float]:
        return {
            "runs": len(self.ms),
            "median_ms": round(self.median, 3),
            "p95_ms": round(self.p95, 3),
            "least_ms": round(min(self.ms), 3),
        }


def alternate(*ways: Sequence[Work], batch: int = 20) -> list[Times]:
    """Run several ways of doing the same, a batch of one after a batch of the other, and say how long each work took.

    A machine is never equally quick for a whole minute: in turns, every way gets its share of the good and of the bad.
    """
    taken: list[list[float]] = [[] for _ in ways]
    longest = max(len(works) for works in ways)
    with undisturbed():
        for start in range(0, longest, batch):
            for works, times in zip(ways, taken, strict=True):
                for work in works[start : start + batch]:
                    began = perf_counter_ns()
                    work()
                    times.append((perf_counter_ns() - began) / 1e6)
    return [Times(tuple(times)) for times in taken]


@contextmanager
def undisturbed() -> Iterator[None]:
    """What was made before is no longer looked through by the garbage collector, which itself stays on: as in a server
    that has been running for a while."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def milliseconds(value: float) -> str:
    """Two figures that count, as `0.42` and `8.1`."""
    return f"{value:.2f}" if value < 1 else f"{value:.1f}"


def table(rows: dict[str, list[Row]]) -> str:
    """The rows of each database (name -> rows) side by side, as Markdown."""
    names = list(rows)
    known = {name: {row.what: row for row in found} for name, found in rows.items()}
    order = list(dict.fromkeys(row.what for found in rows.values() for row in found))
    lines = [
        f"| what | to reach | {' | '.join(names)} | reached |",
        f"|---|---|{'---|' * len(names)}---|",
    ]
    for what in order:
        found = [known[name].get(what) for name in names]
        target = next(row.target for row in found if row is not None)
        verdicts = [row.reached for row in found if row is not None and row.reached is not None]
        reached = "" if not verdicts else "yes" if all(verdicts) else "**no**"
        figures = " | ".join(row.figure if row else "" for row in found)
        lines.append(f"| {what} | {target} | {figures} | {reached} |")
    return "\n".join(lines) + "\n"


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Keep the rows as JSON."""
    path.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), encoding="utf-8")


def read_rows(path: Path) -> list[Row]:
    """Rows as `write_rows` keeps them; none where nothing was kept."""
    return [Row(**row) for row in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []
