from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kunjae.backups.backup import MadeBackup


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it is there already.")
def command(*, file: Path, force: bool) -> None:
    """Write everything but the secret key into one FILE, while the house goes on working. “-” is standard output.

    It is a snapshot of one moment. `kunjae restore FILE` brings it back, on SQLite or PostgreSQL.
    """
    from django.utils import timezone

    from kunjae.backups.backup import make_backup, write_backup
    from kunjae.config.cli._progress import progress_bar

    now = timezone.now()
    try:
        with progress_bar() as bar:
            if str(file) == "-":
                write_backup(sys.stdout.buffer, now=now, start=bar.begin, tick=bar.advance)
                return
            made = make_backup(file, now=now, force=force, start=bar.begin, tick=bar.advance)
    except OSError as error:
        raise click.ClickException(f"Cannot write {file}: {error.strerror}.") from error
    _tell(file, made)


def _tell(file: Path, made: MadeBackup) -> None:
    from django.conf import settings

    uploads = f" and {len(made.manifest.uploads):,} uploads" if made.manifest.uploads else ""
    click.echo(
        f"{file}: {made.manifest.rows:,} rows of {len(made.manifest.tables)} tables{uploads}, "
        f"{made.size:,} bytes."
    )
    key = settings.DATA_DIR / "secret-key"
    where = str(key) if key.exists() else "KUNJAE_SECRET_KEY"
    click.echo(f"The secret key is not in it. Keep a copy of {where}, in another place than the backup.")
