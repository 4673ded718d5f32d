import sys

import click


@click.command()
@click.option("--property", "slug", metavar="SLUG", help="The hotel; left out: all hotels.")
def command(*, slug: str | None) -> None:
    """Prove that bookings, nights, counters, ledger and history agree. Reads only; exit code 1 if they do not."""
    from django.utils import timezone

    from kunjae.checks.proof import prove
    from kunjae.config.cli._hotel import find_hotel

    if slug is not None:
        find_hotel(slug)
    broken = 0
    for proof in prove(today=timezone.now().date(), slug=slug):
        broken += not proof.holds
        mark = (
            click.style("ok    ", fg="green") if proof.holds else click.style("BROKEN", fg="red", bold=True)
        )
        of = "" if proof.holds else f", {proof.violations:,} wrong"
        click.echo(f"{mark} {proof.says} ({proof.checked:,} checked{of}) [{proof.code}]")
        for example in proof.examples:
            click.echo(f"         {example}")
        if proof.violations > len(proof.examples) > 0:
            click.echo(f"         and {proof.violations - len(proof.examples):,} more")
    if broken:
        click.echo(f"{broken} of the invariants do not hold.", err=True)
        sys.exit(1)
    click.echo("Everything agrees.")
