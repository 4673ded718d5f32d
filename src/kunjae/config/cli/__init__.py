"""The command line. One file here = one command: `import_hotel.py` is `kunjae import-hotel`.

Such a file holds a click command named `command`, whose docstring is its help. It imports Django and the
house inside the function, so that `kunjae --help` stays quick; Django is set up when a command runs, and a
`KunjaeError` becomes one line and exit code 1. A name that begins with `_` is no command.
"""

import functools
import importlib
import os
import pkgutil
from collections.abc import Callable
from typing import Any

import click

from kunjae.kernel.errors import KunjaeError


class Commands(click.Group):
    """The commands found in this folder, loaded when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        command.name = cmd_name
        if command.callback is not None and not hasattr(command.callback, "__wrapped__"):
            command.callback = _in_the_house(command.callback)
        return command


def _in_the_house(run: Callable[..., Any]) -> Callable[..., Any]:
    """Set Django up, run, and turn what a person can mend into one clear line."""

    @functools.wraps(run)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.db import OperationalError
        from environs import EnvError

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kunjae.config.settings")
        try:
            django.setup()
            return run(*args, **kwargs)
        except (KunjaeError, EnvError, ImproperlyConfigured) as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            reason = (str(error).strip().splitlines() or ["no reason given"])[0]
            raise click.ClickException(
                f"The database refused: {reason}. Does it run, and has `kunjae migrate`?"
            ) from error

    return wrapped


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kunjae")
def main() -> None:
    """Kunjae, the open-source hotel extranet. Settings are environment variables that begin with KUNJAE_."""
