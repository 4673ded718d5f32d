import os
import socket

import click

from kunjae.config.cli._options import data_option, host_option, port_option, worker_option


@click.command()
@host_option
@port_option
@data_option
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer."
)
@worker_option
def command(*, host: str, port: int, workers: int, worker: bool) -> None:
    """Start the web server, with the worker that sends what waits in the outbox; Ctrl-C stops both.

    In an empty data folder it makes the tables and says where to set the hotel up.
    """
    from kunjae.config.health import missing_migrations

    refuse_taken_port(host=host, port=port)
    make_first_tables()
    if missing_migrations():
        raise click.ClickException("The database is not up to date: run `kunjae migrate` first.")
    click.echo(f"Kunjae on http://{host}:{port}/ (Ctrl-C stops it)")
    tell_set_up(host=host, port=port)
    run_server(host=host, port=port, workers=workers, worker=worker)


def make_first_tables() -> None:
    """Make the tables of a database that has none at all. One that has some may be a hotel's, and that is renewed only
    when its people want it to be: by `kunjae migrate`."""
    from django.core.management import call_command
    from django.db import connection

    if connection.introspection.table_names():
        return
    click.echo("The database is empty: making the tables")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def tell_set_up(*, host: str, port: int) -> None:
    """While nobody has a sign-in: where whoever reads this becomes the owner."""
    from django.conf import settings

    from kunjae.accounts.first_owner import has_staff
    from kunjae.extranet.setup.key import set_up_address

    if has_staff():
        return
    base = f"http://{host}:{port}"
    if "KUNJAE_BASE_URL" in os.environ:
        base = settings.BASE_URL
    elif host in ("0.0.0.0", "::"):  # noqa: S104 - only compared
        base = f"http://127.0.0.1:{port}"
    click.echo()
    click.echo(f"  Set your hotel up: {set_up_address(base)}")
    click.echo("  Whoever has this address becomes the owner: keep it to yourself.")
    click.echo()


def refuse_taken_port(*, host: str, port: int) -> None:
    """Say so when another program listens there: the server itself would quietly share the port with it."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(
                socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
            )  # a server that just stopped is no hindrance
            probe.bind((host, port))
    except OSError as error:
        raise click.ClickException(f"Cannot listen on {host}:{port}: {error.strerror}.") from error


def run_server(*, host: str, port: int, workers: int, worker: bool) -> None:
    """Serve until stopped, with a worker beside. Shared with `kunjae demo`."""
    import multiprocessing
    from contextlib import nullcontext

    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from kunjae.config.cli._worker import WorkerBeside

    if host in ("127.0.0.1", "localhost"):
        os.environ.setdefault("KUNJAE_BASE_URL", f"http://{host}:{port}")
    connections.close_all()
    for connection in connections.all():
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()  # the workers are other processes with pools of their own
    # glibc would give every thread a heap of its own, of which each keeps what it once needed.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    # A fork while the thread of WorkerBeside starts its process would inherit that start's pipe: it would never end.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "kunjae.config.cli._served:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,  # the default of hundreds would only queue at the database
        workers_kill_timeout=5,  # a request that hangs does not keep the server from ending
        log_level=LogLevels.warning,
    )
    with WorkerBeside() if worker else nullcontext():
        server.serve()
