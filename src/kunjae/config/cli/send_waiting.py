import click


@click.command()
def command() -> None:
    """Send what a restore held back, and webhooks again: this house is the one at work from now on.

    Also turns endpoints on again whose secret could not be read, once it can be.
    """
    from kunjae.backups.holding import release

    released = release()
    click.echo(f"{released.messages:,} messages of the outbox go out, and webhooks are sent again.")
    for url in released.unreadable:
        click.echo(
            f"The secret of {url} belongs to another secret key: make a new one with `kunjae create-webhook`.",
            err=True,
        )
