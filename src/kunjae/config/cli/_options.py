"""Options that several commands share."""

import os
from pathlib import Path

import click

from kunjae.accounts.roles import Role


def _use_data_dir(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        os.environ["KUNJAE_DATA_DIR"] = str(value)  # read by the settings, which load after the options


data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    callback=_use_data_dir,
    expose_value=False,
    is_eager=True,
    help="The data folder; else KUNJAE_DATA_DIR, else ./var.",
)
property_option = click.option("--property", "slug", metavar="SLUG", required=True, help="The hotel.")
role_option = click.option(
    "--role", type=click.Choice(list(map(str, Role))), required=True, help="What they may do there."
)
host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
worker_option = click.option(
    "--worker/--no-worker", default=True, help="With the worker beside the server, or without."
)
port_option = click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen on."
)
