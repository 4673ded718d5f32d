from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kunjae.backups.holding import Held
    from kunjae.backups.manifest import Manifest


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--other-key", is_flag=True, help="Restore although the secret key is another one now.")
@click.option(
    "--send-waiting",
    is_flag=True,
    help="Send what was waiting to be sent: this is the house at work from now on.",
)
def command(*, file: Path, other_key: bool, send_waiting: bool) -> None:
    """Bring a backup back into an empty data folder or database, and prove that everything agrees.

    FILE is read and verified before anything is written; whatever goes wrong, nothing is changed.
    """
    from django.core.management import call_command
    from django.utils import timezone

    from kunjae.backups.restore import opened_backup
    from kunjae.checks.proof import prove
    from kunjae.config.cli._progress import progress_bar
    from kunjae.config.cli._proofs import tell_proofs

    try:
        with opened_backup(file, other_key=other_key) as backup, progress_bar() as bar:
            bar.begin(backup.size, "Verifying")
            backup.verify(bar.advance)
            bar.begin(2 * backup.manifest.rows, "Restoring")
            held = backup.restore(bar.advance, send_waiting=send_waiting)
    except OSError as error:
        raise click.ClickException(f"Cannot restore {file}: {error.strerror}.") from error
    call_command("createcachetable", verbosity=0)
    _tell(backup.manifest)
    if not backup.same_key:
        click.echo(
            "The secret key is another one: PINs of bookings, second factors, secrets of webhooks and kept API "
            "answers cannot be read until the old key is back in its place. docs/howto/back-up.md says what to do "
            "without it.",
            err=True,
        )
    _tell_held(held)
    if broken := tell_proofs(prove(today=timezone.now().date())):
        click.echo(
            f"{broken} of the invariants do not hold. The rows are those of the backup, to the byte, but for what is "
            "held back: what does not agree did not agree when it was made.",
            err=True,
        )
        sys.exit(1)
    click.echo("Everything agrees.")


def _tell(manifest: Manifest) -> None:
    uploads = f" and {len(manifest.uploads):,} uploads" if manifest.uploads else ""
    click.echo(f"Restored {manifest.rows:,} rows of {len(manifest.tables)} tables{uploads}.")
    click.echo(f"Made {manifest.made_at} by Kunjae {manifest.kunjae} on {manifest.database}.")


def _tell_held(held: Held) -> None:
    if held:
        click.echo(
            f"Held back: {held.messages:,} messages that were waiting to be sent, and {held.endpoints:,} webhook "
            "endpoints. The house that this is a copy of may have sent them since, or be still at work. If this is the "
            "house at work from now on: `kunjae send-waiting`.",
            err=True,
        )
    if held.accounts:
        click.echo(
            f"Held back, too: {held.accounts:,} ways to pay. Until then guests pay nothing here, and refunds fail.",
            err=True,
        )
