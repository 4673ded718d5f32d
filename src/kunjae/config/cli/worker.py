import os
import signal

import click


@click.command()
@click.option(
    "--hands",
    type=click.IntRange(1, 7),  # each has a connection, and the pool has eight
    default=4,
    show_default=True,
    help="How many messages are handled at a time.",
)
@click.option(
    "--parent", type=int, hidden=True, help="End when the process with this id is no longer the parent."
)
def command(*, hands: int, parent: int | None) -> None:
    """Send what waits in the outbox, such as webhooks; Ctrl-C stops it. `kunjae serve` has one inside.

    Any number of workers may run, on any number of machines.
    """
    from kunjae.config.health import missing_migrations
    from kunjae.config.subscriptions import SUBSCRIPTIONS
    from kunjae.outbox.dispatcher import Dispatcher
    from kunjae.outbox.worker import Worker

    if missing_migrations():
        raise click.ClickException("The database is not up to date: run `kunjae migrate` first.")
    # Whose parent has died belongs to another process: no pipe that a fork could keep open, no word of the kernel's.
    worker = Worker(
        Dispatcher(SUBSCRIPTIONS), hands=hands, wanted=lambda: parent is None or os.getppid() == parent
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    if parent is None:
        click.echo("Kunjae's worker is at work (Ctrl-C stops it)")
    worker.run()
