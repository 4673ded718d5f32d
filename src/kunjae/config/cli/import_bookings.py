from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kunjae.config.cli._options import property_option

if TYPE_CHECKING:
    from kunjae.imports.bookings import ImportedBookings, Understood
    from kunjae.properties.models import Property

MOST_REASONS = 12


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@property_option
@click.option(
    "--map",
    "map_name",
    type=click.Choice(["hotel-booking-demand"]),
    help="The file is of this other kind; a hotel with a new slug is then made for it.",
)
def command(*, file: Path, slug: str, map_name: str | None) -> None:
    """Load bookings from a CSV file, gzipped or not, each row once.

    Rows that cannot be imported go to FILE.rejected.csv with their reason. A run that was broken off is continued
    by running it again.
    """
    import time

    from kunjae.imports.csv_files import write_rejected

    started = time.monotonic()
    hotel, found = _read(file, slug, map_name)
    imported = _import(hotel, found)
    seconds = time.monotonic() - started
    place = write_rejected(file, found.header, imported.rejected)
    _tell(imported, seconds, place)


def _read(file: Path, slug: str, map_name: str | None) -> tuple[Property, Understood]:
    from django.utils import timezone

    from kunjae.config.cli._hotel import find_hotel
    from kunjae.imports.bookings import Map, make_hotel, understand_mapped, understand_own
    from kunjae.properties.models import Property

    now = timezone.now()
    if map_name is None:
        hotel = find_hotel(slug)
        return hotel, understand_own(file, hotel, now)
    found = understand_mapped(file, Map(map_name), now)
    known = Property.objects.filter(slug=slug).first()
    if known is None:
        known = make_hotel(slug, found, now)
        click.echo(f"{slug}: a new hotel, made for these bookings")
    return known, found


def _import(hotel: Property, found: Understood) -> ImportedBookings:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from kunjae.imports.bookings import import_bookings

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("events  {task.fields[rate]} rows/s"),
        TimeRemainingColumn(),
    )
    rows, events = len(found.rows), max(1, found.events)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Replaying", total=found.events, rate="–")

        def tick(more: int) -> None:
            progress.advance(task, more)
            shown = progress.tasks[task]
            if shown.elapsed:
                rate = shown.completed * rows / events / shown.elapsed
                progress.update(task, rate=f"{rate:,.0f}")

        return import_bookings(property=hotel, found=found, tick=tick)


def _tell(imported: ImportedBookings, seconds: float, place: Path | None) -> None:
    rejected = len(imported.rejected)
    click.echo(f"read {imported.read:,} = {imported.imported:,} imported + {rejected:,} rejected")
    for status, count in sorted(imported.statuses.items()):
        click.echo(f"  {status.replace('_', ' '):<12}{count:>8,}")
    if rejected:
        click.echo(f"rejected, see {place}:")
        reasons = Counter(reason for _, reason in imported.rejected).most_common()
        for reason, count in reasons[:MOST_REASONS]:
            click.echo(f"  {count:>8,}  {reason}")
        if len(reasons) > MOST_REASONS:
            click.echo(f"  and {len(reasons) - MOST_REASONS} other reasons")
    for row, reason in imported.unfinished[:MOST_REASONS]:
        click.echo(f"line {row.line} did not reach its final status: {reason}", err=True)
    if not imported.events:
        click.echo("Everything was here already; nothing changed.")
    else:
        rate = imported.worked_on / seconds if seconds else 0
        click.echo(
            f"{imported.made:,} new bookings, {imported.events:,} events, "
            f"{seconds:,.1f} s, {rate:,.0f} rows/s"
        )
