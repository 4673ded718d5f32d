from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import click

from kunjae.config.cli._options import data_option, host_option, port_option, worker_option

if TYPE_CHECKING:
    from kunjae.config.demo.make import Demo

LOOPBACK = "127.0.0.1"


@click.command()
@host_option
@port_option
@data_option
@worker_option
@click.option(
    "--with-pms",
    is_flag=True,
    help="Connected to a PMS beside it, on the next port: a front office that shows the guests' folios.",
)
def command(*, host: str, port: int, worker: bool, with_pms: bool) -> None:
    """Start a demo hotel: an empty data folder becomes a running house with 400 bookings around today.

    The first start makes it, which takes a moment; later ones only start it. One that was started with its
    PMS once always is. Ctrl-C stops it.
    """
    from kunjae.config.cli.serve import refuse_taken_port, run_server
    from kunjae.config.demo.make import existing_demo, refuse_real_hotel
    from kunjae.config.demo.with_pms import has_front_office

    with_pms = with_pms or has_front_office()
    refuse_taken_port(host=host, port=port)
    if with_pms:
        refuse_taken_port(host=LOOPBACK, port=_next(port))
    _migrate()
    refuse_real_hotel()
    demo, address = existing_demo() or _make(), f"http://{host}:{port}"
    with _pms_beside(demo, address, _next(port)) if with_pms else nullcontext():
        _tell(demo, address)
        if with_pms:
            _tell_of_pms(f"http://{LOOPBACK}:{_next(port)}")
        click.echo("  Ctrl-C stops it; `kunjae demo` starts it again.", nl=True)
        run_server(host=host, port=port, workers=1, worker=worker)


def _next(port: int) -> int:
    """Where the front office listens: always the same, so that its page can be kept open."""
    return port + 1 if port < 65535 else port - 1


def _pms_beside(demo: Demo, address: str, port: int) -> AbstractContextManager[object]:
    from django.utils import timezone

    from kunjae.config.demo.with_pms import front_office_beside
    from kunjae.properties.models import Property

    return front_office_beside(Property.objects.get(slug=demo.slug), address, port, timezone.now())


def _migrate() -> None:
    from django.core.management import call_command

    from kunjae.config.health import missing_migrations

    if missing_migrations():
        click.echo("Making the tables")
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _make() -> Demo:
    from django.utils import timezone
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    from kunjae.config.demo.make import make_demo

    click.echo("Making the demo hotel: 40 rooms, 400 bookings, and what happened to them")
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Bookings", total=None)
        return make_demo(
            now=timezone.now(),
            start=lambda steps: progress.update(task, total=steps),
            tick=lambda: progress.advance(task),
        )


def _tell(demo: Demo, address: str) -> None:
    from django.urls import reverse
    from django.utils import timezone

    from kunjae.config.demo.make import PASSWORD, STAFF, guest_entry

    page = reverse("extranet:booking", kwargs={"slug": demo.slug, "code": demo.example})
    click.echo()
    click.echo(f"  บ้านทะเล · Baan Talay    {address}/")
    click.echo()
    for email, _, role in STAFF:
        click.echo(f"  {role.replace('_', ' '):<12}{email:<28}{PASSWORD}")
    click.echo()
    click.echo(f"  Try: {address}{page}")
    click.echo("  Two rooms, 001 and 002. Move the first and cancel the second.")
    click.echo(f"  From {demo.check_in} to {demo.check_out} room 001 is taken and 003 is free.")
    click.echo()
    if guest := guest_entry(demo, timezone.now()):
        click.echo(f"  As a guest: {address}{guest.path}")
        click.echo("  Move the stay to a weekend or to a sea view: 30 % of the difference is paid first.")
        click.echo(f"  Her Concierge: {address}{guest.concierge}")
        click.echo("  Order a massage or a better room; staff answer under Guest activity > Orders.")
        sign_in = reverse("guest:sign_in", kwargs={"slug": demo.slug})
        click.echo(f"  Each link opens once; later {address}{sign_in} with {guest.code} and PIN {guest.pin}.")
        click.echo()


def _tell_of_pms(address: str) -> None:
    click.echo(f"  Its PMS: {address}/")
    click.echo("  Confirm an order under Guest activity > Orders: it appears on the guest's folio there.")
    click.echo("  What you change there comes into the house: check in, move, cancel.")
    click.echo()
