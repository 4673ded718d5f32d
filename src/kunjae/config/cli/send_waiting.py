import click


@click.command()
def command() -> None:
    """Send what a restore held back, and webhooks again, and take payments: this house is the one at work from now on.

    Also turns endpoints on again whose secret could not be read, once it can be.
    """
    from kunjae.backups.holding import release

    released = release()
    click.echo(f"{released.messages:,} messages of the outbox go out, and webhooks are sent again.")
    if released.accounts:
        click.echo(f"Guests pay again: {released.accounts:,} ways to pay are no longer held back.")
    for url in released.unreadable:
        click.echo(
            f"The secret of {url} belongs to another secret key: make a new one with `kunjae create-webhook`.",
            err=True,
        )
