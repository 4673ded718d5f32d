import click

from kunjae.config.cli._options import property_option


@click.command()
@click.argument("url")
@property_option
@click.option("--description", default="", help="What it is for.")
@click.option(
    "--event",
    "events",
    multiple=True,
    metavar="EVENT",
    help="Only this, such as order.confirmed; may be given several times. Without it: everything.",
)
def command(*, url: str, slug: str, description: str, events: tuple[str, ...]) -> None:
    """Let the program at URL hear what happens to bookings, orders and money of a hotel, and print the secret that signs
    it, this once. The rest is done under Settings > Webhooks."""
    from django.conf import settings
    from django.utils import timezone

    from kunjae.config.cli._hotel import find_hotel
    from kunjae.webhooks.commands import create_endpoint

    created = create_endpoint(
        property=find_hotel(slug),
        url=url,
        now=timezone.now(),
        description=description,
        events=events,
        private_allowed=settings.WEBHOOK_PRIVATE_ADDRESSES,
    )
    heard = ", ".join(events) if events else "everything that happens to bookings, orders and money"
    click.echo(f"{created.url} hears of {slug}: {heard}.", err=True)
    click.echo("Keep this secret safe, it is shown only once:", err=True)
    click.echo(created.secret)
