import sys

import click


@click.command()
@click.option("--property", "slug", metavar="SLUG", help="The hotel; left out: all hotels.")
def command(*, slug: str | None) -> None:
    """Prove that bookings, nights, counters, ledger and history agree. Reads only; exit code 1 if they do not."""
    from django.utils import timezone

    from kunjae.checks.proof import prove
    from kunjae.config.cli._hotel import find_hotel
    from kunjae.config.cli._proofs import tell_proofs

    if slug is not None:
        find_hotel(slug)
    if broken := tell_proofs(prove(today=timezone.now().date(), slug=slug)):
        click.echo(f"{broken} of the invariants do not hold.", err=True)
        sys.exit(1)
    click.echo("Everything agrees.")
