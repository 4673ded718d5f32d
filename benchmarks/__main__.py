"""`python -m benchmarks`: measure, and write one table (var/bench.md; the raw numbers in var/bench.json)."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from benchmarks.figures import Row, read_rows, table
from benchmarks.run import SUBJECTS

HERE = Path(__file__).resolve().parent.parent
VAR = HERE / "var"
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


@click.command()
@click.option("--db", "kinds", type=click.Choice(list(NAMES)), multiple=True, help="Only on this database.")
@click.option("--only", "subjects", type=click.Choice(SUBJECTS), multiple=True, help="Only this subject.")
@click.option("--quick", is_flag=True, help="Small numbers, for trying out: two minutes instead of 25.")
def main(*, kinds: tuple[str, ...], subjects: tuple[str, ...], quick: bool) -> None:
    """Measure how quick the house is, beside the bare database."""
    found: dict[str, list[Row]] = {}
    failed = False
    for kind in kinds or NAMES:
        click.echo(f"{NAMES[kind]}", err=True)
        rows, well = _measured(kind, list(subjects or SUBJECTS), quick)
        found[NAMES[kind]] = rows
        failed |= not well
    text = table(found)
    VAR.mkdir(exist_ok=True)
    (VAR / "bench.md").write_text(text, encoding="utf-8")
    raw = {name: {row.what: row.raw for row in rows} for name, rows in found.items()}
    (VAR / "bench.json").write_text(json.dumps(raw, ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo(text)
    sys.exit(failed)


def _measured(kind: str, subjects: list[str], quick: bool) -> tuple[list[Row], bool]:
    """The rows of one kind of database, measured by a process of its own; whether it came to its end."""
    (VAR / "bench").mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=VAR / "bench", prefix=f"{kind}-"))
    place = folder / "rows.json"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KUNJAE_")}
    environment |= {"KUNJAE_DATA_DIR": str(folder), "KUNJAE_SECRET_KEY": secrets.token_urlsafe(48)}
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if kind == "postgres":
            from tests import postgres

            environment["KUNJAE_DATABASE_URL"] = stack.enter_context(postgres.running())
        arguments = json.dumps({"subjects": subjects, "quick": quick})
        command = [sys.executable, "-m", "benchmarks.run", str(place), arguments]
        ended = subprocess.run(command, env=environment, cwd=HERE, check=False)
        return read_rows(place), ended.returncode == 0


if __name__ == "__main__":
    main()
