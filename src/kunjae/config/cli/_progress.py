"""A bar that shows on a terminal how far a long command is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


class ProgressBar:
    """One bar, for one part of the work after the other."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def begin(self, total: int, what: str = "Rows") -> None:
        """From now on it shows this part, of `total` steps."""
        self._progress.reset(self._task, total=total, description=what)

    def advance(self, steps: int) -> None:
        """So many steps further."""
        self._progress.advance(self._task, steps)


@contextmanager
def progress_bar() -> Iterator[ProgressBar]:
    """On standard error, if that is a terminal; gone when the block ends."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield ProgressBar(progress)
